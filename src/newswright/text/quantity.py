"""The record of a figure in a text: its value, its unit, what it counts and how exact it claims to be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Quantity:
    """A figure as it stands in a text; `text` is `whole[start:end]`, unit included."""

    start: int
    end: int
    text: str
    value: Fraction
    """Exact: "£2.4m" is 2400000, "6.40am" is 400 (minutes after midnight), "two thirds" is 2/3."""
    high: Fraction | None = None
    """The second figure of a range or score."""
    unit: str = ""
    """A unit of `tables/units.toml`, "%" or an ISO 4217 currency; "" for a bare count.

    A time of day whose half of the day is known has "clock".
    """
    kind: str = "cardinal"
    """cardinal, ordinal, percent, money, score, time, year, age, range or id (a telephone number, "Room 12")."""
    approximate: str = ""
    """about, nearly, over, just over, under, at least or up to; "" for an exact figure."""
    word: bool = False
    """Whether it is written in words."""
    weak: bool = False
    """Whether it is "one", "first" or "second", which are often no figures at all; then it counts only with a noun."""
    also: tuple[tuple[Fraction, str], ...] = ()
    """Other readings as (value, unit): "3m" is three metres or three million."""
    noun: str = ""
    """Stem of the noun that it counts, "" where none shows."""
    run: tuple[str, ...] = ()
    """Stems of the content words directly behind it."""
    phrase: str = ""
    """The figure with its noun, as the text has it."""

    @property
    def readings(self) -> tuple[tuple[Fraction, str], ...]:
        """All (value, unit) that it may mean, the likeliest first."""
        return ((self.value, self.unit), *self.also)

    @property
    def counts(self) -> bool:
        """Whether it claims a number: all do but a weak one that stands alone ("one another", "first, ...")."""
        return not self.weak or bool(self.run) or bool(self.unit)
