"""Where two outlets give different figures of what looks like the same thing.

The writer then prints both, each under its outlet's name. Without a parser "the same thing" is a guess, so it is a
cautious one: figures of one unit and one noun, close to each other, in clauses that share a further word. What is close
but other is merely quoted twice; the note to the editor claims no more than that the outlets have these figures.
"""

from __future__ import annotations

import re
from fractions import Fraction

from newswright.text.numbers import quantities
from newswright.text.quantity import Quantity
from newswright.text.words import content_stems

CLOSE = Fraction(3, 2)
"""Greatest ratio of two figures that count as rivals: tolls and costs are revised by less."""

_OF_BEFORE = re.compile(
    r"\b(?:originally|initially|previous(?:ly)?|earlier|up from|down from|compared (?:with|to)|at first|used to)\b",
    re.IGNORECASE,
)
"""What was before is no rival of what is: "originally the package had a $3 trillion price tag"."""

_COMPARED = frozenset({"cardinal", "money", "percent", "range"})
_CLAUSE = re.compile(r"[,;:]\s|\s(?:and|but|while|after|when|as)\s")


def rivals(one: str, other: str) -> tuple[str, str] | None:
    """Return the first pair of figures in which `one` and `other` disagree, each with its noun, or None."""
    if _OF_BEFORE.search(one) or _OF_BEFORE.search(other):
        return None
    theirs = [q for q in quantities(other) if q.kind in _COMPARED and not q.weak]
    for mine in quantities(one):
        if mine.kind not in _COMPARED or mine.weak:
            continue
        same = [q for q in theirs if _alike(mine, q) and _near(one, mine, other, q)]
        if same and not any(q.value == mine.value for q in theirs):
            return mine.phrase or mine.text, same[0].phrase or same[0].text
    return None


def _alike(mine: Quantity, yours: Quantity) -> bool:
    if (mine.unit, mine.noun) != (yours.unit, yours.noun) or not (mine.unit or mine.noun):
        return False
    low, high = sorted((abs(mine.value), abs(yours.value)))
    return low != high and low > 0 and high <= low * CLOSE


def _near(one: str, mine: Quantity, other: str, yours: Quantity) -> bool:
    """A counted noun needs a clause in common; bare money, which has no noun, more of the sentence."""
    if mine.noun:
        shared = _clause(one, mine) & _clause(other, yours) - {mine.noun}
        return bool(shared)
    return len(set(content_stems(one)) & set(content_stems(other))) >= 2


def _clause(text: str, figure: Quantity) -> set[str]:
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    start = max(cut for cut in cuts if cut <= figure.start)
    end = min(cut for cut in cuts if cut >= figure.end)
    return {stem for stem in content_stems(text[start:end]) if not stem[:1].isdigit()}
