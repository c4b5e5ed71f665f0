"""Lessons for the tests of splits, scores and cards. All of it is fictional."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from newswright.records import Lesson, Message, Role

ASK = "Write a news article from these notes.\n\n"
FERRY = (
    "The council of Ostermere approved a new ferry terminal on Tuesday after nine years of argument. The terminal will"
    " cost 42 million crowns and is to open in March 2027. Mayor Ada Holm thanked the 1,204 residents who had signed a"
    " petition for it. Jon Reed, who runs a hotel on Quay Street, said that his guests may stay away during the works."
)
_SYLLABLES = ("bal", "cor", "dun", "fen", "gar", "hol", "kel", "lam", "mor", "nor", "pel", "rud", "sar", "tol", "wex")


def day(number: int) -> datetime:
    """Return a date, so many days after the first of 2026."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def prose(seed: int, count: int = 80) -> str:
    """Return so many made-up words in sentences of ten; two seeds share next to nothing."""
    chance = random.Random(seed)
    made = ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(count)]
    return " ".join(" ".join(made[at : at + 10]).capitalize() + "." for at in range(0, count, 10))


def lesson(
    answer: str,
    notes: Sequence[str] = (),
    *,
    story: str = "",
    date: datetime | None = None,
    task: str = "article",
    **rest: object,
) -> Lesson:
    """Return a lesson whose notes are its marked sources."""
    text, spans = ASK, []
    for note in notes:
        spans.append((len(text), len(text) + len(note)))
        text += note + "\n"
    said = (
        Message(role=Role.USER, content=text, sources=tuple(spans)),
        Message(role=Role.ASSISTANT, content=answer),
    )
    return Lesson.make(task, said, story=story, date=date, **rest)
