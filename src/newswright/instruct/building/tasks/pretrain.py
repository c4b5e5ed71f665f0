"""Plain articles for continued pretraining: text alone, nobody asks."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import written
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, lesson
from newswright.records import Lesson

NAME = "pretrain"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the article as it stands, headline first, as one assistant message."""
    yield lesson(NAME, reading, context, None, written(reading.article.headline, reading.article.paragraphs))


PRETRAIN = Task(NAME, "the article alone, for continued pretraining", needs_sources=False, lessons=lessons)
