"""Dates: every weekday, day, month and year is one that the sources name, or follows from the day they were published.

"Tuesday" in a source of Wednesday, 5 November 2025 makes "4 November" true, and so does "yesterday". A part may be left
out; none may be changed. Words such as "last week" and parts of the day are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from newswright.records import Gravity
from newswright.text.date_patterns import WEEKDAYS
from newswright.text.dates import DateMention, dates
from newswright.verify.claim import Claim, Hit
from newswright.verify.sources import Known

_JUDGED = ("year", "month", "day", "weekday", "feast", "season", "decade")
_YEARS = re.compile(
    r"\byears?['’]? (?:later|earlier|ago|before|after|old)|\b(?:previous|following|next|last|same) year\b|-year-old"
)
_SHIFTED = re.compile(
    r"\b(?:days?|night|morning) (?:after|before|earlier|later|ago)\b"
    r"|\b(?:next|previous|following|same) (?:day|night|morning)\b"
)


def check_dates(claim: Claim, known: Known) -> Iterator[Hit]:
    """Compare each date with those that the sources name or mean."""
    mine = [mention for mention in dates(claim.own) if _parts(mention)]
    if not mine:
        return
    for mention in mine:
        if mention.kind == "year" and mention.year in known.by_value:
            continue
        parts = _parts(mention)
        if any(_consistent(parts, _parts(theirs)) for theirs, _ in known.dates):
            continue
        if _short(mention, known) or _in_words(mention, known):
            continue
        if any(_on(parts, day) for day in known.days) or _years(parts, known) or _decade(parts, known):
            continue
        if set(parts) <= {"month", "season", "feast", "decade"} or (set(parts) == {"year"} and _reckoned(claim)):
            detail = f"“{mention.text}” is not in the sources; it may follow from their dates"
            yield Hit(detail, mention.start, mention.end, Gravity.DOUBT)
            continue
        near = _nearest(mention, known)
        detail = f"“{mention.text}” is not in the sources" + (f", which have “{near}”" if near else "")
        gravity = Gravity.DOUBT if set(parts) == {"weekday"} and _shifted(claim) else Gravity.FAULT
        yield Hit(detail, mention.start, mention.end, gravity, contradicts=bool(near))


def _short(mention: DateMention, known: Known) -> bool:
    """Whether a source has a year with two digits, or a day of a month by its number: "on the 20th"."""
    if mention.kind == "year":
        return mention.year in known.short_years
    month = any(theirs.month == mention.month for theirs, _ in known.dates)
    ordinals = (figure for figure in known.by_value.get(Fraction(mention.day or 0), ()) if figure.kind == "ordinal")
    return bool(mention.day and mention.month and month and not mention.year and next(ordinals, None))


def _in_words(mention: DateMention, known: Known) -> bool:
    """Whether a source has the word of a season where it is no date by itself: "winter coats", "by the fall"."""
    return set(_parts(mention)) == {"season"} and mention.text.lower() in known.words


def _reckoned(claim: Claim) -> bool:
    """Whether the passage counts in years: "three years later" makes a year that no source names."""
    return any(_YEARS.search(piece.text) for piece in claim.pieces)


def _shifted(claim: Claim) -> bool:
    """Whether the passage counts in days: "a day after" makes a weekday that no source names."""
    return any(_SHIFTED.search(piece.text) for piece in claim.pieces)


def _parts(mention: DateMention) -> dict[str, int | str]:
    return {name: value for name, value in mention.parts.items() if name in _JUDGED}


def _consistent(mine: dict[str, int | str], theirs: dict[str, int | str]) -> bool:
    """Whether the source's date has every part of mine, save a year that it leaves to its own day."""
    return all(
        theirs.get(part) == value for part, value in mine.items() if part != "year" or "year" in theirs
    ) and bool(mine.keys() & theirs.keys())


def _on(parts: dict[str, int | str], day: date) -> bool:
    facts = {"year": day.year, "month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()]}
    return all(facts.get(part) == value for part, value in parts.items())


def _years(parts: dict[str, int | str], known: Known) -> bool:
    """Whether a bare year is next to that of a source's day: "last year" and "next year" are years too."""
    if set(parts) != {"year"}:
        return False
    return any(source.day and abs(source.day.year - int(parts["year"])) <= 1 for source in known.sources)


def _decade(parts: dict[str, int | str], known: Known) -> bool:
    """Whether a decade holds a year that the sources name."""
    decade = parts.get("decade")
    return decade is not None and any(figure.value // 10 * 10 == decade for figure in known.figures)


def _nearest(mention: DateMention, known: Known) -> str:
    mine = _parts(mention)
    shared = [
        (len(mine.items() & _parts(theirs).items()), theirs.kind == mention.kind, -at, theirs.text)
        for at, (theirs, _) in enumerate(known.dates)
    ]
    best = max(shared, default=None)
    return best[3] if best and (best[0] or best[1]) else ""
