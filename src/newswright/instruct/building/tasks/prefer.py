"""Preference pairs: a true sentence for its evidence against the same one spoiled."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.spoil import KINDS, spoil
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.sentence import fitting
from newswright.instruct.building.tasks.task import Task, leave, origin, prompt
from newswright.records import Preference

NAME = "prefer"
_KINDS = tuple(kind for kind in KINDS if kind != "inserted")
"""Changes inside the sentence: a second sentence would give the worse answer away by its length."""
REASONS = {
    "number": "the other changes a figure",
    "name": "the other changes a name",
    "date": "the other changes a date",
    "negation": "the other denies what is so, or says what is denied",
    "attribution": "the other states as fact what somebody said",
    "hedge": "the other drops a hedge",
}


def lessons(reading: Reading, context: Context) -> Iterator[Preference]:
    """Yield a pair for each fitting sentence that can be spoiled."""
    rng = context.rng(reading.article.id, NAME)
    known = f"{reading.article.headline}\n{reading.article.text}"
    for found in fitting(reading, context, NAME):
        spoiled = spoil(found.text, rng, context.pool, f"{known}\n{found.evidence}", _KINDS)
        if spoiled is None:
            leave(NAME, reading, context, "nothing in it can be spoiled", found.text)
            continue
        yield Preference.make(
            NAME,
            prompt(context, found.asked),
            found.text,
            spoiled.text,
            reason=REASONS[spoiled.kind],
            derived=(*found.derived, "rejected"),
            **origin(reading),
        )


PREFER = Task(NAME, "evidence, or a note, with a true and a spoiled sentence", needs_sources=True, lessons=lessons)
