"""Article to summary: the archive's own, or the article's two best sentences."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, add_text, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson

NAME = "summary"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: the article's text, and its summary."""
    summary, derived = reading.summary
    if not summary:
        leave(NAME, reading, context, "too short to be summed up", f"sentences: {len(reading.sentences)}")
    elif len(summary) > len(reading.article.text) / 2:
        leave(NAME, reading, context, "the summary is longer than half the article")
    else:
        asking = Asking(instruction(NAME))
        add_text(asking, reading.article.paragraphs)
        yield lesson(NAME, reading, context, asking.message(), summary, ("summary",) if derived else ())


SUMMARY = Task(NAME, "the article's text to a summary", needs_sources=False, lessons=lessons)
