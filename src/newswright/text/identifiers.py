"""Numerals that are no figures: telephone numbers, sections ("1.2.3"), line-ups ("4-4-2"), "007"."""

from __future__ import annotations

from collections.abc import Sequence

from newswright.text.number_tokens import Token

_PHONE = 9
"""Digits of a telephone number at least, its zero or plus sign in front."""
_LONGEST = 12
"""Groups of digits of an identifier at most."""


def identifier_stop(found: Sequence[Token], at: int) -> int:
    """Return the token behind an identifier that begins at `found[at]`, or `at` where there is none."""
    start = at + 1 if found[at].text == "+" else at
    if start >= len(found) or found[start].kind != "num" or (start > at and not found[start].glued):
        return at
    first = found[start].text
    zero = len(first) > 1 and first[0] == "0" and first[1] != "."
    if zero or start > at:
        stop = _chain(found, start, spaced=True)
        if sum(len(token.text) for token in found[start:stop] if token.kind == "num") >= _PHONE:
            return stop
    stop = _chain(found, start, spaced=False)
    joints = (stop - start) // 2
    last = found[stop - 1].text
    if joints >= 2 or (joints == 1 and (_zero(last) or _named(first, found[start + 1].text, last))):
        return stop
    timed = start + 1 < len(found) and found[start + 1].text == ":" and found[start + 1].glued
    return start + 1 if first.count(".") > 1 or (zero and not timed) else at


def _chain(found: Sequence[Token], start: int, *, spaced: bool) -> int:
    """Follow groups of digits joined by hyphens or strokes, and by single spaces where `spaced`."""
    stop = start + 1
    while stop < len(found) and stop - start < 2 * _LONGEST:
        joint = 1 if found[stop].text in {"-", "/"} and found[stop].glued else 0
        place = stop + joint
        if place >= len(found) or found[place].kind != "num" or (not joint and not spaced):
            break
        if found[place].start - found[place - 1].end > (0 if joint else 1):
            break
        stop = place + 1
    return stop


def _zero(numeral: str) -> bool:
    return len(numeral) > 1 and numeral[0] == "0" and numeral.isdigit()


def _named(first: str, joint: str, last: str) -> bool:
    """Whether two groups are a name and no fraction: "9/11", "24/7"."""
    return joint == "/" and len(first) + len(last) == 3
