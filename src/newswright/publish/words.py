"""The few words that pages, Markdown and ninjs all need: lists, counts and dates in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()


def listed(names: Sequence[str], most: int = 0) -> str:
    """Join names as prose: `A, B and C`; beyond `most` (0: no limit) the rest are counted."""
    shown = list(names)
    if most and len(shown) > most:
        rest = len(shown) - most
        shown = [*shown[:most], f"{rest} other{'s' if rest > 1 else ''}"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 sentence`, `2 sentences`, `1,204 items`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def day(when: datetime) -> str:
    """Return `Thursday 19 March 2026`, in UTC."""
    when = when.astimezone(UTC)
    return f"{_DAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime) -> str:
    """Return `19 March 2026, 11:45 UTC`."""
    when = when.astimezone(UTC)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {clock(when)}"


def clock(when: datetime) -> str:
    """Return `11:45 UTC`."""
    return f"{when.astimezone(UTC):%H:%M} UTC"
