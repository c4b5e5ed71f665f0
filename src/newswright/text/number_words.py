"""Numbers written in words: "twenty-one", "a hundred and five", "two and a half million", "two thirds", "twenty-first".

Reads on from one place in a list of tokens and says how far it came. Digits, units and context are for `text.numbers`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from newswright.text.number_tokens import Token


class Spelled(NamedTuple):
    """A spelled number: its value, the token behind it, and whether it ranks ("third") or divides ("two thirds")."""

    value: Fraction
    stop: int
    ordinal: bool = False
    fraction: bool = False


@cache
def word_table(name: str) -> dict[str, int]:
    """Return one table of `number_words.toml`: small, tens, large, ordinals or denominators."""
    text = files("newswright.text").joinpath("tables", "number_words.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)[name])


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one list of `counting.toml`: words around a figure that decide what it is."""
    text = files("newswright.text").joinpath("tables", "counting.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[name].split())


def spelled(tokens: Sequence[Token], at: int, *, joined: bool = True) -> Spelled | None:
    """Read the longest number in words that begins at `tokens[at]`, or None.

    `joined` allows "and" inside: without it "between a hundred and two hundred" keeps its two numbers apart.
    """
    half = _half(tokens, at)
    if half:
        return half
    word = tokens[at].low
    if word in {"a", "an"} and not _may_follow_article(tokens, at + 1):
        return None
    reader = _Reader(tokens, at, joined=joined)
    return reader.read()


def _may_follow_article(tokens: Sequence[Token], at: int) -> bool:
    if at >= len(tokens) or tokens[at].glued:
        return False
    word = tokens[at].low
    if word in {"hundred", "dozen"} or word in word_table("large"):
        return True
    return word in word_table("denominators") and _is(tokens, at + 1, "of")


def _is(tokens: Sequence[Token], at: int, *words: str) -> bool:
    return 0 <= at < len(tokens) and tokens[at].low in words


def _half(tokens: Sequence[Token], at: int) -> Spelled | None:
    """Read "half a million", "half a dozen", "half an" (hour), "half of", "half the"."""
    if not _is(tokens, at, "half") or at + 1 >= len(tokens):
        return None
    half = Fraction(1, 2)
    follows = tokens[at + 1].low
    joint = 1 if follows in {"a", "an"} else 2 if _is(tokens, at + 1, "-") and _is(tokens, at + 2, "a", "an") else 0
    if joint:
        behind = at + 1 + joint
        if _is(tokens, behind, "-"):
            behind += 1
        if behind < len(tokens):
            size = _large(tokens[behind].low)
            if size:
                return Spelled(half * size, behind + 1)
        return Spelled(half, at + 1 + joint, fraction=True)
    large = _large(follows) if follows in word_table("large") else None
    if large:
        return Spelled(half * large, at + 2)
    if follows in {"of", "the", "all", "its", "their", "his", "her", "our", "these", "those"}:
        return Spelled(half, at + 1, fraction=True)
    return None


def _large(word: str) -> int | None:
    return {"hundred": 100, "dozen": 12}.get(word) or word_table("large").get(word)


def _small(tokens: Sequence[Token], at: int) -> int:
    """Return the token behind the number below a hundred that begins at `tokens[at]`, or `at`."""
    stop = at
    while stop < len(tokens) and stop - at < 3:
        word = tokens[stop].low
        known = any(word in word_table(name) for name in ("small", "tens", "ordinals"))
        if not known and not (word == "-" and stop > at):
            break
        stop += 1
    return stop


class _Reader:
    """One pass over the words of a number; `_total` holds whole thousands, `_part` what is below the next of them."""

    def __init__(self, tokens: Sequence[Token], at: int, *, joined: bool) -> None:
        self._tokens, self._at, self._joined = tokens, at, joined
        self._total = Fraction(0)
        self._part: Fraction | None = None
        self._last_large = 10**18
        self._any = False

    def read(self) -> Spelled | None:
        if _is(self._tokens, self._at, "a", "an"):
            self._part, self._at = Fraction(1), self._at + 1
            if self._tokens[self._at].low in word_table("denominators") and not _large(self._tokens[self._at].low):
                return Spelled(
                    Fraction(1, word_table("denominators")[self._tokens[self._at].low]), self._at + 1, fraction=True
                )
        while True:
            place = self._next_place()
            if place is None:
                break
            ended = self._divided(place) or self._ranked(place)
            if ended:
                return ended
            if not self._take(self._tokens[place].low):
                break
            self._any, self._at = True, place + 1
            self._and(place + 1)
        return Spelled(self._total + (self._part or 0), self._at) if self._any else None

    def _next_place(self) -> int | None:
        """Where the next word of the number may stand: here, or behind a hyphen that joins it."""
        at = self._at
        if self._any and _is(self._tokens, at, "-") and self._tokens[at].glued:
            at += 1
            if at < len(self._tokens) and not self._tokens[at].glued:
                return None
        elif self._any and at < len(self._tokens) and self._tokens[at].glued:
            return None
        return at if at < len(self._tokens) and self._tokens[at].kind == "word" else None

    def _take(self, word: str) -> bool:
        small, tens = word_table("small").get(word), word_table("tens").get(word)
        value = small if small is not None else tens
        if value is not None:
            return self._add(value, tens is not None)
        if word == "hundred":
            return self._hundred()
        if word == "dozen":
            if self._total or (self._part or 0) > 100:
                return False
            self._part = (self._part if self._part is not None else 1) * Fraction(12)
            return True
        large = word_table("large").get(word)
        return large is not None and self._multiply(large)

    def _add(self, value: int, tens: bool) -> bool:
        part = self._part
        if part is None:
            if self._any and value == 0:
                return False
            self._part = Fraction(value)
            return True
        if part == 0 or part.denominator != 1:
            return False
        if part % 100 == 0 and part >= 100:
            self._part = part + value
            return True
        if not tens and 0 < value < 10 and part % 10 == 0 and part % 100 >= 20:
            self._part = part + value
            return True
        return False

    def _hundred(self) -> bool:
        part = self._part if self._part is not None else Fraction(1)
        if not 0 < part < 100:
            return False
        self._part = part * 100
        return True

    def _multiply(self, large: int) -> bool:
        if self._part is None and self._total:
            self._total, self._last_large = self._total * large, large  # "a thousand million"
            return True
        if self._part == 0 or large >= self._last_large:
            return False
        self._total += (self._part if self._part is not None else 1) * large
        self._part, self._last_large = None, large
        return True

    def _and(self, at: int) -> None:
        """Step over "and" where a number goes on behind it, and take "and a half" in."""
        glued = 1 if _is(self._tokens, at, "-") and _is(self._tokens, at + 1, "and") else 0
        at += glued
        if not _is(self._tokens, at, "and"):
            return
        behind = at + 1 + (1 if _is(self._tokens, at + 1, "-") and glued else 0)
        if _is(self._tokens, behind, "a", "one"):
            size = behind + 1 + (1 if _is(self._tokens, behind + 1, "-") and glued else 0)
            if _is(self._tokens, size, "half", "quarter", "third"):
                self._part = (self._part or Fraction(0)) + Fraction(
                    1, word_table("denominators")[self._tokens[size].low]
                )
                self._at = size + 1
                return
        if self._joined and self._continues(behind):
            self._at = behind

    def _continues(self, at: int) -> bool:
        """Whether "a hundred and" goes on with less than a hundred and not with a second number, "and two hundred"."""
        part = self._part
        if at >= len(self._tokens) or not ((part is not None and part >= 100) or (part is None and self._total)):
            return False
        small = _small(self._tokens, at)
        if small == at:
            return False
        follows = self._tokens[small].low if small < len(self._tokens) else ""
        return follows != "hundred" and (part is not None or follows not in word_table("large"))

    def _divided(self, at: int) -> Spelled | None:
        """Read "two thirds", "one-third", "three quarters"."""
        word, part = self._tokens[at].low, self._part
        below = word_table("denominators").get(word)
        if below is None or part is None or self._total or part.denominator != 1 or not 0 < part < 20:
            return None
        if word.endswith("s") or part == 1:
            return Spelled(part / below, at + 1, fraction=True)
        return None

    def _ranked(self, at: int) -> Spelled | None:
        value = word_table("ordinals").get(self._tokens[at].low)
        if value is None:
            return None
        part = self._part
        if not self._any and part is None:
            return Spelled(Fraction(value), at + 1, ordinal=True)
        if value >= 100 and part is not None:
            return Spelled(self._total + part * value, at + 1, ordinal=True)
        if part is not None and value < 10 and (part % 10 == 0 and part % 100 != 10):
            return Spelled(self._total + part + value, at + 1, ordinal=True)
        if (part is None and self._total) or (part is not None and part % 100 == 0):
            return Spelled(self._total + (part or 0) + value, at + 1, ordinal=True)
        return None
