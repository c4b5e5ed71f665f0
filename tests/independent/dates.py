"""Finds weekdays, days and months, clock times, decades and words such as "yesterday", and looks for them in evidence.

Years are numbers: `numbers` checks their value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

from .fold import Span
from .number_words import ORDINALS, TENS

_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
CALENDAR = frozenset(_WEEKDAYS) | frozenset(_MONTHS) | frozenset(f"{day}s" for day in _WEEKDAYS)
"""Capitalised words that are dates and not names."""

VERBS_AFTER_NAME = "was|is|has|had|said|says|told|added|did|does|saw|won|lost|brought|who|'s"
"""After one of these, "May" or "Will" at a sentence's start is no verb."""

_DAY_SHORT = {s: d for d in _WEEKDAYS for s in (d[:3], d[:4])} | {"Thur": "Thursday", "Thurs": "Thursday"}
_MONTH_SHORT = {m[:3]: n for n, m in enumerate(_MONTHS, 1)} | {"Sept": 9}
_MONTH_NO = {m: n for n, m in enumerate(_MONTHS, 1)} | _MONTH_SHORT
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|(?:{'|'.join(sorted(_MONTH_SHORT, key=len, reverse=True))})(?:\.|(?=\s\d)))"
_UP_TO_31 = {w: n for w, n in ORDINALS.items() if n <= 20 or n == 30} | {
    f"{ten}-{word}": TENS[ten] + n for ten in ("twenty", "thirty") for word, n in ORDINALS.items() if n < 10
}
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(sorted(_UP_TO_31, key=len, reverse=True))})"
_LIST = rf"{_DAY}(?:\s*(?:,|-|/|,?\s*and\s|,?\s*or\s|\sto\s)\s*{_DAY})*"
_BEFORE = re.compile(rf"(?<![\w.])(?P<days>{_LIST})(?:\s(?:of\s)?|-){_MONTH}(?!\w)")
_AFTER = re.compile(rf"\b{_MONTH}\s(?:the\s)?(?P<days>{_DAY}(?:\s?-\s?\d{{1,2}})?)(?![\w%:]|,\d{{3}}|\.\d)")
_AFTER_MANY = re.compile(rf"\b{_MONTH}\s(?:the\s)?(?P<days>{_LIST})(?![\w%])")
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s?(?:{_DAY}(?:\s?-\s?\d{{1,2}})?)?,?\s(?:of\s)?(?P<year>(?:1\d|20)\d\d)\b")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,4})([-/.])(\d{1,2})\2(\d{2,4})(?![\d/-])")

_MERIDIEM = r"(?P<half>[ap])\.?\s?m\b\.?"
_CLOCK = re.compile(
    rf"(?<![\w.,£$€])(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?\s?{_MERIDIEM}|(?<![\w.:,])(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)"
    r"(?![\d:])|\b(?P<h3>\d{1,2}|[a-z]+)\so'clock|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\w.,£$€])([01]?\d|2[0-3])\.([0-5]\d)(?![\w.%])")
_HOURS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DAYPARTS = {"morning": range(720), "afternoon": range(721, 1080), "evening": range(1020, 1440)}
_DECADE = re.compile(r"(?<!\w)(?:(?P<full>(?:1\d|20)\d0)s|'?(?P<short>\d0)s)\b")
_DECADE_WORDS = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70}
_DECADE_WORDS |= {"eighties": 80, "nineties": 90}
_PERIOD = r"year|month|week|weekend|quarter|season|spring|summer|autumn|winter|century|decade"
_RELATIVE = re.compile(
    rf"\b(?:today|yesterday|tomorrow|tonight|overnight|weekend|fortnight|(?:last|next|this|previous|past|coming)\s"
    rf"(?:{_PERIOD}|night|morning|afternoon|evening|{'|'.join(_WEEKDAYS)}|{'|'.join(_MONTHS)})"
    rf"|(?:morning|afternoon|evening)|(?:in|since|by|until|during)\s(?:the\s)?(?:early\s|late\s)?"
    rf"(?:spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """A date of a sentence: what it says, what kind it is, and where it stands."""

    surface: str
    kind: str
    value: object
    start: int
    end: int


@dataclass
class Calendar:
    """All that evidence says of dates, read generously."""

    weekdays: set[str] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    years: set[tuple[int, str]] = field(default_factory=set)
    clock: set[int] = field(default_factory=set)
    decades: set[int] = field(default_factory=set)
    text: str = ""

    def read(self, text: str) -> None:
        """Add the dates of folded `text`."""
        self.text += " \n " + text.casefold()
        for word in re.findall(r"[A-Za-z]+", text):
            day = word.removesuffix("s").capitalize()
            self.weekdays |= {day} & set(_WEEKDAYS) | ({_DAY_SHORT[word]} if word in _DAY_SHORT else set())
            self.months |= {_MONTH_NO[word]} if word in _MONTH_NO else set()
        for match in (*_BEFORE.finditer(text), *_AFTER_MANY.finditer(text), *_AFTER.finditer(text)):
            month = _month(match["month"])
            self.days |= {(day, month) for day in _days(match["days"])}
            self.months.add(month)
        self.years |= {(_month(m["month"]), m["year"]) for m in _MONTH_YEAR.finditer(text)}
        self._numeric(text)
        for match in _CLOCK.finditer(text):
            self.clock |= _minutes(match)
        for match in _DOTTED.finditer(text):
            self.clock |= _twice(int(match[1]) * 60 + int(match[2]))
        self.decades |= {decade for decade, _ in _decades(text)} | {d % 100 for d, _ in _decades(text)}
        self.decades |= {year for word, year in _DECADE_WORDS.items() if word in text.casefold()}

    def _numeric(self, text: str) -> None:
        for match in _NUMERIC.finditer(text):
            first, middle, last = int(match[1]), int(match[3]), int(match[4])
            pairs = {(last, middle), (middle, last)} if first > 31 else {(first, middle), (middle, first)}
            self.days |= pairs
            self.months |= {month for _, month in pairs}

    def knows(self, moment: Moment) -> bool:
        """Return whether the evidence has this date."""
        if moment.kind == "relative":
            return self._says(moment.surface.casefold())
        if isinstance(moment.value, set):
            return bool(moment.value & self.clock)
        if moment.kind == "year":
            rivals = {pair for pair in self.years if pair[0] == cast("tuple[int, str]", moment.value)[0]}
            return not rivals or moment.value in rivals
        known: dict[str, set[Any]] = {
            "weekday": self.weekdays,
            "month": self.months,
            "day": self.days,
            "decade": self.decades,
        }
        return moment.value in known[moment.kind]

    def _says(self, phrase: str) -> bool:
        if phrase in _DAYPARTS and any(minute in _DAYPARTS[phrase] for minute in self.clock):
            return True
        first, last = phrase.split(maxsplit=1)[0], phrase.rsplit(maxsplit=1)[-1]
        if last in {"spring", "summer", "autumn", "winter"} and first not in {"last", "next", "this"}:
            phrase = last
        phrases = {"overnight": ("overnight", "last night"), "tonight": ("tonight", "this evening")}
        return any(re.search(rf"\b{re.escape(p)}\b", self.text) for p in phrases.get(phrase, (phrase,)))


def moments(text: str) -> list[Moment]:
    """Return the dates of folded `text`."""
    found = [Moment(m[0], "weekday", m[1], *m.span()) for m in re.finditer(rf"\b({'|'.join(_WEEKDAYS)})s?\b", text)]
    for match in (*_BEFORE.finditer(text), *_AFTER.finditer(text)):
        month = _month(match["month"])
        found += [Moment(match[0], "day", (day, month), *match.span()) for day in _days(match["days"])]
    taken = {m.end for m in found} | {m.start for m in found}
    for match in re.finditer(rf"\b{_MONTH}(?!\w)", text):
        if match.end() in taken or match.start() in taken or not _is_month(text, match):
            continue
        found.append(Moment(match[0], "month", _month(match["month"]), *match.span()))
    for match in _MONTH_YEAR.finditer(text):
        found.append(Moment(match[0], "year", (_month(match["month"]), match["year"]), *match.span()))
    found += [Moment(m[0], "clock", _minutes(m), *m.span()) for m in _CLOCK.finditer(text) if _minutes(m)]
    found += [Moment(text[a:b], "decade", decade, a, b) for decade, (a, b) in _decades(text)]
    found += [Moment(m[0], "relative", None, *m.span()) for m in _RELATIVE.finditer(text)]
    return found


def number_spans(found: list[Moment]) -> list[Span]:
    """Return the spans whose digits are dates and no plain numbers."""
    return [(m.start, m.end) for m in found if m.kind in {"day", "clock", "decade"}]


def date_spans(text: str) -> list[Span]:
    """Return the spans of folded evidence whose digits are days and clock times, and back no plain number."""
    found = [m.span("days") for m in _BEFORE.finditer(text)]
    found += [m.span("days") for m in _AFTER.finditer(text) if not re.match(r"\s[a-z]", text[m.end() :])]
    return found + [m.span() for m in _CLOCK.finditer(text)]


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Leave out the verb "May" and the noun "March" where they begin a sentence."""
    if match["month"] not in {"May", "March"} or not re.search(r"(?:^|[.!?:;\"'])\s*$", text[: match.start()]):
        return True
    return bool(re.match(rf"\W*(?:\d|(?:{VERBS_AFTER_NAME})\b)", text[match.end() :]))


def _month(word: str) -> int:
    return _MONTH_NO[word.rstrip(".")]


def _days(text: str) -> list[int]:
    words = re.findall(r"\d+|[a-z]+(?:-[a-z]+)?", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    return [int(w) if w.isdigit() else _UP_TO_31[w] for w in words if w.isdigit() or w in _UP_TO_31]


def _minutes(match: re.Match[str]) -> set[int]:
    """Return the minutes after midnight that a clock time may mean."""
    if match["word"]:
        return {0} if match["word"].casefold() == "midnight" else {720}
    if match["h3"]:
        hour = match["h3"].casefold()
        number = int(hour) if hour.isdigit() else _HOURS.index(hour) if hour in _HOURS else 99
        return _twice(number * 60) if number < 25 else set()
    if match["h2"]:
        return _twice(int(match["h2"]) * 60 + int(match["m2"]))
    minute = int(match["h"]) % 12 * 60 + int(match["m"] or 0)
    return {minute + (720 if match["half"].casefold() == "p" else 0)}


def _twice(minute: int) -> set[int]:
    """A time without am or pm means either, up to one o'clock in the afternoon."""
    return {minute, (minute + 720) % 1440} if minute < 780 else {minute}


def _decades(text: str) -> list[tuple[int, Span]]:
    return [(int(m["full"] or m["short"]), m.span()) for m in _DECADE.finditer(text)]
