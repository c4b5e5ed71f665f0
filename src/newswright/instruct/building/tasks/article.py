"""Sources to article: the writer's whole work."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, add_material, instruction, written
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.support import Grounds
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson

NAME = "article"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: its sources, or notes derived from it, and the article."""
    share = Grounds(reading.article, context).share
    if share < context.options.min_supported:
        leave(NAME, reading, context, "too much that its sources do not say", f"{share:.0%} supported")
        return
    answer = written(reading.article.headline, reading.article.paragraphs)
    asking = Asking(instruction(NAME))
    derived = add_material(asking, reading, answer)
    yield lesson(NAME, reading, context, asking.message(), answer, derived)


ARTICLE = Task(NAME, "source items, or notes, to the article with its headline", needs_sources=True, lessons=lessons)
