"""The sources that a text is held against, read once: their pieces, figures, dates and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 - a source has a field of that name
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property

from newswright.records import Evidence
from newswright.text.date_patterns import WEEKDAYS
from newswright.text.dates import DateMention, dates
from newswright.text.fold import fold
from newswright.text.names import acronym, bare, names
from newswright.text.numbers import Quantity, quantities
from newswright.text.passages import Index, Piece
from newswright.text.words import words

OPENING = 120
"""Characters in which a source without a date of its own may name the day it was published."""
_SHORT_YEAR = re.compile(r"(?<![\w'])'(\d\d)\b(?!['.,]?\d|s\b)")
_PIVOT = 40
"""Two digits under it are a year of this century."""
_AWAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "last night": -1}
_UP_TO_TEN = ("", *"one two three four five six seven eight nine ten".split())
_COUNTS = "|".join(_UP_TO_TEN[1:])
_COUNT_OF = re.compile(rf"\b({_COUNTS}|\d{{1,3}}) (?:in|out of)(?: every)? ({_COUNTS}|\d{{1,3}})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One source, as text."""

    id: str
    text: str
    outlet: str = ""
    url: str = ""
    date: datetime | None = None
    """When it was published: what "Tuesday" and "yesterday" are counted from."""

    @cached_property
    def day(self) -> Date | None:
        """The day that it was published: `date`, else a whole date among its first words."""
        if self.date:
            return self.date.date()
        for mention in dates(self.text[:OPENING]):
            if mention.year and mention.month and mention.day:
                try:
                    return Date(mention.year, mention.month, mention.day)
                except ValueError:
                    continue
        return None


def plain_word(word: str) -> str:
    """Return `word` as words are compared: no case, no accents, no possessive."""
    lower = bare(word.casefold())
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def spoken(text: str) -> str:
    """Return the words alone, folded, with a space on both sides of each: what quotations are compared in."""
    return " " + " ".join(word.text.casefold().replace(".", "") for word in words(fold(text))) + " "


def _days(mention: DateMention, day: Date) -> set[Date]:
    found: set[Date] = set()
    for word, away in _AWAY.items():
        if mention.relative == word:
            found.add(day + timedelta(days=away))
    if mention.weekday and not mention.day:
        back = (day.weekday() - WEEKDAYS.index(mention.weekday)) % 7
        found |= {day - timedelta(days=back), day + timedelta(days=7 - back), day - timedelta(days=back + 7)}
    if mention.day and mention.month:
        for year in [mention.year] if mention.year else [day.year - 1, day.year, day.year + 1]:
            try:
                found.add(Date(int(year), mention.month, mention.day))
            except ValueError:
                continue
    return found


def _counted(word: str) -> int:
    return _UP_TO_TEN.index(word.lower()) if word.isalpha() else int(word)


@dataclass(frozen=True)
class Known:
    """What the sources say, laid out for the checks."""

    sources: tuple[Source, ...]
    language: str = "en"
    _pieces: dict[tuple[int, int], tuple[Quantity, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def index(self) -> Index:
        """Where each word stands."""
        return Index([source.text for source in self.sources], self.language)

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        """All figures of all sources."""
        return tuple(figure for source in self.sources for figure in quantities(source.text))

    @cached_property
    def by_value(self) -> dict[Fraction, list[Quantity]]:
        """The figures by their value, for most of what a text says stands there exactly."""
        found: dict[Fraction, list[Quantity]] = {}
        for figure in self.figures:
            found.setdefault(figure.value, []).append(figure)
        return found

    @cached_property
    def short_years(self) -> frozenset[int]:
        """Years that are written with two digits: 1991 for "'91"."""
        found = (int(match[1]) for text in self.folded for match in _SHORT_YEAR.finditer(text))
        return frozenset(2000 + year if year < _PIVOT else 1900 + year for year in found)

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """Shares that are written as counts: 4/5 for "four in five"."""
        found = [match for text in self.folded for match in _COUNT_OF.finditer(text)]
        pairs = [(_counted(match[1]), _counted(match[2])) for match in found]
        return tuple(Fraction(part, whole) for part, whole in pairs if 0 < part < whole)

    @cached_property
    def dates(self) -> tuple[tuple[DateMention, Source], ...]:
        """All dates of all sources."""
        return tuple((mention, source) for source in self.sources for mention in dates(source.text))

    @cached_property
    def days(self) -> frozenset[Date]:
        """The days that the sources mean: the day of each, and its weekdays and relative words counted from there."""
        own = {source.day for source in self.sources if source.day}
        return frozenset(own.union(*(_days(mention, source.day) for mention, source in self.dates if source.day)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the sources and of the outlets' names; parts of hyphenated ones too."""
        found: set[str] = set()
        for text in [text for source in self.sources for text in (source.text, source.outlet)]:
            for word in words(text):
                plain = plain_word(word.text)
                found.add(plain)
                found.update(fold(plain).replace(".", "").replace("-", " ").replace("/", " ").split())
        return frozenset(found)

    @cached_property
    def _beginnings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.words:
            found.setdefault(word[:4], []).append(word)
        return found

    def begins(self, four: str) -> list[str]:
        """Return the words of the sources that begin with four letters."""
        return self._beginnings.get(four, [])

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The capitals of every name of several words."""
        found = (acronym(name.core) for source in self.sources for name in names(source.text) if len(name.core) > 1)
        return frozenset(short.casefold() for short in found)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The texts with their typography folded."""
        return tuple(fold(source.text) for source in self.sources)

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        """The texts as `spoken` makes them."""
        return tuple(spoken(source.text) for source in self.sources)

    def evidence(self, piece: Piece) -> Evidence:
        """Return a piece as evidence that can be walked back."""
        source = self.sources[piece.source]
        return Evidence(
            item=source.id,
            url=source.url,
            source=source.outlet,
            text=source.text[piece.start : piece.end],
            start=piece.start,
            end=piece.end,
        )

    def figures_of(self, pieces: Sequence[Piece]) -> list[Quantity]:
        """Return the figures of some pieces."""
        found: list[Quantity] = []
        for piece in pieces:
            key = piece.source, piece.start
            if key not in self._pieces:
                self._pieces[key] = tuple(quantities(piece.text))
            found.extend(self._pieces[key])
        return found
