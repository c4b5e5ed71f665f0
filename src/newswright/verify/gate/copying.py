"""Copying: how long a run of words a sentence takes from a source outside quotation marks.

An 11-word run occurs in about half of a large model's news summaries and a 25-word run in one of eleven (FACTS of the
field: Newsroom's extractive fragments on RAGTruth's summaries), so the alarm is graded.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.records import Check, Outcome
from newswright.text.overlap import Overlap, overlap
from newswright.text.quotes import outside_quotations

NAME = "copying"
NOTED = 12
"""Words in a run from which an editor is told."""
FAILED = 25
"""Words in a run from which a sentence is not the writer's own in any sense."""


def check_copying(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:  # noqa: ARG001 - one form for all checks
    """Grade the longest run of words that `sentence` shares with one text of the `evidence`."""
    worst = copied(sentence, evidence)
    detail = f"longest run {worst.longest} words, {worst.coverage:.0%} of the words in runs"
    if worst.longest >= FAILED:
        return Check(name=NAME, outcome=Outcome.FAILED, detail=f"{detail}: “{worst.run}”")
    return Check(name=NAME, outcome=Outcome.NOTED if worst.longest >= NOTED else Outcome.PASSED, detail=detail)


def copied(sentence: str, evidence: Sequence[str]) -> Overlap:
    """Return the overlap with the text of `evidence` that shares the longest run; quotations do not count."""
    own = outside_quotations(sentence)
    return max((overlap(own, text) for text in evidence), key=lambda o: o.longest, default=Overlap(0, 0.0, 0.0, ""))
