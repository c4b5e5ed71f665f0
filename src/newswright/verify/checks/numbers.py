"""Numbers: every figure is one that the sources have, in whatever form; a rounder one may stand for an exact one.

"34", "thirty-four" and "nearly three dozen" are read alike. "About 30" may stand for 31, "1.2 million" for 1,234,567,
"a third" for 32%; "31" may not stand for 13. What is no figure of the sources but follows from them (a sum, a
difference of years) is a doubt, and small numbers in words, which often only count what a source lists, are none of its
business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from newswright.records import Gravity
from newswright.text.numbers import Quantity, quantities
from newswright.verify.checks.reckoning import LENGTHS, century_of, lasts
from newswright.verify.claim import Claim, Hit
from newswright.verify.sources import Known

SMALL = 12
"""Counts up to this, often made from a list or from "a couple", are not judged. Chosen by hand."""
LOOSE = Fraction(1, 10)
"""How far a figure that says "about" may be from the exact one."""
SHARE = Fraction(4, 100)
"""How far a fraction such as "a third" may be from a percentage."""
_HALF_DAY = 720
_QUARTER = 15
"""Minutes between two times of day that "shortly before 7 a.m." and "6.50am" may be apart."""
_ONE = re.compile(r"one[ -]([a-z]{3,})", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\s*(?:\w+\s)?(?:more|fewer|less|extra|higher|lower|times|together|combined)\b")
_PARTS = tuple(Fraction(*part) for part in ((1, 2), (1, 3), (1, 4), (2, 3), (3, 4), (2, 1), (3, 1), (1, 12), (12, 1)))
"""What writers reckon in their heads: half, a third, double."""
_PARTED = re.compile(
    r"\b(?:half|halves|halved|thirds?|quarters?|doubl\w+|twice|trebl\w+|tripl\w+|months?)\b", re.IGNORECASE
)
_RECKONED = re.compile(
    r"\b(?:additional|another|further|remaining|rest|others?|total|together|combined|in all|altogether|short of"
    r"|more than the|extra)\b",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:by|down from|up from|instead of|rather than)(?: (?:about|some|almost|nearly|over|more than))? $"
)
"""What stands before a difference, or before the figure that one was taken from."""
_SHARES = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(2, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(3, 4),
    "fifth": Fraction(1, 5),
    "tenth": Fraction(1, 10),
    "doubled": Fraction(1),
}
_UNITLESS = frozenset({"", "year", "clock", "decade"})


def check_numbers(claim: Claim, known: Known) -> Iterator[Hit]:
    """Compare each figure with all figures of the sources, then with those of its passage."""
    for figure in quantities(claim.own):
        if not figure.counts or figure.weak or figure.kind == "id" or _stands(figure, known):
            continue
        if (figure.kind == "year" and _dated(figure, known)) or _spelled(figure, known):
            continue
        hit = _judged(figure, claim, known)
        if hit:
            yield hit


def _stands(figure: Quantity, known: Known) -> bool:
    exact = known.by_value.get(figure.value, ())
    return any(same(figure, own) for own in exact) or any(same(figure, own) for own in known.figures)


def _judged(figure: Quantity, claim: Claim, known: Known) -> Hit | None:
    beside = known.figures_of(claim.pieces)
    small = not figure.unit and figure.value <= SMALL and figure.kind in {"cardinal", "ordinal", "range"}
    if small or figure.value in {0, 100, 1000} or century_of(figure, beside) or _single(figure, claim, known):
        return None
    shown = figure.phrase or figure.text
    if figure.unit in LENGTHS and figure.kind != "age":
        told = lasts(figure, [piece.text for piece in claim.pieces], beside)
        return None if told else _doubt(figure, shown, "dates")
    others = [other for other in beside if figure.noun and other.noun == figure.noun and other.unit == figure.unit]
    follows, asks = _follows(figure, claim, beside), _asks(claim, figure)
    if follows and asks:
        return None
    if follows or _hour(figure, known) or (asks and not others):
        return _doubt(figure, shown, "figures")
    if others:
        have = ", ".join(dict.fromkeys(f"“{other.phrase or other.text}”" for other in others[:3]))
        return Hit(f"“{shown}”: the sources have {have}", figure.start, figure.end, contradicts=True)
    alike = [other for other in beside if other.kind == figure.kind and other.unit == figure.unit]
    have = ", ".join(dict.fromkeys(f"“{other.text}”" for other in alike[:3]))
    return Hit(f"“{shown}” is not in the sources" + (f", which have {have}" if have else ""), figure.start, figure.end)


def _doubt(figure: Quantity, shown: str, of: str) -> Hit:
    detail = f"“{shown}” is not in the sources; it may be reckoned from their {of}"
    return Hit(detail, figure.start, figure.end, Gravity.DOUBT)


def _asks(claim: Claim, figure: Quantity) -> bool:
    """Whether a figure says itself that it was reckoned: "100,000 more jobs", "the remaining 23", "103 together"."""
    text = claim.text
    return bool(
        _DIFFERENCE.match(text[figure.end : figure.end + 16])
        or _RECKONED.search(text[max(figure.start - 40, 0) : figure.end])
        or _STEP.search(text[: figure.start])
    )


def _single(figure: Quantity, claim: Claim, known: Known) -> bool:
    """Whether "one mile" stands in the sources as "a mile"."""
    one = _ONE.match(claim.text, figure.start)
    if figure.value != 1 or not one:
        return False
    unit = re.compile(rf"\ban? (?:\w+ )?{re.escape(one[1])}\b", re.IGNORECASE)
    return any(unit.search(text) for text in known.folded)


def _hour(figure: Quantity, known: Known) -> bool:
    """Whether a source has the hour of a time of day alone: "until eight" for 8 a.m."""
    hours = figure.value / 60
    return figure.kind == "time" and hours.denominator == 1 and bool({hours, hours % 12} & known.by_value.keys())


def _spelled(figure: Quantity, known: Known) -> bool:
    """Whether a percentage stands in the sources in words: "a quarter" for 25%, "four in five" for 80%."""
    shares = [*(_SHARES[word] for word in _SHARES.keys() & known.words), *known.shares]
    return figure.unit == "%" and any(abs(figure.value / 100 - share) <= SHARE for share in shares)


def same(mine: Quantity, theirs: Quantity) -> bool:
    """Whether `mine` may stand where the sources have `theirs`."""
    for value, unit in mine.readings:
        for other, measure in (*theirs.readings, *([(theirs.high, theirs.unit)] if theirs.high is not None else [])):
            if _compatible(unit, measure) and _close(value, other, mine):
                return True
            share = _part(value, unit, mine)
            if share is not None and measure == "%" and abs(share - other / 100) <= SHARE:
                return True
            if unit == "%" and 0 < other < 1 and abs(value / 100 - other) <= SHARE:
                return True
    if mine.kind == theirs.kind == "time" and abs(mine.value - theirs.value) % _HALF_DAY <= _QUARTER:
        return True
    return mine.high is not None and _close(mine.value, theirs.value, mine)


def _part(value: Fraction, unit: str, mine: Quantity) -> Fraction | None:
    return value if not unit and 0 < value < 1 and mine.kind == "cardinal" else None


def _compatible(mine: str, theirs: str) -> bool:
    return mine == theirs or mine in _UNITLESS or theirs in _UNITLESS


def _close(value: Fraction, other: Fraction, mine: Quantity) -> bool:
    if value == other:
        return True
    if other == 0:
        return False
    away = abs(value - other) / abs(other)
    if mine.approximate:
        return away <= LOOSE or _rounded(value, other)
    return away < LOOSE and _rounded(value, other)


def _rounded(value: Fraction, other: Fraction) -> bool:
    """Whether `value` is `other` with fewer digits: 31 for 31.4, 1.2 million for 1,234,567; never 30 for 31."""
    if value == 0:
        return False
    step = Fraction(1)
    if value.denominator != 1:
        while (value / step).denominator != 1 and step > Fraction(1, 10_000):
            step /= 10
        return abs(value - other) <= step / 2 * Fraction(101, 100)
    while value % (step * 10) == 0:
        step *= 10
    if step == 1 and other.denominator == 1:
        return False
    if value < 100 and other.denominator == 1:
        return False
    return abs(value - other) <= step / 2 * Fraction(101, 100)


def _dated(figure: Quantity, known: Known) -> bool:
    """Whether a year is that of a source's day or next to it, or falls into a decade that a source names."""
    if int(figure.value) in known.short_years:
        return True
    years = {source.day.year for source in known.sources if source.day}
    decades = {mention.decade for mention, _ in known.dates if mention.decade}
    return any(abs(int(figure.value) - year) <= 1 for year in years) or int(figure.value) // 10 * 10 in decades


def _follows(figure: Quantity, claim: Claim, beside: Sequence[Quantity]) -> bool:
    """Whether a figure is a sum or difference of like figures of its passage, or a part where words speak of parts."""
    values = [other for other in beside if other.kind != "id"][:24]
    made = [100 - other.value for other in values if other.unit == figure.unit == "%"]
    if _PARTED.search(" ".join([claim.text, *(piece.text for piece in claim.pieces)])):
        made += [part * other.value for other in values for part in _PARTS]
    made += [abs(other.high - other.value) for other in values if other.high is not None]  # "from 48 to 77 million"
    for one, other in combinations(values, 2):
        if one.unit == other.unit or figure.kind in {"age", "year"}:
            made += [one.value + other.value, abs(one.value - other.value)]
    return any(value > 0 and _close(figure.value, value, figure) for value in made)
