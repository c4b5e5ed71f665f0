"""Times of day written as figures: "6.40am", "7:15", "07:15", "six o'clock", "noon", "midnight"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from newswright.text.number_tokens import Token
from newswright.text.number_words import word_table

_NAMED = {"noon": 720, "midday": 720, "midnight": 0}


class Clock(NamedTuple):
    """Minutes after midnight, whether the half of the day is known, and the token behind."""

    minutes: Fraction
    certain: bool
    stop: int


def clock(tokens: Sequence[Token], at: int) -> Clock | None:
    """Read a time of day at `tokens[at]`; a bare "7.15" or "7" is none."""
    token = tokens[at]
    if token.low in _NAMED:
        return Clock(Fraction(_NAMED[token.low]), True, at + 1)
    if token.glued and at and tokens[at - 1].text not in {"(", "-", "—", "/", '"', "'"}:
        return None
    if token.kind == "word":
        hour = word_table("small").get(token.low)
        return _halved(tokens, at + 1, hour, 0) if hour is not None and hour <= 12 else None
    return _numeral(tokens, at) if token.kind == "num" else None


def _numeral(tokens: Sequence[Token], at: int) -> Clock | None:
    whole, _, rest = tokens[at].text.partition(".")
    if not whole.isdigit() or len(whole) > 2 or (rest and not (rest.isdigit() and len(rest) == 2 and int(rest) < 60)):
        return None
    if not rest and _is(tokens, at + 1, ":") and at + 2 < len(tokens) and tokens[at + 2].glued:
        return _colon(tokens, at, int(whole), len(whole) == 2)
    halved = _halved(tokens, at + 1, int(whole), int(rest or 0))
    if halved or not (rest and len(whole) == 2 and whole[0] == "0"):
        return halved
    return Clock(Fraction(int(whole) * 60 + int(rest)), True, at + 1)  # "07.15"


def _is(tokens: Sequence[Token], at: int, mark: str) -> bool:
    return at < len(tokens) and tokens[at].text == mark and tokens[at].glued


def _colon(tokens: Sequence[Token], at: int, hour: int, two_digits: bool) -> Clock | None:
    minute = tokens[at + 2].text
    if len(minute) != 2 or not minute.isdigit() or int(minute) > 59 or hour > 24:
        return None
    stop = at + 3
    if _is(tokens, stop, ":"):
        return None  # a duration or a running time, not a time of day
    halved = _halved(tokens, stop, hour, int(minute))
    if halved:
        return halved
    certain = hour > 12 or hour == 0 or (two_digits and hour < 10)
    return Clock(Fraction(hour * 60 + int(minute)), certain, stop)


def _halved(tokens: Sequence[Token], at: int, hour: int, minute: int) -> Clock | None:
    """Read "am", "p.m." or "o'clock" behind the figures."""
    if at >= len(tokens) or hour > 12:
        return None
    if tokens[at].low == "o'clock":
        return Clock(Fraction(hour * 60 + minute), False, at + 1)
    low = tokens[at].low
    stop = at + 1
    if low in {"a", "p"} and _is(tokens, at + 1, ".") and at + 2 < len(tokens) and tokens[at + 2].low == "m":
        stop = at + 3
        if _is(tokens, stop, "."):
            stop += 1
    elif low not in {"am", "pm"}:
        return None
    return Clock(Fraction(hour % 12 * 60 + minute + (720 if low[0] == "p" else 0)), True, stop)
