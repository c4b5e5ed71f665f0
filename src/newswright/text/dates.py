"""Dates in English news text: weekdays, calendar dates, months, seasons, years, relative words and parts of the day.

A mention says which parts it names and nothing more: "Tuesday" stays a weekday, it is not resolved to a day of a year.
Clock times and ages are figures and belong to `text.numbers`. Words that only look like dates (the verb "march", modal
"may", a person called June, the Sunday Times) are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from functools import cached_property

from newswright.text.date_patterns import MONTHS, WEEKDAYS, context_patterns, date_pattern
from newswright.text.fold import fold

_REACH = 24
"""Characters looked at before a mention: the longest context phrase has fewer."""
_SAME = {"midday": "noon", "fall": "autumn", "each": "every"}
_EDGES = {"earlier": "earlier", "later": "later", "beginning": "start", "middle": "mid"}
_JOINED = re.compile(r",? \(?|, the ")


@dataclass(frozen=True)
class DateMention:
    """A date as it stands in a text; a part that it does not name is None or ""."""

    start: int
    end: int
    text: str
    kind: str
    """date, month, weekday, feast, season, relative, part (of the day), decade or year: its most telling part."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str = ""
    """Lower-case English name."""
    feast: str = ""
    season: str = ""
    """spring, summer, autumn or winter."""
    decade: int | None = None
    """Its first year."""
    relative: str = ""
    """today, last week, next, every ..., lower-case."""
    part: str = ""
    """Part of the day: morning, noon, night ..."""
    edge: str = ""
    """early, late, mid, start, end, earlier or later."""
    numeric: str = ""
    """Day and month of a form such as 4/3/2026, which could be read either way; then `day` and `month` are None."""

    @cached_property
    def parts(self) -> dict[str, int | str]:
        """The parts that it names, by field."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"start", "end", "text", "kind"}}
        return {name: value for name, value in values.items() if value not in (None, "")}


def dates(text: str) -> list[DateMention]:
    """Return the dates in `text`, in order; spans count characters of `text`."""
    folded = fold(text)
    found: list[DateMention] = []
    for match in date_pattern().finditer(folded):
        for mention in _read(match, folded):
            grown = _with_context(mention, folded)
            if found and (merged := _merge(found[-1], grown, folded)):
                found[-1] = merged
            else:
                found.append(grown)
    return [replace(m, text=text[m.start : m.end]) for m in found]


def month_number(word: str) -> int | None:
    """Return 1-12 for a month's English name or abbreviation, else None."""
    key = word.lower().rstrip(".")
    return next((at for at, name in enumerate(MONTHS, 1) if len(key) >= 3 and name.startswith(key)), None)


def _read(match: re.Match[str], folded: str) -> list[DateMention]:
    form = next(name for name in _READERS if match[f"form_{name}"] is not None)
    return _READERS[form](match, folded)


def _at(match: re.Match[str], kind: str, **parts: int | str | None) -> DateMention:
    made = DateMention(match.start(), match.end(), "", kind)
    return replace(made, **{name: value for name, value in parts.items() if value is not None})  # type: ignore[arg-type]


def _before(folded: str, at: int) -> str:
    return folded[max(at - _REACH, 0) : at]


def _iso(match: re.Match[str], _: str) -> list[DateMention]:
    year, month, day = (int(match[name]) for name in ("iso_y", "iso_m", "iso_d"))
    return [_at(match, "date", year=year, month=month, day=day)]


def _slash(match: re.Match[str], _: str) -> list[DateMention]:
    one, two, year = int(match["sl_a"]), int(match["sl_b"]), int(match["sl_y"])
    if year < 100:
        if match["sl_sep"] == ".":
            return []  # 1.2.34 is a version or a section
        year += 2000 if year < 70 else 1900
    if 12 < one <= 31 and 1 <= two <= 12:
        return [_at(match, "date", year=year, month=two, day=one)]
    if 12 < two <= 31 and 1 <= one <= 12:
        return [_at(match, "date", year=year, month=one, day=two)]
    if 1 <= one <= 12 and 1 <= two <= 12:
        return [_at(match, "date", year=year, numeric=f"{one}/{two}")]
    return []


def _day_month(match: re.Match[str], _: str) -> list[DateMention]:
    form = "dmy" if match["form_dmy"] else "mdy"
    month, year = month_number(match[f"{form}_m"]), _int(match[f"{form}_y"])
    days = [int(re.sub(r"\D", "", day)) for day in (match[f"{form}_d"], match[f"{form}_e"]) if day]
    first = _at(match, "date", year=year, month=month, day=days[0])
    if len(days) == 1:
        return [first]
    cut = match.start(f"{form}_e")
    return [replace(first, end=match.end(f"{form}_d")), replace(first, start=cut, day=days[1])]


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _month_year(match: re.Match[str], _: str) -> list[DateMention]:
    return [_at(match, "month", month=month_number(match["my_m"]), year=int(match["my_y"]))]


def _month(match: re.Match[str], folded: str) -> list[DateMention]:
    word = match["mo"]
    if not _is_month(
        word.rstrip("."), word.endswith("."), _before(folded, match.start()), folded[match.end() : match.end() + 3]
    ):
        return []
    return [_at(match, "month", month=month_number(word))]


def _is_month(word: str, stopped: bool, before: str, behind: str) -> bool:
    """Whether a month's name without a day or year is one: not Theresa May, June Smith, the Women's March."""
    context = context_patterns()
    named = bool(context["capital_behind"].match(behind))
    if context["preposition"].search(before):
        if len(word) <= 4 and word.lower() not in {"may", "june", "july"}:
            return stopped
        return not (named and word in {"May", "June", "April", "August"})
    doubtful = len(word) <= 3 or word.lower() == "march" or word.isupper()
    return not (named or doubtful or context["capital_before"].search(before))


def _weekday(match: re.Match[str], folded: str) -> list[DateMention]:
    context, before = context_patterns(), _before(folded, match.start())
    if context["not_day_before"].search(before) or context["not_day_behind"].match(folded, match.end()):
        return []
    short = match["wd_short"]
    if short in {"Sun", "Sat", "Wed", "Mon", "Fri"} and not context["on"].search(before):
        following = folded[match.end() : match.end() + 5]
        if not re.match(r",? \d|,? [A-Z][a-z]{2}|\s(?:mor|aft|eve|nig)", following):
            return []
    key = (short or match["wd"]).lower()[:3]
    name = next(day for day in WEEKDAYS if day.startswith(key))
    return [_at(match, "weekday", weekday=name, relative="every" if match["wds"] else None)]


def _feast(match: re.Match[str], _: str) -> list[DateMention]:
    return [_at(match, "feast", feast=match["fe"].lower().replace("'", ""))]


def _season(match: re.Match[str], folded: str) -> list[DateMention]:
    word, year = match["se"].lower(), _int(match["se_y"])
    needed = context_patterns()["in_fall" if word == "fall" else "in_season"]
    if year is None and not needed.search(_before(folded, match.start())):
        return []
    return [_at(match, "season", season=_SAME.get(word, word), year=year)]


def _ago(match: re.Match[str], _: str) -> list[DateMention]:
    return [_at(match, "relative", relative=f"{match['ago_u']} {match['ago_w']}".lower())]


def _period(match: re.Match[str], _: str) -> list[DateMention]:
    return [_at(match, "relative", relative=" ".join(match["pe"].lower().split()))]


def _relative(match: re.Match[str], _: str) -> list[DateMention]:
    return [_at(match, "relative", relative=match["re"].lower())]


def _part(match: re.Match[str], _: str) -> list[DateMention]:
    word = match["pa"].lower()
    return [_at(match, "part", part=_SAME.get(word, word))]


def _decade(match: re.Match[str], _: str) -> list[DateMention]:
    digits = match["de"]
    if digits.startswith("'"):
        short = int(digits[1:])
        return [_at(match, "decade", decade=short + (2000 if short < 30 else 1900))]
    return [_at(match, "decade", decade=int(digits))]


def _year(match: re.Match[str], folded: str) -> list[DateMention]:
    context = context_patterns()
    led = context["year_before"].search(_before(folded, match.start()))
    if not led and context["counts"].match(folded, match.end()):
        return []
    return [_at(match, "year", year=int(match["ye"]))]


_READERS = {
    "iso": _iso,
    "slash": _slash,
    "dmy": _day_month,
    "my": _month_year,
    "mdy": _day_month,
    "month": _month,
    "weekday": _weekday,
    "feast": _feast,
    "season": _season,
    "ago": _ago,
    "period": _period,
    "relative": _relative,
    "part": _part,
    "decade": _decade,
    "year": _year,
}


def _with_context(mention: DateMention, folded: str) -> DateMention:
    """Take in "last", "next", "every" and "early", "late", "mid" that stand directly before a mention."""
    context = context_patterns()
    if not mention.relative and mention.kind in {"weekday", "month", "season", "part", "feast"}:
        led = context["relative"].search(_before(folded, mention.start))
        if led:
            word = led[1].lower()
            mention = replace(mention, start=mention.start - len(led[0]), relative=_SAME.get(word, word))
    edge = context["edge"].search(_before(folded, mention.start))
    if edge and mention.kind != "date":
        word = edge[1].lower()
        mention = replace(mention, start=mention.start - len(edge[0]), edge=_EDGES.get(word, word))
    return mention


def _merge(one: DateMention, two: DateMention, folded: str) -> DateMention | None:
    """Join a weekday to its part of the day or its date, and "yesterday" to its part of the day."""
    if two.start < one.end or not _JOINED.fullmatch(folded[one.end : two.start]):
        return None
    spaced = folded[one.end : two.start] == " "
    partable = one.kind in {"weekday", "date", "feast"} or one.relative in {"yesterday", "tomorrow", "today"}
    if two.kind == "part" and spaced and partable and not (one.part or two.edge or two.relative):
        return replace(one, end=two.end, part=two.part)
    if one.kind == "weekday" and two.kind in {"date", "feast"} and not two.weekday:
        kept = {name: value for name, value in one.parts.items() if name not in two.parts}
        return replace(two, start=one.start, **kept)  # type: ignore[arg-type]
    return None
