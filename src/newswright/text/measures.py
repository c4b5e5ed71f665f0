"""What makes an amount of a numeral: the factor behind it ("million"), the unit, and words such as "or more"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from newswright.text.number_tokens import Token
from newswright.text.number_units import phrase
from newswright.text.number_words import word_list

SIGNS = frozenset("£$€¥₹₽₩₪₺₴₦")
"""Signs of currencies."""


@dataclass(frozen=True)
class Amount:
    """An amount and the tokens that it covers, `first` to `stop` (one past the last)."""

    first: int
    stop: int
    value: Fraction
    unit: str = ""
    kind: str = "cardinal"
    word: bool = False
    factor: Fraction = Fraction(1)
    also: tuple[tuple[Fraction, str], ...] = ()
    fraction: bool = False
    behind: str = ""
    """How exact it is by a word behind the numeral ("30 or more people")."""


def measured(tokens: Sequence[Token], core: Amount) -> Amount:
    """Take in what stands behind the numeral of `core`: factor, unit, "or more"."""
    core = _behind(tokens, core)
    if core.kind == "ordinal":
        return core
    core = _behind(tokens, _factor(tokens, core))
    return core if core.kind == "money" else _behind(tokens, _unit(tokens, core))


def _behind(tokens: Sequence[Token], core: Amount) -> Amount:
    """Take in "or more", "-plus", "+", "or so"."""
    found = None if core.behind else phrase(tokens, core.stop, "behind")
    if not found:
        return core
    if tokens[core.stop].text in {"+", "-"} and not tokens[core.stop].glued:
        return core
    return replace(core, stop=found.stop, behind=found.name)


def _hyphen(tokens: Sequence[Token], at: int) -> int:
    """Step over a hyphen that ties the next word to the numeral."""
    tied = at + 1 < len(tokens) and tokens[at].text == "-" and tokens[at].glued and tokens[at + 1].glued
    return at + 1 if tied else at


def _factor(tokens: Sequence[Token], core: Amount) -> Amount:
    """Multiply by "million", "bn", "k", "dozen"; a bare "m" stays open between million and metres."""
    for _ in range(2):
        at = _hyphen(tokens, core.stop)
        found = phrase(tokens, at, "magnitudes")
        if not found:
            break
        written = tokens[at].text
        money = core.kind == "money"
        if (len(written) == 1 and not money and written not in {"m", "k"}) or (
            written in {"k", "K"} and not tokens[at].glued
        ):
            break
        if written == "m" and not money:
            millions = (core.value * 1_000_000, "")
            return replace(core, stop=found.stop, unit="m", also=(millions,))
        size = Fraction(found.name)
        core = replace(core, stop=found.stop, value=core.value * size, factor=core.factor * size, fraction=False)
    return core


def _unit(tokens: Sequence[Token], core: Amount) -> Amount:
    if core.unit:
        return core
    at = _hyphen(tokens, core.stop)
    for name in ("units", "money"):
        found = phrase(tokens, at, name)
        if found and (found.stop > at + 1 or _holds(tokens, at, found.name, core, money=name == "money")):
            return _with_unit(tokens, replace(core, stop=found.stop), found.name, money=name == "money")
    return core


def _holds(tokens: Sequence[Token], at: int, unit: str, core: Amount, *, money: bool) -> bool:
    token = tokens[at]
    if money and SIGNS & set(token.text):
        return token.glued
    if token.low in word_list("ambiguous"):
        return token.glued or (money and abs(core.value) >= 100) or (unit == "stone" and core.value >= 5)
    if len(token.text) == 1 and token.kind == "word":
        return token.glued or unit in {"g", "m", "C", "F"}
    return True


def _with_unit(tokens: Sequence[Token], core: Amount, unit: str, *, money: bool) -> Amount:
    if unit == "GBP/100":
        return replace(core, value=core.value / 100, unit="GBP", kind="money")
    if money:
        pounds = ((core.value, "lb"),) if unit == "GBP" and tokens[core.stop - 1].low in {"pound", "pounds"} else ()
        return replace(core, unit=unit, kind="money", also=pounds)
    if unit in {"%", "percentage point", "basis point"}:
        return replace(core, unit=unit, kind="percent")
    if unit in word_list("ages"):
        at = _hyphen(tokens, core.stop)
        if at < len(tokens) and tokens[at].low in {"old", "olds"}:
            return replace(core, stop=at + 1, unit=unit, kind="age")
    return replace(core, unit=unit)


def shared(one: Amount, two: Amount) -> Amount:
    """Give `one` of a range the unit, currency and factor that stand only behind `two` ("3-5 million euros")."""
    if not one.unit and two.unit:
        one = replace(one, unit=two.unit, kind=two.kind)
        if two.unit == "GBP" and two.kind == "money" and two.value < 1 <= one.value:
            one = replace(one, value=one.value / 100)
    if one.factor == 1 and two.factor > 1 and abs(one.value) < 1000:
        one = replace(one, value=one.value * two.factor, factor=two.factor)
    return one
