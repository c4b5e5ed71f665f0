"""What a passage does in an article: it reports, lets somebody speak, says what is not known, or tells what was before.

Told by its words alone. An article has its lede first, then what happened with the voices about it, then what is not
known, and the background last, so that it can be cut from the end.
"""

from __future__ import annotations

import re
from enum import StrEnum

from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import words


class PassageRole(StrEnum):
    """What a passage does."""

    REPORT = "report"
    SPEECH = "speech"
    UNKNOWN = "unknown"
    BACKGROUND = "background"


ORDER = (PassageRole.REPORT, PassageRole.SPEECH, PassageRole.UNKNOWN, PassageRole.BACKGROUND)
"""The order in an article behind the lede; reports and speech share a place and stand by their worth."""
SPOKEN = 0.5
"""Share of a passage's words inside quotation marks from which somebody speaks in it."""

_UNKNOWN = re.compile(
    r"\b(?:unclear|not (?:yet |immediately |immediately been |yet been |been )?(?:clear|known|released|identified|named"
    r"|disclosed|determined|confirmed|available|said how|said when|said why)|unknown|yet to be"
    r"|no (?:word|details|comment|immediate comment|further details|information|indication|motive)"
    r"|did not (?:immediately )?(?:respond|comment|say|give|specify)|declined to (?:comment|say|give)"
    r"|(?:could|have|has) not (?:immediately )?be(?:en)? reached|remains? (?:unclear|unknown)|without giving)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:(?:in|since|until|from|by|between) (?:[A-Z][a-z]+ )?(?:1[89]|20)\d\d|(?:last|previous) (?:year|month|summer"
    r"|winter|spring|autumn|fall|century)|(?:years?|months?|decades?) (?:ago|earlier|before)"
    r"|earlier this (?:year|month|week)"
    r"|previously|formerly|originally|founded|established|was built|had (?:already |previously |earlier )?been"
    r"|has (?:long|previously)|for (?:years|decades|months)|the (?:first|second|third|latest) (?:time|such) )",
)
_AHEAD = re.compile(r"\b(?:will|(?:is|are) (?:expected|due|set|planned|scheduled|likely) to|plans? to)\b")
_NEW = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tonight|yesterday|overnight"
    r"|this (?:morning|afternoon|evening))\b"
)


def role(text: str) -> PassageRole:
    """Return what `text` does; one that says when, with a day of the week, or looks ahead is no background."""
    said = sum(len(words(span.text)) for span in quotations(text))
    own = fold(outside_quotations(text))
    if _UNKNOWN.search(own):
        return PassageRole.UNKNOWN
    if said and said >= SPOKEN * len(words(text)):
        return PassageRole.SPEECH
    before = own.lstrip()
    before = before[:1].lower() + before[1:]  # "In 2019, ...": months need their capitals, the opening does not
    if _EARLIER.search(before) and not _NEW.search(own) and not _AHEAD.search(own):
        return PassageRole.BACKGROUND
    return PassageRole.REPORT
