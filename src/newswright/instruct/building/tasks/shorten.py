"""A passage to its core in one short sentence: what the writer asks for beside a rewriting."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.passage import asked, retold
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, lesson
from newswright.records import Lesson

NAME = "shorten"
MOST = 0.6
"""Words that a short sentence has to each word of its passage, at most."""


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield a lesson for each sentence that retells one passage in far fewer words."""
    for found in retold(reading, context, NAME, MOST):
        yield lesson(NAME, reading, context, asked(NAME, found.passage), found.text)


SHORTEN = Task(NAME, "one passage of a source to its core in a short sentence", needs_sources=True, lessons=lessons)
