"""One amount at one place: sign, currency, and the numeral or number words.

Factor and unit are for `measures`, ranges and context for `numbers`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from newswright.text.measures import SIGNS, Amount, measured
from newswright.text.number_tokens import Token, figure
from newswright.text.number_units import phrase, table
from newswright.text.number_words import spelled, word_list, word_table

_SUFFIXES = frozenset({"st", "nd", "rd", "th"})


@cache
def starters() -> frozenset[str]:
    """Words that may open an amount."""
    names = ("small", "tens", "large", "ordinals")
    return frozenset(word for name in names for word in word_table(name)) | {
        "a",
        "an",
        "half",
        "hundred",
        "dozen",
        "minus",
    }


def amount(tokens: Sequence[Token], at: int, *, joined: bool = True) -> Amount | None:
    """Read the amount at `tokens[at]`; None where there is none or the numeral is part of a name ("A40")."""
    first, negative, at = at, *_sign(tokens, at)
    money = _currency(tokens, at)
    if money:
        at = money[1]
        if at < len(tokens) and tokens[at].text == "-" and tokens[at].glued:
            negative, at = True, at + 1
    if at >= len(tokens):
        return None
    core = (
        _numeral(tokens, at, bool(money)) if tokens[at].kind in {"num", "vulgar"} else _words(tokens, at, joined=joined)
    )
    if core is None or (not money and _in_name(tokens, first)):
        return None
    core = replace(core, first=first)
    if money:
        core = replace(core, unit=money[0], kind="money")
    core = measured(tokens, core)
    if _runs_on(tokens, core):
        return None
    return replace(core, value=-core.value) if negative else core


def _sign(tokens: Sequence[Token], at: int) -> tuple[bool, int]:
    token = tokens[at]
    behind = at + 1
    if token.low == "minus" and behind < len(tokens):
        return True, behind
    if token.text == "-" and behind < len(tokens) and tokens[behind].glued and _free(tokens, at):
        return True, behind
    return False, at


def _free(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or not tokens[at].glued or tokens[at - 1].text in {"(", "[", '"', "'", "—", "/"}


def _currency(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    found = phrase(tokens, at, "money")
    if not found or found.stop >= len(tokens):
        return None
    written = "".join(token.text for token in tokens[at : found.stop])
    if not (SIGNS & set(written) or (len(written) == 3 and written.isupper()) or written.startswith("Rs")):
        return None
    follows = tokens[found.stop]
    if follows.kind in {"num", "vulgar", "word"} or follows.text == "-":
        return found.name, found.stop
    return None


def _in_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter or a capitalised word is tied to the front of the numeral: "A40", "F-16", "COVID-19"."""
    if at == 0 or not tokens[at].glued:
        return False
    before = tokens[at - 1]
    if before.kind in {"word", "num"} or before.text in "_/.@#":
        return before.text != "/" or (at > 1 and tokens[at - 2].kind == "word" and tokens[at - 1].glued)
    if before.text == "-" and before.glued and at > 1 and tokens[at - 2].kind == "word":
        word = tokens[at - 2].text
        return any(c.isupper() for c in word) and word.lower() not in word_list("prefixes")
    return False


def _numeral(tokens: Sequence[Token], at: int, money: bool) -> Amount | None:
    token = tokens[at]
    if token.kind == "vulgar":
        return Amount(at, at + 1, _vulgar(token.text), fraction=True)
    value = figure(token.text)
    if value is None:
        return None
    stop, value = _spaced_thousands(tokens, at, value)
    if stop < len(tokens) and tokens[stop].kind == "vulgar":
        return Amount(at, stop + 1, value + _vulgar(tokens[stop].text))
    return _divided(tokens, at) or _completed(tokens, Amount(at, stop, value), money)


def _completed(tokens: Sequence[Token], core: Amount, money: bool) -> Amount:
    """Take in what belongs to a numeral itself: "and a half", the "st" of "21st", the "s" of "30s"."""
    stop = core.stop
    half = _and_a_half(tokens, stop)
    if half:
        return replace(core, stop=half[1], value=core.value + half[0])
    glued = tokens[stop].low if stop < len(tokens) and tokens[stop].glued else ""
    if glued in _SUFFIXES and not money:
        return replace(core, stop=stop + 1, kind="ordinal")
    if glued == "s" and core.value % 10 == 0 and core.value < 100:
        return replace(core, stop=stop + 1, unit="decade")
    return core


def _vulgar(character: str) -> Fraction:
    return Fraction(unicodedata.numeric(character)).limit_denominator(10)


def _spaced_thousands(tokens: Sequence[Token], at: int, value: Fraction) -> tuple[int, Fraction]:
    """Read "1 204 000" as one figure."""
    stop = at + 1
    if not (tokens[at].text.isdigit() and len(tokens[at].text) <= 3) or value == 0:
        return stop, value
    if at and tokens[at - 1].kind == "num":
        return stop, value
    digits, place = tokens[at].text, stop
    while place < len(tokens) and _group(tokens, place):
        digits += tokens[place].text
        place += 1
    if place == stop or (place < len(tokens) and tokens[place].kind == "num") or len(digits) > 15:
        return stop, value
    return place, Fraction(digits)


def _group(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return (
        token.kind == "num" and token.text.isdigit() and len(token.text) == 3 and token.start - tokens[at - 1].end == 1
    )


def _divided(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read a fraction such as "3/4"; "24/7" and "9/11" are names."""
    if at + 2 >= len(tokens) or tokens[at + 1].text != "/" or not (tokens[at + 1].glued and tokens[at + 2].glued):
        return None
    over, under = figure(tokens[at].text), figure(tokens[at + 2].text)
    if over is None or under is None or not 0 < over < under <= 10 or over.denominator > 1 or under.denominator > 1:
        return None
    return Amount(at, at + 3, over / under, fraction=True)


def _and_a_half(tokens: Sequence[Token], at: int) -> tuple[Fraction, int] | None:
    if [token.low for token in tokens[at : at + 2]] == ["and", "a"] and at + 2 < len(tokens):
        part = {"half": 2, "quarter": 4, "third": 3}.get(tokens[at + 2].low)
        if part:
            return Fraction(1, part), at + 3
    return None


def _words(tokens: Sequence[Token], at: int, *, joined: bool) -> Amount | None:
    if tokens[at].low not in starters() or tokens[at].kind != "word" or _named(tokens, at):
        return None
    found = spelled(tokens, at, joined=joined)
    if not found:
        return None
    if tokens[at].low in {"hundred", "thousand", "million", "billion", "trillion", "dozen"} and not _numbered(
        tokens, at
    ):
        return None
    kind = "ordinal" if found.ordinal else "cardinal"
    return Amount(at, found.stop, found.value, kind=kind, word=True, fraction=found.fraction)


def _numbered(tokens: Sequence[Token], at: int) -> bool:
    """Whether a bare "hundred" is a figure, as in "the hundred people" and not in "several hundred people"."""
    return at > 0 and tokens[at - 1].low in word_list("numbering")


def _named(tokens: Sequence[Token], at: int) -> bool:
    """Whether a capitalised number word inside a sentence belongs to a name ("the Six Nations"), headlines excepted."""
    if not tokens[at].capital or at == 0 or tokens[at - 1].kind == "mark":
        return False
    near = tokens[max(at - 1, 0)].capital or (at + 1 < len(tokens) and tokens[at + 1].capital)
    if not near:
        return False
    around = [t for t in tokens[max(at - 8, 0) : at + 9] if t.kind == "word" and len(t.text) > 3]
    return sum(t.capital for t in around) < 0.75 * len(around) or len(around) < 4


def _runs_on(tokens: Sequence[Token], core: Amount) -> bool:
    """Whether letters or digits are glued to the end: "5G", "747s", "4x4", "1.2.3" are names."""
    if core.stop >= len(tokens) or not tokens[core.stop].glued or core.word:
        return False
    return tokens[core.stop].kind in {"word", "num"} and tokens[core.stop].low not in {"am", "pm"}


def is_label(token: Token) -> bool:
    """Tell whether a capitalised word before a numeral makes it a name's part ("Room 12")."""
    return token.capital and token.low in table("labels")
