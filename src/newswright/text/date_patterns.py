"""The written forms of dates in English news text, as patterns over folded text. What they mean is for `dates`.

Every repetition is bounded and every pattern is anchored at a word, so that the work grows with the text alone.
"""

from __future__ import annotations

import re
from functools import cache

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = (
    "(?:"
    + "|".join(f"{m.capitalize()}|{m.upper()}" for m in MONTHS)
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![A-Za-z])"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d|21\d\d)(?!\d|[.,]\d)"
_TO = r" ?(?:-|to|and|or|/) ?"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_PERIOD = r"(?:week|month|year|weekend|decade|century|quarter|season|day|term|session|hour|fortnight)"
_FEAST = (
    r"Christmas(?: Day| Eve)?|Boxing Day|New Year(?:'s)?(?: Day| Eve)?|Easter(?: Sunday| Monday| Saturday)?|Good Friday"
    r"|Thanksgiving|Hallowe'?en|Ramadan|Eid|Diwali|Hanukkah|Valentine's Day|Independence Day|Lent|Passover|Pentecost"
)

_FORMS = {
    "iso": r"(?<![\d-])(?P<iso_y>[12]\d{3})-(?P<iso_m>0[1-9]|1[0-2])-(?P<iso_d>0[1-9]|[12]\d|3[01])(?!\d)",
    "slash": (
        r"(?<![\d/.])(?P<sl_a>\d{1,2})(?P<sl_sep>[/.])(?P<sl_b>\d{1,2})(?P=sl_sep)"
        r"(?P<sl_y>(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"
    ),
    "dmy": (
        rf"(?<![\d.,:/£$€-])(?P<dmy_d>{_DAY})(?:{_TO}(?P<dmy_e>{_DAY}))?(?: of)? ?(?P<dmy_m>{_MONTH})"
        rf"(?:,? (?P<dmy_y>{_YEAR}))?"
    ),
    "my": rf"\b(?P<my_m>{_MONTH})(?:,| of)? (?P<my_y>{_YEAR})",
    "mdy": (
        rf"\b(?P<mdy_m>{_MONTH}) (?:the )?(?P<mdy_d>{_DAY})(?![\d:%]|[.,]\d)"
        rf"(?:{_TO}(?P<mdy_e>{_DAY})(?![\d:%]|[.,]\d))?"
        rf"(?:,? (?P<mdy_y>{_YEAR}))?"
    ),
    "month": rf"\b(?P<mo>{_MONTH})",
    "weekday": (
        r"\b(?P<wd>(?:"
        + "|".join(f"{d.capitalize()}|{d.upper()}|{d}" for d in WEEKDAYS)
        + r")(?P<wds>s?)\b|(?P<wd_short>Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
    ),
    "feast": rf"\b(?P<fe>{_FEAST})\b",
    "season": rf"\b(?P<se>{_SEASON})(?:,? (?:of )?(?P<se_y>{_YEAR}))?\b",
    "ago": rf"\b(?P<ago>(?P<ago_u>{_PERIOD}|minute|second|night)s? (?P<ago_w>ago|earlier|later|before))\b",
    "period": (
        r"\b(?P<pe>(?P<pe_w>[Ll]ast|[Tt]his|[Nn]ext|[Pp]revious|[Ff]ollowing|[Pp]ast|[Cc]oming|[Ss]ame|[Ee]very|[Ee]ach)"
        rf" (?P<pe_u>{_PERIOD}))\b"
    ),
    "relative": r"\b(?P<re>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)\b",
    "part": (
        r"(?<![\w-])(?P<pa>[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]ight|[Nn]oon|[Mm]idday|[Mm]idnight|[Dd]awn|[Dd]usk|[Oo]vernight"
        r"|[Ll]unchtime|[Dd]aybreak|[Ss]unrise|[Ss]unset)(?![\w-])"
    ),
    "decade": r"(?<![\w£$€.,])(?P<de>(?:1[5-9]|20)\d0|'\d0)'?s\b",
    "year": r"(?:(?<![\w.,£$€/:+#@-])|(?<=[Mm]id-)|(?<=[Pp]re-)|(?<=[Pp]ost-)|(?<=\b\d{4}-))(?P<ye>"
    + _YEAR
    + r")(?![\w/%:°])",
}


@cache
def date_pattern() -> re.Pattern[str]:
    """Return all forms as one pattern with a named group for each form; earlier forms win."""
    return re.compile("|".join(f"(?P<form_{name}>{form})" for name, form in _FORMS.items()))


def _any(words: str) -> str:
    """An alternation of `words`, each with a small or a large first letter; "_" stands for a space."""
    return "(?:" + "|".join(f"[{w[0].upper()}{w[0].lower()}]{w[1:].replace('_', ' ')}" for w in words.split()) + ")"


_BEFORE_PERIODS = "last this next every each coming previous following past same"
_BEFORE_MONTHS = (
    "in of by since until till til last next this early late mid during from before after between through to and or for"
    " around every each the_past"
)
_BEFORE_SEASONS = (
    "in this last next early late mid by since until during through every each coming previous following same"
)
_BEFORE_YEARS = "in since by from until till til during before after through mid early late the"
_EDGE = "early late mid earlier later end middle beginning start"
_PAPERS = "Times Telegraph Mail Express Mirror Herald Post Star Sun People World Independent Business"
_COUNTED = (
    r"m|km|kg|g|ft|lb|mph|hrs?|million|billion|thousand|people|men|women|children|police|percent|per cent"
    r"|[a-z]{2,20}(?<!s)(?<!u)(?<!i)s"
)
_CONTEXT = {
    "relative": rf"\b({_any(_BEFORE_PERIODS)}) $",
    "edge": rf"\b({_any(_EDGE)})(?: (?:in|on|of|of the|in the|at))?[ -]$",
    "preposition": rf"\b{_any(_BEFORE_MONTHS)}[ -]$",
    "in_season": rf"\b{_any(_BEFORE_SEASONS)}(?: the)?[ -]$",
    "in_fall": rf"\b{_any('in_the this last next every each')} $",
    "not_day_before": r"\b(?:Black|Super|Bloody|Cyber|Giving|Ash|Palm|Maundy|Shrove|Pancake|Holy) $",
    "not_day_behind": rf" (?:{'|'.join(_PAPERS.split())})\b",
    "on": rf"\b{_any('on last next this by until since')} $",
    "capital_before": r"[A-Z][\w'.]{0,30} $",
    "capital_behind": r" [A-Z][a-z]",
    "year_before": rf"\b{_any(_BEFORE_YEARS)}[ -]$",
    "counts": rf"[ -](?:{_COUNTED})\b",
}


@cache
def context_patterns() -> dict[str, re.Pattern[str]]:
    """Return what may stand directly before or behind a form and decides what it is."""
    return {name: re.compile(pattern) for name, pattern in _CONTEXT.items()}
