"""Reads one number of a text, in digits or in words, with sign, magnitude and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from . import number_words as nw
from .tables import listed

Reading = tuple[Fraction | str, str]
"""The value and the kind."""


@dataclass(frozen=True)
class Token:
    """A word, a number in digits, or a sign."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.casefold()

    @property
    def digits(self) -> bool:
        return self.text[0].isdigit() and self.text not in nw.GLYPHS


@dataclass(frozen=True)
class Quantity:
    """A number of a text."""

    surface: str
    start: int
    end: int
    readings: frozenset[Reading]
    kind: str = ""
    scale: Fraction = Fraction(1)
    noun: str = ""
    """What a plain "one" counts: "a man" is evidence for "one man"."""


class NumberReader:
    """Reads one number that begins at a token; small steps, each moves `at`."""

    def __init__(self, text: str, tokens: list[Token], at: int, *, joined: bool) -> None:
        self.text, self.tokens, self.at, self.joined = text, tokens, at, joined
        self.start = at
        self.scale = Fraction(1)

    def read(self) -> tuple[Quantity | None, int]:
        """Return the number and the index after it, or None."""
        code = self._code()
        if code:
            return self._made({(code, "code"), *_quarter(code)}, "code"), self.at
        word = self._special()
        if word:
            return self._made({word}, word[1]), self.at
        money = self._money_before()
        sign = self._sign()
        value = self._value()
        if value is None:
            return None, self.start + 1
        whole = self._nth()
        if whole is not None:
            return self._made({(whole, "ordinal")}, "ordinal"), self.at
        if isinstance(value, set):
            return self._made(value, next(iter(value))[1]), self.at
        return self._finish(value * sign, money), self.at

    # -- looking around --

    def _peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def _low(self, ahead: int = 0) -> str:
        token = self._peek(ahead)
        return token.low if token else ""

    def _glued(self, ahead: int = 0) -> bool:
        """Return whether the token stands directly at the one before it."""
        here, before = self._peek(ahead), self._peek(ahead - 1)
        return bool(here and before and before.end == here.start)

    def _hyphen(self) -> int:
        """Return 1 where a glued hyphen stands here, else 0."""
        return int(self._low() == "-" and self._glued() and self._glued(1))

    def _made(self, readings: set[Reading], kind: str, noun: str = "") -> Quantity:
        start, end = self.tokens[self.start].start, self.tokens[self.at - 1].end
        return Quantity(self.text[start:end], start, end, frozenset(readings), kind, self.scale, noun)

    # -- what is not a plain number --

    def _code(self) -> str:
        """Read "A320", "Covid-19", "G7": capital letters that carry a number."""
        word = self._peek()
        if not word or not word.text[0].isupper() or word.low in nw.CODES | nw.ONES | nw.TENS | nw.SCALES:
            return ""
        self.at += 1
        self.at += self._hyphen()
        number = self._peek()
        if number and number.digits and self._glued() and number.text.isdigit():
            self.at += 1
            return word.low + number.text
        self.at = self.start
        return ""

    def _special(self) -> Reading | None:
        """Read "twice", "halved", "dozens", "several hundred"."""
        low = self._low()
        reading: Reading | None = None
        if low in nw.TIMES:
            reading = Fraction(nw.TIMES[low]), "times"
        elif low in nw.HALVES:
            reading = Fraction(1, 2), ""
        elif low in nw.PLURALS or (low in nw.SCALES and len(low) > 3 and not self._counted()):
            word = nw.PLURALS.get(low, low)
            reading = Fraction(10 if word == "ten" else nw.SCALES[word]), "about"
        if reading:
            self.at += 1
        return reading

    def _counted(self) -> bool:
        """Return whether a scale word follows its number, so that it is not vague."""
        return self._low(-1) in {"a", "an", "per"}

    def _money_before(self) -> str:
        low, then = self._low(), self._low(1)
        if low in nw.DOLLARS and then == "$" and self._glued(1):
            self.at += 2
            return nw.DOLLARS[low]
        if low in nw.SIGNS:
            self.at += 1
            return nw.SIGNS[low]
        follower = self._peek(1)
        if low in nw.CODES and follower and follower.digits:
            self.at += 1
            return nw.CODES[low]
        return ""

    def _sign(self) -> int:
        number = self._peek(1)
        if self._low() == "minus" and number and (number.digits or number.low in nw.ONES | nw.TENS):
            self.at += 1
            return -1
        if self._low() == "-" and number and number.digits and self._glued(1) and not self._glued():
            self.at += 1
            return -1
        return 1

    # -- the value --

    def _value(self) -> Fraction | set[Reading] | None:
        token = self._peek()
        if token is None:
            return None
        if token.digits:
            return self._in_digits(token)
        if token.text in nw.GLYPHS:
            self.at += 1
            return nw.GLYPHS[token.text]
        part = self._part()
        if part is not None:
            return part
        if token.low in nw.ORDINALS:
            self.at += 1
            return {(Fraction(nw.ORDINALS[token.low]), "ordinal")}
        return self._in_words()

    def _in_digits(self, token: Token) -> Fraction | None:
        text = token.text.replace(" ", "")
        if text.endswith("0") and self._low(1) == "s" and self._glued(1):
            return None  # "1990s" is a date
        grouped = re.fullmatch(r"\d+(?:,\d{3})+(?:\.\d+)?", text)
        value = Fraction(text.replace(",", "") if grouped else text.replace(",", "."))
        self.at += 1
        glyph = self._peek()
        if glyph and glyph.text in nw.GLYPHS:
            self.at += 1
            return value + nw.GLYPHS[glyph.text]
        divisor = self._peek(1)
        if self._low() == "/" and self._glued() and divisor and divisor.text in "2345678" and value < int(divisor.text):
            self.at += 2
            return value / int(divisor.text)
        return value + self._and_a_half()

    def _nth(self) -> Fraction | None:
        """Read the ending of "21st" or of "twenty-first"."""
        last = self.tokens[self.at - 1]
        token = self._peek()
        if token and last.text.isdigit() and self._glued() and token.low == _suffix(int(last.text)):
            self.at += 1
            return Fraction(last.text)
        ahead = self._hyphen()
        low = self._low(ahead)
        if last.low in nw.TENS and low in nw.ORDINALS and nw.ORDINALS[low] < 10:
            self.at += ahead + 1
            return Fraction(nw.TENS[last.low] + nw.ORDINALS[low])
        return None

    def _part(self) -> Fraction | set[Reading] | None:
        """Read "half", "a third", "two-thirds", "half a million"; leave "half-time" and "quarter-final"."""
        low, count = self._low(), 1
        begin = self.at
        if low in {"a", "an"} or (low in nw.ONES and 0 < nw.ONES[low] < 10):
            count = nw.ONES.get(low, 1)
            self.at += 1
            self.at += self._hyphen()
        part = self._low()
        several = count > 1 and (part.endswith("s") or part == "halves")
        if part not in nw.PARTS or (count > 1 and not several) or (begin == self.at and part != "half"):
            self.at = begin
            return None
        self.at += 1
        if part in {"half", "quarter"} and self._hyphen() and self._low(1) in _NOT_A_PART:
            self.at = begin
            return None
        value = Fraction(count, nw.PARTS[part])
        if count == 1 and part in nw.ORDINALS:
            return {(value, ""), (Fraction(nw.ORDINALS[part]), "ordinal")}
        ahead = self._hyphen()
        ahead += int(self._low(ahead) in {"a", "an"})
        if part == "half" and self._low(ahead) in {*nw.SCALES, "per", "percent", "percentage"}:
            self.at += ahead
        return value

    def _and_a_half(self) -> Fraction:
        """Read the tail of "two and a half" or "one-and-a-half"."""
        here = self.at
        self.at += self._hyphen()
        if self._low() == "and":
            self.at += 1
            self.at += self._hyphen()
            if self._low() in {"a", "three"}:
                part = self._part()
                if isinstance(part, Fraction) and part < 1:
                    return part
        self.at = here
        return Fraction(0)

    def _in_words(self) -> Fraction | None:
        """Read "a hundred and five", "twenty-one", "two point five"."""
        if self._low() in {"a", "an"} and self._low(1) in nw.SCALES:
            self.at += 1
            first: int | None = 1
        else:
            first = self._below_hundred()
        if first is None:
            return None
        total, value, last = Fraction(0), Fraction(first), 0
        while True:
            here = self.at
            ahead = self._hyphen()
            scale = nw.SCALES.get(self._low(ahead), 0)
            if scale and len(self._low(ahead)) > 3:
                self.at += ahead + 1
                if scale == 100:
                    value *= 100
                else:
                    total, value = total + value * scale, Fraction(0)
                last = scale
            elif not self._add_rest(last):
                self.at = here
                break
            else:
                value += self._below_hundred() or 0
        return total + value + self._and_a_half() + self._point()

    def _add_rest(self, last: int) -> bool:
        """Step over the "and" of "hundred and five"; say whether a rest follows."""
        if not last:
            return False
        ahead = int(self._low() == "and")
        if ahead and not self.joined:
            return False
        low, then = self._low(ahead), self._low(ahead + 1)
        too_large = then == "hundred" if last == 100 else nw.SCALES.get(then, 0) >= last
        if low not in nw.ONES | nw.TENS or too_large:
            return False
        self.at += ahead
        return True

    def _below_hundred(self) -> int | None:
        low = self._low()
        if low in nw.ONES:
            self.at += 1
            return nw.ONES[low]
        if low not in nw.TENS:
            return None
        self.at += 1
        ahead = self._hyphen()
        unit = nw.ONES.get(self._low(ahead), 0)
        if 0 < unit < 10:
            self.at += ahead + 1
            return nw.TENS[low] + unit
        return nw.TENS[low]

    def _point(self) -> Fraction:
        digit = nw.ONES.get(self._low(1), 10)
        if self._low() == "point" and digit < 10:
            self.at += 2
            return Fraction(digit, 10)
        return Fraction(0)

    # -- magnitude and unit --

    def _finish(self, value: Fraction, money: str) -> Quantity | None:
        plain = self.at - self.start == 1
        word = self.tokens[self.start].low
        others = self._magnitude(money)
        value *= self.scale
        kind = self._kind(money)
        if plain and not kind and self.scale == 1 and not others and word in {"one", "1"}:
            return self._one(word)
        readings: set[Reading] = {(value, kind)} | {(value / self.scale, other) for other in others}
        if kind == "percent":
            readings.add((value / 100, ""))
        if kind == "GBP" and self.tokens[self.at - 1].low.startswith("pound"):
            readings.add((value, ""))
        if kind == "pence":
            readings.add((value / 100, "GBP"))
        return self._made(readings, kind)

    def _magnitude(self, money: str) -> set[str]:
        """Multiply by "million", "bn" and so on; return the kinds that a lone letter may mean instead."""
        others: set[str] = set()
        while True:
            ahead = self._hyphen()
            low, glued = self._low(ahead), self._glued(ahead) and not ahead
            size = nw.SCALES.get(low, 0)
            if not size and glued and self.scale == 1:
                size = {"m": 10**6, "k": 10**3, "b": 10**9, "t": 10**12 if money else 0}.get(low, 0)
                others = {"m": {"metre"}, "k": {"kilometre"}}.get(low, set()) if not money else set()
            elif low == "m" and money and self.scale == 1:
                size = 10**6
            if not size:
                return others
            self.scale *= size
            self.at += ahead + 1

    def _kind(self, money: str) -> str:
        """Read the unit behind the number."""
        if money:
            return money
        ahead = self._hyphen()
        low, then = self._low(ahead), self._low(ahead + 1)
        steps, kind = 1, ""
        if low in {"%", "percent", "pc"}:
            kind = "percent"
        elif low == "per" and (then == "cent" or self._low(ahead + 2) == "cent"):
            kind, steps = "percent", 2 if then == "cent" else 3
        elif low == "percentage" and then.startswith("point"):
            kind, steps = "points", 2
        else:
            return self._measure(ahead)
        self.at += ahead + steps
        return kind

    def _measure(self, ahead: int) -> str:
        low = self._low(ahead)
        if low in nw.MONEY or low in nw.SIGNS:
            self.at += ahead + 1
            return nw.MONEY.get(low) or nw.SIGNS[low]
        token = self._peek(ahead)
        if token and token.text[0].isupper() and self._low(ahead + 1) in nw.MONEY:
            self.at += ahead + 2
            return nw.MONEY[self._low(-1)]
        if low == "p" and self._glued(ahead):
            self.at += 1
            return "pence"
        degrees = self._degrees(ahead)
        if degrees or low not in nw.UNITS:
            return degrees
        self.at += ahead + 1
        old = self._hyphen()
        return "" if self._low(old) in {"old", "olds"} else nw.UNITS[low]

    def _degrees(self, ahead: int) -> str:
        """Read "C", "°C", "degrees Celsius" behind a number."""
        steps = ahead + int(self._low(ahead) in {"°", "degree", "degrees"})
        scale = self._peek(steps)
        if not scale or scale.low not in nw.DEGREES:
            if self._low(ahead) == "°":
                self.at += steps
                return "degree"
            return ""
        if len(scale.text) == 1 and not (scale.text.isupper() and (self._glued(steps) or steps > ahead)):
            return ""
        self.at += steps + 1
        return nw.DEGREES[scale.low]

    def _one(self, word: str) -> Quantity | None:
        """Tell the numeral "one" from the pronoun: only the numeral stands before what it counts."""
        before = self.tokens[self.start - 1].low if self.start else ""
        ahead = self._hyphen()
        follower = self._peek(ahead)
        counts = bool(follower and follower.text[0].isalpha() and follower.low not in _AFTER_PRONOUN)
        if word == "one" and (before in _BEFORE_PRONOUN or not counts or (ahead and self._low(1) in _ONE_COMPOUND)):
            return None
        noun = follower.low if follower and counts else ""
        return self._made({(Fraction(1), "")}, "", noun)


def _suffix(number: int) -> str:
    return "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _quarter(code: str) -> set[Reading]:
    return {(Fraction(code[1]), "ordinal")} if re.fullmatch(r"q[1-4]", code) else set()


_NOT_A_PART = listed("time brother sister mast term way marathon back final finals century hearted life pipe")
_BEFORE_PRONOUN = listed(
    "no any every some the this that each which another last loved new old good such formula number day phase"
)
_AFTER_PRONOUN = listed(
    "of another who whom that which is was are were has have had can could must should would will may might s to by "
    "in on at for and or but with from as than when where after before said says more if because so too it he she "
    "they we you i not also then there here way day"
)
_ONE_COMPOUND = listed("off time way sided on stop to upmanship liner")
