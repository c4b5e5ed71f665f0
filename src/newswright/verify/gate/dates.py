"""Dates: every date of a sentence stands in its evidence; a part may be dropped, none added or changed.

"Tuesday" may be written for "Tuesday night", not the other way round. Nothing is resolved: "yesterday" is in the
evidence only where the evidence says "yesterday". Clock times belong to `verify.numbers`.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.records import Check, Outcome
from newswright.text.dates import DateMention, dates

NAME = "dates"


def check_dates(sentence: str, evidence: Sequence[str]) -> Check:
    """Compare the dates of `sentence` with those of its `evidence`; one mention there must have all parts of each."""
    mine = dates(sentence)
    if not mine:
        return Check(name=NAME, outcome=Outcome.IDLE, detail="no dates")
    known = [mention for text in evidence for mention in dates(text)]
    faults = [_fault(mention, known) for mention in mine if not any(_holds(mention, theirs) for theirs in known)]
    if faults:
        return Check(name=NAME, outcome=Outcome.FAILED, detail="; ".join(dict.fromkeys(faults)))
    listed = ", ".join(f"“{text}”" for text in dict.fromkeys(mention.text for mention in mine))
    return Check(name=NAME, outcome=Outcome.PASSED, detail=f"in the evidence: {listed}")


def _holds(mine: DateMention, theirs: DateMention) -> bool:
    """Whether `theirs` says all that `mine` says. "Every Tuesday" and "Tuesday" never stand for each other."""
    if ("every" in mine.relative) != ("every" in theirs.relative):
        return False
    return mine.parts.items() <= theirs.parts.items()


def _fault(mine: DateMention, known: Sequence[DateMention]) -> str:
    """Name the mention of the evidence that comes nearest: the most parts shared, else the same kind."""
    shared = {theirs: len(mine.parts.items() & theirs.parts.items()) for theirs in known}
    near = max(shared, key=lambda theirs: (shared[theirs], theirs.kind == mine.kind), default=None)
    if near and (shared[near] or near.kind == mine.kind):
        return f"“{mine.text}” is not in the evidence, which has “{near.text}”"
    return f"“{mine.text}” is not in the evidence"
