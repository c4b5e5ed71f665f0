"""Another figure or date for the one that a sentence has, written the same way."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from newswright.text.date_patterns import MONTHS, WEEKDAYS
from newswright.text.dates import DateMention, dates
from newswright.text.numbers import Quantity, quantities
from newswright.text.quotes import quotations

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHANGED = frozenset({"cardinal", "percent", "money", "age", "range", "score"})
"""Kinds of figures that are changed: years and times belong to dates, ids and ordinals to names."""
_RELATIVE = {
    "yesterday": "today",
    "today": "yesterday",
    "tomorrow": "today",
    "last week": "this week",
    "last month": "last week",
    "last year": "this year",
    "next year": "next month",
    "this week": "last week",
}


def other_number(text: str, rng: random.Random, known: str) -> str:
    """Return `text` with one figure changed to one that is not in `known`, or "" where it has none to change."""
    fitting = [figure for figure in quantities(text) if figure.kind in _CHANGED and not _quoted(text, figure.start)]
    rng.shuffle(fitting)
    for figure in fitting:
        for _ in range(4):
            changed = _numeral(figure, rng)
            if changed and not re.search(rf"(?<![\w.,]){re.escape(_bare(changed))}(?!\w)", known):
                return text[: figure.start] + changed + text[figure.end :]
    return ""


def other_date(text: str, rng: random.Random, known: str) -> str:
    """Return `text` with one date changed to one that is not in `known`, or "" where it has none to change."""
    fitting = [mention for mention in dates(text) if not _quoted(text, mention.start)]
    rng.shuffle(fitting)
    for mention in fitting:
        for change in _DATE_CHANGES:
            changed = change(mention, rng)
            if changed and changed != mention.text and changed not in known:
                return text[: mention.start] + changed + text[mention.end :]
    return ""


def _quoted(text: str, at: int) -> bool:
    return any(span.start <= at < span.end for span in quotations(text))


# -- figures --


def _bare(written: str) -> str:
    match = _DIGITS.search(written)
    return match.group() if match else written


def _numeral(figure: Quantity, rng: random.Random) -> str:
    match = _DIGITS.search(figure.text)
    if match:
        return figure.text[: match.start()] + _other_digits(match.group(), rng) + figure.text[match.end() :]
    row: list[str] = table()["numbers"].split()
    first, _, rest = figure.text.partition(" ")
    if first.lower() not in row:
        return ""
    other = rng.choice([word for word in row if word != first.lower()])
    return (other.capitalize() if first[:1].isupper() else other) + (f" {rest}" if rest else "")


def _other_digits(digits: str, rng: random.Random) -> str:
    """Return another numeral with as many decimals, and with separators where the given one has them."""
    whole, _, decimals = digits.replace(",", "").partition(".")
    if not whole or len(whole) > 15:
        return digits
    value = int(whole + decimals)
    changed = _changed(value, rng)
    if decimals:
        text = str(changed).rjust(len(decimals) + 1, "0")
        whole, decimals = text[: -len(decimals)], "." + text[-len(decimals) :]
    else:
        whole = str(changed)
    return (f"{int(whole):,}" if "," in digits else whole) + decimals


def _changed(value: int, rng: random.Random) -> int:
    """Return another value of the same roundness: 20,000 becomes 30,000 and not 20,413."""
    zeros = len(str(value)) - len(str(value).rstrip("0")) if value else 0
    step = 10**zeros
    head = value // step
    near = [
        head + 1,
        head + 2,
        head + 3,
        head * 2,
        head * 3,
        *([head - 1] if head > 2 else []),
        *([head // 2] if head > 3 else []),
    ]
    return int(rng.choice([other for other in near if other != head]) * step)


# -- dates --


def _weekday(mention: DateMention, rng: random.Random) -> str:
    if not mention.weekday or mention.day:
        return ""
    other = rng.choice([day for day in WEEKDAYS if day != mention.weekday]).capitalize()
    return re.sub(mention.weekday, other, mention.text, flags=re.IGNORECASE)


def _day(mention: DateMention, rng: random.Random) -> str:
    """Move a day of a month by some days; a weekday in front of it goes."""
    if not mention.day or not mention.month or mention.numeric:
        return ""
    try:
        shift = rng.choice([-9, -6, -3, -2, 2, 3, 5, 8])
        moved = date(mention.year or 2024, mention.month, mention.day) + timedelta(days=shift)
    except ValueError:
        return ""
    day = rf"(?<!\d){mention.day}(?:st|nd|rd|th)?(?!\d)"
    text = re.sub(rf"^{mention.weekday},? ", "", mention.text, flags=re.IGNORECASE) if mention.weekday else mention.text
    text = re.sub(day, str(moved.day), text, count=1)
    if moved.month == mention.month:
        return text
    return _month_put(text, mention.month, moved.month) if moved.year == (mention.year or 2024) else ""


def _month_put(text: str, old: int, new: int) -> str:
    written = re.search(rf"\b{MONTHS[old - 1][:3]}[a-z]*\b", text, re.IGNORECASE)
    return text[: written.start()] + MONTHS[new - 1].capitalize() + text[written.end() :] if written else ""


def _month(mention: DateMention, rng: random.Random) -> str:
    if not mention.month or mention.day:
        return ""
    return _month_put(mention.text, mention.month, rng.choice([m for m in range(1, 13) if m != mention.month]))


def _year(mention: DateMention, rng: random.Random) -> str:
    if not mention.year:
        return ""
    return mention.text.replace(str(mention.year), str(mention.year + rng.choice([-4, -3, -2, -1, 1, 2])))


def _relative(mention: DateMention, _: random.Random) -> str:
    other = _RELATIVE.get(mention.text.lower(), "")
    return other.capitalize() if mention.text[:1].isupper() else other


_DATE_CHANGES: tuple[Callable[[DateMention, random.Random], str], ...] = (_weekday, _day, _month, _year, _relative)


@cache
def table() -> dict[str, Any]:
    """Return `tables/spoiling.toml`."""
    return loads(files("newswright.instruct.building").joinpath("tables", "spoiling.toml").read_text(encoding="utf-8"))
