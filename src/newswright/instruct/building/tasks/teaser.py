"""Headline and teaser to article: the origin's task.

It teaches a model to go on where no source speaks. It is here because sets and models of this kind exist, not because
a newsroom should write so.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson

NAME = "article-from-teaser"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: headline and teaser, and the article's text."""
    teaser, derived = reading.teaser
    text = reading.article.text
    if not teaser:
        leave(NAME, reading, context, "no teaser")
    elif len(text) < 1.5 * len(teaser):
        leave(NAME, reading, context, "nothing beyond its teaser")
    else:
        asking = Asking(instruction(NAME)).add(f"{reading.article.headline}\n{teaser}", weight=0)
        yield lesson(NAME, reading, context, asking.message(), text, ("teaser",) if derived else ())


FROM_TEASER = Task(NAME, "headline and teaser to the article's text", needs_sources=False, lessons=lessons)
