"""Faults of where a row comes from: date and licence. What a licence's name says is `licences.py`'s."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from newswright.instruct.dividing.licences import licence
from newswright.instruct.looking.findings.fault import Fault, Level, Look, Rule
from newswright.instruct.looking.findings.known import Known

SLACK = timedelta(days=1)
"""How far ahead a date may lie: wires in other time zones are up to 14 hours ahead."""
_RESERVED = re.compile(
    r"\b(?:no|not|without|forbid\w*|prohibit\w*|reserv\w+)\b[^.;]{0,80}"
    r"\b(?:AI|machine learning|data mining|TDM|train(?:ing)?)\b|\bnoai\b",
    re.IGNORECASE,
)
"""Words of a licence that reserve it from models."""

UNDATED = Fault("date missing", Level.NOTES, "There is no date: a split by date cannot place the row.")
FUTURE = Fault("date in the future", Level.WARNS, "The date lies ahead of today: a clock or a format was misread.")
UNLICENSED = Fault("licence missing", Level.WARNS, "No licence is named: whether a model may be trained on it is open.")
UNKNOWN = Fault(
    "licence unknown", Level.NOTES, "The licence's name does not say whether a model may be trained on it; read it."
)
FORBIDDEN = Fault("licence forbids", Level.SPOILS, "The licence's words say that no model may be trained on the text.")
UNSHARED = Fault(
    "licence forbids sharing", Level.NOTES, "By its licence's name, lessons made of the text may not be passed on."
)
DUTIES = Fault(
    "licence with duties", Level.NOTES, "The licence asks more than a credit: share-alike, or no commercial use."
)


def undated(look: Look, _known: Known) -> str | None:
    """Find rows without a date."""
    return "" if look.item.date is None else None


def future(look: Look, _known: Known) -> str | None:
    """Find dates that are still to come."""
    date = look.item.date
    return date.date().isoformat() if date is not None and date > datetime.now(UTC) + SLACK else None


def unlicensed(look: Look, _known: Known) -> str | None:
    """Find rows whose licence is not named."""
    return look.item.origin if not look.item.licence.strip() else None


def unknown(look: Look, _known: Known) -> str | None:
    """Find licences that the table does not have."""
    name = look.item.licence
    return name if name.strip() and licence(name).train == "unknown" and not _RESERVED.search(name) else None


def forbidden(look: Look, _known: Known) -> str | None:
    """Find licences that forbid training, by their name or in words."""
    name = look.item.licence
    return name if licence(name).train == "deny" or _RESERVED.search(name) else None


def unshared(look: Look, _known: Known) -> str | None:
    """Find licences that forbid to pass on what is made of the text."""
    return look.item.licence if licence(look.item.licence).share == "deny" else None


def duties(look: Look, _known: Known) -> str | None:
    """Find licences that ask for more than attribution."""
    found = licence(look.item.licence)
    asked = [duty for duty in found.duties if duty != "attribute"]
    return f"{look.item.licence}: {', '.join(asked)}" if asked else None


ORIGIN = (
    Rule(UNDATED, undated), Rule(FUTURE, future), Rule(UNLICENSED, unlicensed), Rule(UNKNOWN, unknown),
    Rule(FORBIDDEN, forbidden), Rule(UNSHARED, unshared), Rule(DUTIES, duties),
)  # fmt: skip
