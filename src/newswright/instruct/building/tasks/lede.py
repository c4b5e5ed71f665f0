"""Sources to lede: the one sentence that an article opens with."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, add_material, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.support import Grounds
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson

NAME = "lede"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: all sources, or notes, and the first sentence of the article."""
    lede = reading.lede
    if not lede:
        first = reading.sentences[0] if reading.sentences else ""
        leave(NAME, reading, context, "the first sentence is no lede", first)
        return
    pieces = Grounds(reading.article, context).of(lede) if reading.article.reports else ()
    if reading.article.reports and not pieces:
        leave(NAME, reading, context, "the sources do not say the lede", lede)
    elif any(piece.text == lede for piece in pieces):
        leave(NAME, reading, context, "it is a source's, word for word", lede)
    else:
        asking = Asking(instruction(NAME))
        derived = add_material(asking, reading, lede)
        yield lesson(NAME, reading, context, asking.message(), lede, derived)


LEDE = Task(NAME, "source items, or notes, to the sentence that opens the article", needs_sources=True, lessons=lessons)
