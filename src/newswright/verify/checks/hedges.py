"""Hedges and negation: what may happen has not happened, and what did not happen did not.

Looked at only where one piece of a source says nearly the same as the sentence, and there only around the words that
both have: a "not" that governs another verb of the piece says nothing of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswright.records import Gravity
from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations
from newswright.text.words import stem, stop_words, words
from newswright.verify.checks.tables import pattern
from newswright.verify.claim import Claim, Hit, short
from newswright.verify.sources import Known

SAME = 0.6
"""Share of content words from which a piece says the same."""
_GOVERNS = 3
"""Words behind a "not" or "may" in which the word that it governs stands."""
_MAY = re.compile(r"\bMay\b")
_BARE_NOT = re.compile(r"\b(?:not|never|no|nobody|none|neither|nor|cannot)\b|n't\b", re.IGNORECASE)
_VERB_NOT = re.compile(
    r"\b(?:do|does|did|was|were|is|are|has|have|had|will|would|could|can)(?: not|n't|n’t| never)"
    r"(?: yet| been| be| have| ever)*\b(?!,)|\bcannot\b",
    re.IGNORECASE,
)
"""A "not" that denies the verb behind it: "no" and "nobody" deny what is hard to find without a parser."""
_MODAL = re.compile(r"\b(?:may|might|could|plans? to|planned to|hopes? to|hoped to|intends? to|intended to)\b")


def check_hedges(claim: Claim, known: Known) -> Iterator[Hit]:  # noqa: ARG001 - one form for all checks
    """Look for a lost "may" or "not", and for a "not" that the source does not have."""
    twin = claim.twin
    if twin is None or claim.near[1] < SAME:
        return
    mine, theirs = fold(claim.own), fold(outside_quotations(twin.text))
    hedged = _governed(theirs, _MODAL) & _stems(mine)
    if hedged and not pattern("wary").search(_MAY.sub("", mine)):
        detail = f"the source has a hedge before “{_written(theirs, hedged)}”: “{short(twin.text)}”"
        yield Hit(detail, 0, len(claim.text), contradicts=True)
    denied = _governed(theirs, _VERB_NOT) & _stems(mine)
    if denied and not pattern("denying").search(mine):
        detail = f"the source denies “{_written(theirs, denied)}”: “{short(twin.text)}”"
        yield Hit(detail, 0, len(claim.text), contradicts=True)
    deny = _BARE_NOT.search(mine)
    if deny and not any(pattern("denying").search(fold(piece.text)) for piece in claim.pieces):
        detail = f"nothing like “{deny.group()}” is in what the sources say of this"
        yield Hit(detail, deny.start(), deny.end(), Gravity.DOUBT, contradicts=True)


def _governed(text: str, marks: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for mark in marks.finditer(text):
        behind = re.split(r"[,;:.]", text[mark.end() :], maxsplit=1)[0]
        near = [word.text for word in words(behind)[:_GOVERNS]]
        content = [word for word in near if word.lower() not in stop_words()]
        if "not" not in near:  # "may not say" is a denial, no hedge
            found.update(stem(word) for word in content[:1] if word.islower())
    return found


def _stems(text: str) -> set[str]:
    return {stem(word.text) for word in words(text)}


def _written(text: str, stems: set[str]) -> str:
    return next((word.text for word in words(text) if stem(word.text) in stems), "")
