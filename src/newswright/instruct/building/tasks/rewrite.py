"""A passage to a plain sentence: what the writer asks for most."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.passage import asked, retold
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, lesson
from newswright.records import Lesson

NAME = "rewrite"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield a lesson for each sentence that retells one passage."""
    for found in retold(reading, context, NAME):
        yield lesson(NAME, reading, context, asked(NAME, found.passage), found.text)


REWRITE = Task(
    NAME,
    "one passage of a source to the sentence that retells it, as the writer asks",
    needs_sources=True,
    lessons=lessons,
)
