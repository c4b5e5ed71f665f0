"""When an article was published, as sets of articles write it: ISO, RFC 2822, epoch seconds, or a day in words.

Strict on purpose: a date that can be read two ways ("03/04/2026"), or in part only ("March 2026"), is not read. Dates
inside prose belong to `text.dates`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from newswright.text.dates import month_number

_WORDS = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,? )?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<m1>[A-Za-z]{3,9})\.?,?"
    r"|(?P<m2>[A-Za-z]{3,9})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,?) (?P<year>\d{4})"
)
_EPOCH = (100_000_000, 100_000_000_000)
"""Numbers read as seconds since 1970: from 1973 on, so that 20260303 is none; below, so that milliseconds are none."""


def published(raw: object) -> datetime | None:
    """Return `raw` as an aware time in UTC, or None where it is no date.

    A time without a zone is taken for UTC, and a day without a time for its midnight. Numbers are epoch seconds or
    milliseconds.
    """
    try:
        found = _read(raw)
        if found is None:
            return None
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _read(raw: object) -> datetime | None:
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return _epoch(float(raw))
    return _written(" ".join(raw.split())) if isinstance(raw, str) else None


def _epoch(number: float) -> datetime | None:
    low, high = _EPOCH
    if high <= number < high * 1000:
        number /= 1000
    return datetime.fromtimestamp(number, UTC) if low <= number < high else None


def _written(text: str) -> datetime | None:
    match = _WORDS.fullmatch(text)
    if match:
        month = month_number(match["m1"] or match["m2"])
        return datetime(int(match["year"]), month, int(match["d1"] or match["d2"]), tzinfo=UTC) if month else None
    if re.match(r"\d{4}-?\d", text):
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    return parsedate_to_datetime(text) if re.search(r"\d:\d\d", text) else None
