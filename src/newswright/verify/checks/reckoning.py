"""What follows from figures and dates without standing there: "two days" for 48 hours, "three years" from 2016 to 2019.

No check: `numbers` asks it before it doubts a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from newswright.text.date_patterns import WEEKDAYS
from newswright.text.dates import dates
from newswright.text.fold import fold
from newswright.text.numbers import Quantity

LENGTHS = {
    "second": Fraction(1, 86_400),
    "minute": Fraction(1, 1_440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "fortnight": Fraction(14),
    "month": Fraction(36_525, 1_200),
    "year": Fraction(36_525, 100),
    "decade": Fraction(36_525, 10),
    "century": Fraction(36_525),
}
"""Days that each unit has, months and years in the mean."""
_UNITS = "|".join(LENGTHS)
_ONE = re.compile(rf"\b(half )?(?:an?|the|each|every|another|per) (?:\w+ )?({_UNITS})\b( and a half)?", re.IGNORECASE)
"""A length without a figure: "a decade", "half a year", "a year and a half"."""
_NEAR = Fraction(2, 100)
"""How far two lengths may be apart that are the same: a month has 28 to 31 days."""
_ABOUT = Fraction(15, 100)
"""How far, where the sentence says "about" or "almost"."""
_GAP = 6
"""Characters between "six minutes" and "41 seconds" that are one length."""


def lasts(figure: Quantity, texts: Sequence[str], beside: Sequence[Quantity]) -> bool:
    """Tell whether a length of time is one that `texts` name in another unit, or lies between two of their dates.

    `beside` are the figures of `texts`.
    """
    unit = LENGTHS.get(figure.unit)
    if unit is None or not figure.value:
        return False
    mine = figure.value * unit
    away = _ABOUT if figure.approximate else _NEAR
    found = [*_named(texts, beside), *_between(texts, beside)]
    return any(theirs and abs(mine - theirs) <= away * theirs for theirs in found)


def century_of(figure: Quantity, beside: Sequence[Quantity]) -> bool:
    """Tell whether `figure` counts the century ("18th-century") that a year among `beside` falls into."""
    years = [other.value for other in beside if other.kind == "year"]
    return figure.noun == "century" and any((year - 1) // 100 + 1 == figure.value for year in years)


def _named(texts: Sequence[str], beside: Sequence[Quantity]) -> Iterator[Fraction]:
    lengths = [other for other in beside if other.unit in LENGTHS]
    for other in lengths:
        yield other.value * LENGTHS[other.unit]
        if other.high is not None:
            yield other.high * LENGTHS[other.unit]
    for one, two in pairwise(lengths):
        if 0 < two.start - one.end <= _GAP:
            yield one.value * LENGTHS[one.unit] + two.value * LENGTHS[two.unit]
    for text in texts:
        for match in _ONE.finditer(fold(text)):
            length = LENGTHS[match[2].lower()] * (Fraction(1, 2) if match[1] else 1)
            yield length * Fraction(3, 2) if match[3] else length


def _between(texts: Sequence[str], beside: Sequence[Quantity]) -> Iterator[Fraction]:
    """The lengths between two years, months, weekdays, days of a month, hours or ages that the texts name."""
    named = [mention for text in texts for mention in dates(text)]
    years = {other.value for other in beside if other.kind == "year"} | {Fraction(m.year) for m in named if m.year}
    ages = {other.value for other in beside if other.kind == "age"}
    for values in (years, ages):
        yield from (abs(one - two) * LENGTHS["year"] for one, two in combinations(values, 2))
    for one, two in combinations({m.month for m in named if m.month}, 2):
        yield from (Fraction((one - two) % 12) * LENGTHS["month"], Fraction((two - one) % 12) * LENGTHS["month"])
    weekdays = {WEEKDAYS.index(m.weekday) for m in named if m.weekday}
    for one, two in combinations(weekdays, 2):
        yield from (Fraction((one - two) % 7), Fraction((two - one) % 7))
    days = {(m.month, m.day) for m in named if m.day}
    yield from (Fraction(abs((a[1] or 0) - (b[1] or 0))) for a, b in combinations(days, 2) if a[0] == b[0])
    times = [other for other in beside if other.kind == "time"]
    hours = {other.value for other in times} | {other.high for other in times if other.high is not None}
    for early, late in combinations(hours, 2):
        yield from (abs(early - late) * LENGTHS["minute"], (1_440 - abs(early - late)) * LENGTHS["minute"])
