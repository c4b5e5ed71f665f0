"""Superlatives and firsts: "first", "largest", "only", "ever" stand in the sources, in that word or one that means it.

The words are in `tables/verbs.toml`; those of a line may stand for each other. It is the kind of embellishment that
reads best and is checked least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newswright.records import Gravity
from newswright.text.fold import fold
from newswright.text.words import words
from newswright.verify.checks.tables import groups
from newswright.verify.claim import Claim, Hit
from newswright.verify.sources import Known

_JUDGED = frozenset(
    "largest biggest greatest smallest tallest oldest eldest longest shortest fastest quickest deadliest bloodiest"
    " richest wealthiest unprecedented heaviest busiest".split()
)
"""Words that claim a rank in the world. "Highest court", "at the earliest" and "the worst injury" mostly do not."""
_RANKED = frozenset({"record", "best", "worst", "most", "top"})
"""Words that rank, whatever they rank: a "league record" may be the longest delay."""
_FIRST = re.compile(
    r"\b(?:the|become|became|becoming) first (?:ever|person|people|man|woman|time|country|team|player|company|to)\b"
)


def check_superlatives(claim: Claim, known: Known) -> Iterator[Hit]:
    """Look for each superlative among all words of the sources."""
    for word in words(claim.own):
        low = fold(word.text).lower()
        if low in _JUDGED and not _said(low, known):
            gravity = Gravity.DOUBT if _RANKED & known.words else Gravity.FAULT
            yield Hit(f"“{word.text}” is not in the sources", word.start, word.end, gravity)
    for first in _FIRST.finditer(fold(claim.own)):
        if not _said("first", known) and not any(w in known.words for w in ("1st", "new", "maiden", "one", "opening")):
            gravity = Gravity.DOUBT if "never" in known.words else Gravity.FAULT
            yield Hit("“first” is not in the sources", first.start(), first.end(), gravity)


def _said(low: str, known: Known) -> bool:
    return any(word in known.words for word in (low, *_alike().get(low, ())))


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    return {word: group for group in groups("superlatives") for word in group}
