"""Datelines: the place, and the agency, that an agency's report begins with: "LEEDS, England (AP) — "."""

from __future__ import annotations

import re
from typing import NamedTuple

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŠŽĐİ"
_NO_PLACE = r"(?!(?:BREAKING|UPDATED?|EXCLUSIVE|WATCH|LIVE|CORRECTION|OPINION|ANALYSIS|VIDEO)\b)"
_PLACE = rf"(?:{_NO_PLACE}[{_UPPER}][{_UPPER}'’.-]+(?:\s+[{_UPPER}][{_UPPER}'’.-]+){{0,3}})"
_REGION = r"(?:,\s+[A-Z][\w.'’]*(?:\s+[A-Z][\w.'’]*){0,2})?"
_DAY = r"(?:,\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}))?"
_AGENCY = r"(?:\s*\((?P<agency>[^()]{2,40})\))?"
_DATELINE = re.compile(rf"\s*(?P<place>{_PLACE}{_REGION}){_DAY}{_AGENCY}\s*(?:—|–|--|-(?=\s))\s*(?![a-z\s])")
"""What goes on in small letters is a sentence with a dash in it: "NASA - the space agency - said ..."."""
_RUN_ON = re.compile(
    r"\s*(?P<place>[A-Z][A-Za-z]+(?:[ -][A-Z][A-Za-z]+){0,2}(?:, [A-Z][a-z.]+(?: [A-Z][a-z]+)?)?)\s*"
    r"\((?P<agency>CNN|AP|AFP|UPI|dpa|Reuters|Xinhua|ANSA|EFE|TASS|CNN Business)\)\s*(?:(?:—|–|--|-)\s*)?(?=[A-Z“\"])"
)
"""A known agency needs neither capitals nor a dash: "Washington (CNN)The Senate ..."."""
_AGENCY_ALONE = re.compile(r"\s*\((?P<agency>[^()]{2,40})\)\s*(?:—|–|--|-(?=\s))\s*")


class Dateline(NamedTuple):
    """A dateline at the beginning of a text."""

    place: str
    """As it stands there: "LEEDS, England"; "" where only an agency is named."""
    agency: str
    """The agency in brackets, or ""."""
    end: int
    """First character behind it: where the report begins."""


def dateline(text: str) -> Dateline | None:
    """Return the dateline that `text` begins with, None where it has none. A place is in capitals, a dash follows."""
    found = _DATELINE.match(text) or _RUN_ON.match(text)
    if found:
        return Dateline(found["place"], found["agency"] or "", found.end())
    alone = _AGENCY_ALONE.match(text)
    return Dateline("", alone["agency"], alone.end()) if alone else None
