"""Wording: a sentence brings no content word that its evidence lacks.

This is the check for what was *added*: an attribution from nowhere, a clause at the end, a judgement. A handful of
words that mean the same in news may replace each other; the table names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from newswright.records import Check, Outcome
from newswright.text.quotes import outside_quotations
from newswright.text.words import stem
from newswright.verify.gate.credit import credited
from newswright.verify.gate.tokens import Token, tokens

NAME = "wording"


def check_wording(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:
    """List the content words of `sentence`, outside quotations, that no text of the `evidence` has."""
    mine = tokens(outside_quotations(sentence))
    if not mine or credited(sentence, outlets):
        return Check(name=NAME, outcome=Outcome.IDLE, detail="no words of its own")
    known = {same(token) for text in evidence for token in tokens(text)}
    added = [token.text for token in mine if same(token) not in known]
    if added:
        listed = ", ".join(f"“{word}”" for word in dict.fromkeys(added))
        return Check(name=NAME, outcome=Outcome.FAILED, detail=f"added to the evidence: {listed}")
    return Check(name=NAME, outcome=Outcome.PASSED, detail=f"all {len(mine)} content words are the evidence's")


def same(token: Token) -> str:
    """Return the stem that stands for `token` and the words that mean the same."""
    return _equivalents().get(token.stem, token.stem)


@cache
def _equivalents() -> dict[str, str]:
    """Stem -> the first stem of its line in `equivalents.txt`."""
    table = files("newswright.verify.gate").joinpath("tables", "equivalents.txt").read_text(encoding="utf-8")
    pairs = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            first, *others = (stem(word) for word in line.split())
            pairs.update(dict.fromkeys(others, first))
    return pairs
