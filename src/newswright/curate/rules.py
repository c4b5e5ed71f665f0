"""Why an item goes no further: every rule in a sentence, and those that look at one item alone.

`recrawl` and `near-copy` compare items and live in `copies`; `surplus` is the clustering's. The first rule that applies
gives the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from newswright.curate.marks import reservations, score
from newswright.curate.options import CurateOptions
from newswright.records import WireItem
from newswright.text.boilerplate import without_boilerplate
from newswright.text.fold import fold
from newswright.text.language import code, language
from newswright.text.words import words

RULES: dict[str, str] = {
    "rights": "The supplier's rights text forbids use by a model, derived texts or publication.",
    "language": "The item is declared or detected to be in another language than the desk's.",
    "spam": "The item is a stock-tip farm's: made by the thousand from filings and price feeds.",
    "advert": "The item is advertising: labelled as paid for, or selling with codes, savings and offers.",
    "empty": "The item says nothing beyond its title.",
    "recrawl": "The same address came with the same text before; the earliest stands.",
    "stale": "The item's own address carries a date long before the one the wire gives it.",
    "near-copy": "The item repeats another item's words and adds no name and no number; the fuller or earlier stands.",
    "surplus": "The item's story has as many items as a story may have.",
}
"""Every rule by name, in the order in which they are applied."""

Rule = Callable[[WireItem, CurateOptions], str | None]
"""Returns the reason in a sentence, with the value that decided, or None."""


def rights(item: WireItem, options: CurateOptions) -> str | None:  # noqa: ARG001 - every rule takes the options
    """Spike what the supplier reserves; "all rights reserved" alone passes, for a wire licenses what it sends."""
    for name, pattern in reservations():
        if found := pattern.search(item.rights):
            return f"the supplier reserves it ({name}): {found.group().strip()!r}"
    return None


def foreign(item: WireItem, options: CurateOptions) -> str | None:
    """Spike another language, as declared by the wire or as detected in title and text."""
    declared = code(item.language)
    if declared and declared != options.language:
        return f"declared as {declared!r}; the desk writes {options.language!r}"
    detected, confidence = language(item.text)
    if detected and detected != options.language and confidence >= options.language_sure:
        return f"detected as {detected!r} ({confidence:.2f}); the desk writes {options.language!r}"
    return None


def spam(item: WireItem, options: CurateOptions) -> str | None:
    """Spike stock-tip farms, by marks that add up."""
    points, borne = score(item, "spam")
    return f"{points} of {options.spam_points} points: {', '.join(borne)}" if points >= options.spam_points else None


def advert(item: WireItem, options: CurateOptions) -> str | None:
    """Spike advertising, by marks that add up."""
    points, borne = score(item, "advert")
    return (
        f"{points} of {options.advert_points} points: {', '.join(borne)}" if points >= options.advert_points else None
    )


def empty(item: WireItem, options: CurateOptions) -> str | None:
    """Spike an item without a text of its own: nothing can be written from a headline."""
    rest = reported(item)
    if not rest:
        return "there is no text beyond the title"
    if _plain(rest) == _plain(item.title) or _plain(rest) in _plain(item.title):
        return "the text repeats the title"
    count = len(words(rest))
    return f"{count} words beyond the title, fewer than {options.min_words}" if count < options.min_words else None


def stale(item: WireItem, options: CurateOptions) -> str | None:
    """Spike an old report under a new date: wires fetch old pages again and date them by the fetching."""
    if options.stale_days is None or item.published_at is None:
        return None
    own = dates_in(item.url)
    if not own:
        return None
    latest = max(own)
    days = (item.published_at.date() - latest).days
    if days <= options.stale_days:
        return None
    return f"its address is dated {latest.isoformat()}, the wire's date is {days} days later"


def reported(item: WireItem) -> str:
    """Return description and body without furniture: what the item reports beyond its title."""
    return without_boilerplate("\n\n".join(part for part in (item.description, item.body) if part)).strip()


def _plain(text: str) -> str:
    return " ".join(w.text.lower() for w in words(fold(text)))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](\d\d?|[a-z]{3})[/-](\d\d?)(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?<!\d-)(\d\d?)-(\d\d?)-((?:20)?\d\d)(?!-?\d)")


def dates_in(url: str) -> list[date]:
    """Return every date that the path of `url` can be read as: 2023/07/12, 2025/jan/23, 05-06-24 (read both ways)."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return []
    readings = [(year, month, day) for year, month, day in _YEAR_FIRST.findall(path)]
    for one, two, year in _YEAR_LAST.findall(path):
        full = year if len(year) == 4 else f"20{year}"
        readings += [(full, one, two), (full, two, one)]
    return [found for reading in readings if (found := _date(*reading))]


def _date(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


FIRST: tuple[tuple[str, Rule], ...] = (
    ("rights", rights),
    ("language", foreign),
    ("spam", spam),
    ("advert", advert),
    ("empty", empty),
)
"""The rules applied before items are compared with each other."""


def first_reason(item: WireItem, options: CurateOptions) -> tuple[str, str] | None:
    """Return the first rule of `FIRST` that spikes the item, with its detail."""
    for name, rule in FIRST:
        if detail := rule(item, options):
            return name, detail
    return None
