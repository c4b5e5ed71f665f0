"""Figures in English news text: counts, money, percentages, ranges, scores, ages, ordinals, clock times and years.

`quantities` finds them and says what each is worth, in which unit, of which noun and how exactly. Numerals inside names
("A40", "F-16", "Covid-19", "5G") belong to `text.names`; the days of calendar dates to `text.dates`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from newswright.text.amounts import amount, is_label, starters
from newswright.text.calendar_claims import calendar_claims
from newswright.text.clock import clock
from newswright.text.counted import Counted, counted
from newswright.text.identifiers import identifier_stop
from newswright.text.measures import Amount, shared
from newswright.text.number_tokens import Token, tokens
from newswright.text.number_units import exactness, phrase
from newswright.text.number_words import word_list
from newswright.text.quantity import Quantity

__all__ = ["Quantity", "quantities"]


def quantities(text: str) -> list[Quantity]:
    """Return the figures in `text`, in order; spans count characters of `text`."""
    return _Finder(text).find()


class _Finder:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._calendar = calendar_claims(text, self._tokens)

    def find(self) -> list[Quantity]:
        found: list[Quantity] = []
        at = 0
        while at < len(self._tokens):
            quantity, stop = self._read(at)
            if quantity:
                found.append(quantity)
            at = max(stop, at + 1)
        return found

    def _read(self, at: int) -> tuple[Quantity | None, int]:
        """Read the figure that begins at a token; return it, or None, and the token to go on from."""
        token = self._tokens[at]
        if at in self._calendar:
            return self._dated(at)
        if token.kind == "word" and token.low not in starters() and token.text.isalpha() and not _may_open(token):
            return None, at + 1
        if self._list_marker(at):
            return None, at + 2
        time = clock(self._tokens, at)
        if time:
            made = self._quantity(at, time.stop, time.minutes, unit="clock" if time.certain else "", kind="time")
            return replace(
                made, word=token.kind == "word", approximate=exactness(self._tokens, at, "", made.unit)
            ), time.stop
        stop = identifier_stop(self._tokens, at)
        if stop > at:
            return self._quantity(at, stop, Fraction(0), kind="id"), stop
        return self._amount(at)

    # -- what is no plain amount --

    def _dated(self, at: int) -> tuple[Quantity | None, int]:
        kind, value = self._calendar[at]
        if kind == "day":
            return None, at + 1
        stop = at + 2 if kind == "decade" else at + 1
        made = self._quantity(at, stop, Fraction(value), unit="decade" if kind == "decade" else "", kind="year")
        low, high = self._tokens[at], self._year_behind(at)
        if kind == "year" and high:
            return replace(
                made,
                end=self._tokens[at + 2].end,
                text=self._text[low.start : self._tokens[at + 2].end],
                high=Fraction(high),
            ), at + 3
        return replace(made, approximate=exactness(self._tokens, at, "", "")), stop

    def _year_behind(self, at: int) -> int | None:
        """The second year of "2004-2014" or "2004-05"."""
        if at + 2 >= len(self._tokens) or self._tokens[at + 1].text not in {"-", "/"}:
            return None
        dash, behind = self._tokens[at + 1], self._tokens[at + 2]
        if not (
            dash.glued
            and behind.glued
            and behind.kind == "num"
            and behind.text.isdigit()
            and len(behind.text) in {2, 4}
        ):
            return None
        year = int(self._tokens[at].text)
        high = int(behind.text) if len(behind.text) == 4 else year // 100 * 100 + int(behind.text)
        return high if high > year else None

    def _list_marker(self, at: int) -> bool:
        """Whether a numeral numbers a line: "1. ", "2) "."""
        token = self._tokens[at]
        if (
            token.kind != "num"
            or len(token.text) > 2
            or at + 2 >= len(self._tokens)
            or self._tokens[at + 1].text not in {".", ")"}
        ):
            return False
        opens = not self._text[max(token.start - 80, 0) : token.start].rpartition("\n")[2].strip()
        mark, behind = self._tokens[at + 1], self._tokens[at + 2]
        return (
            opens
            and (at == 0 or "\n" in self._text[self._tokens[at - 1].end : token.start])
            and mark.glued
            and not behind.glued
        )

    # -- amounts --

    def _amount(self, at: int) -> tuple[Quantity | None, int]:
        one = amount(self._tokens, at)
        if one is None:
            return None, at + 1
        if self._split_second(one):
            return None, one.stop
        between = at > 0 and self._tokens[at - 1].low == "between"
        if between and one.word:
            one = amount(self._tokens, at, joined=False) or one
        return self._pair(one, between) or (self._single(one), one.stop)

    def _split_second(self, one: Amount) -> bool:
        token = self._tokens[one.first]
        return (
            token.low == "second"
            and one.first > 0
            and self._tokens[one.first - 1].low in {"split", "per", "every", "a", "each"}
            and (
                one.stop >= len(self._tokens)
                or self._tokens[one.stop].kind != "word"
                or self._tokens[one.stop].low in {"later", "before", "or"}
            )
        )

    def _single(self, one: Amount) -> Quantity:
        label = one.first > 0 and is_label(self._tokens[one.first - 1]) and not self._tokens[one.first].glued
        kind = "age" if self._is_age(one) else one.kind
        unit = "year" if kind == "age" and not one.unit else one.unit
        made = self._quantity(one.first, one.stop, one.value, unit=unit, kind=kind)
        made = replace(
            made, word=one.word, also=one.also, approximate=exactness(self._tokens, one.first, one.behind, unit)
        )
        if label and not one.unit and not one.word:
            return replace(made, kind="id", phrase=self._text[self._tokens[one.first - 1].start : made.end])
        return self._with_noun(made, one)

    def _is_age(self, one: Amount) -> bool:
        """Tell an age: "aged 41", "the age of 41", and the 41 of "Ines Calloway, 41, said"."""
        if one.kind != "cardinal" or one.unit or not 0 < one.value <= 120 or one.first == 0:
            return False
        before = [token.low for token in self._tokens[max(one.first - 2, 0) : one.first]]
        if before[-1] == "aged" or before == ["age", "of"]:
            return True
        named = len(before) == 2 and before[1] == "," and self._tokens[one.first - 2].kind == "word"
        behind = self._tokens[one.stop] if one.stop < len(self._tokens) else None
        return named and not one.word and behind is not None and behind.text in {",", ")"} and behind.glued

    def _with_noun(self, made: Quantity, one: Amount) -> Quantity:
        weak = (
            one.word
            and one.value in {1, 2}
            and (one.kind == "ordinal" or one.value == 1)
            and not one.unit
            and one.stop == one.first + 1
        )
        made = replace(made, weak=weak)
        if made.kind in {"time", "year", "age"} or (weak and self._stands_alone(one)):
            return made
        plural = one.kind == "cardinal" and one.value != 1 and not one.fraction
        of = counted(
            self._tokens,
            one.stop,
            plural=plural,
            only_of=bool(made.unit) or made.kind in {"money", "percent"} or one.fraction,
        )
        return self._counting(made, of)

    def _counting(self, made: Quantity, of: Counted) -> Quantity:
        if of.stop < 0 or not of.run:
            return made
        made = replace(made, noun=of.noun, run=of.run, phrase=self._text[made.start : self._tokens[of.stop - 1].end])
        behind = phrase(self._tokens, of.stop, "behind")
        if behind and not made.approximate and self._tokens[of.stop].low == "or":
            made = replace(made, approximate=behind.name)
        return made

    def _stands_alone(self, one: Amount) -> bool:
        """Whether "one", "first" or "second" is no figure: "no one", "one of the", "one another", "first, ..."."""
        before = self._tokens[one.first - 1] if one.first else None
        behind = self._tokens[one.stop] if one.stop < len(self._tokens) else None
        if behind and behind.text == "-" and behind.glued and one.stop + 1 < len(self._tokens):
            return self._tokens[one.stop + 1].low in word_list("tied")
        if before and before.text == "-" and self._tokens[one.first].glued:
            return True
        if one.kind == "ordinal":
            return bool(before and before.low == "at") or bool(behind and behind.low in {"of", "thoughts"})
        return bool(before and before.low in word_list("alone_before")) or bool(
            behind and behind.low in word_list("alone_behind")
        )

    # -- ranges and scores --

    def _pair(self, one: Amount, between: bool) -> tuple[Quantity, int] | None:
        """Read "10-15", "10 to 15", "between 10 and 15", "2-1", "12 votes to nine"."""
        if one.kind == "ordinal" or one.fraction:
            return None
        tallied = self._tallied(one)
        at = self._separator(tallied or one.stop, between)
        if at is None or at in self._calendar or clock(self._tokens, at):
            return None
        two = amount(self._tokens, at, joined=not between)
        if two is None or two.kind == "ordinal" or two.fraction:
            return None
        if one.kind == two.kind == "money" and self._by(one.first):
            return None  # "up by £29 million to £77 million" is no range
        one = shared(one, two)
        if one.unit != two.unit and two.unit:
            return None
        two = two if two.unit or not one.unit or one.kind != "money" else replace(two, unit=one.unit, kind=one.kind)
        score = bool(tallied) or (not one.unit and (one.value >= two.value or self._after_win(one.first)))
        kind = "score" if score else one.kind if one.unit else "range"
        made = self._quantity(one.first, two.stop, one.value, unit=one.unit, kind=kind)
        made = replace(
            made,
            high=two.value,
            word=one.word,
            approximate=exactness(self._tokens, one.first - between, two.behind, one.unit),
        )
        if not score:
            made = self._counting(made, counted(self._tokens, two.stop, plural=True, only_of=bool(made.unit)))
        return made, two.stop

    def _tallied(self, one: Amount) -> int | None:
        at = one.stop
        noun = counted(self._tokens, at, plural=True)
        if (
            len(noun.run) == 1
            and self._tokens[noun.stop - 1].low in word_list("tallied")
            and noun.stop < len(self._tokens)
            and self._tokens[noun.stop].low == "to"
        ):
            return noun.stop
        return None

    def _separator(self, at: int, between: bool) -> int | None:
        """Return the token behind a dash, "to" or the "and" of "between"."""
        if at + 1 >= len(self._tokens):
            return None
        mark, behind = self._tokens[at], self._tokens[at + 1]
        if mark.text in {"-", "—"} and mark.glued:
            if behind.low == "to" and not behind.glued:
                return at + 2 if at + 2 < len(self._tokens) else None
            return (
                at + 1
                if behind.glued
                and (behind.kind in {"num", "vulgar"} or not behind.text.isalpha() or behind.low in starters())
                else None
            )
        if mark.low == "to" or (between and mark.low == "and"):
            return at + 1
        return None

    def _by(self, at: int) -> bool:
        return at > 0 and self._tokens[at - 1].low == "by"

    def _after_win(self, at: int) -> bool:
        return any(token.low in word_list("won") for token in self._tokens[max(at - 6, 0) : at])

    # -- what all share --

    def _quantity(self, first: int, stop: int, value: Fraction, *, unit: str = "", kind: str = "cardinal") -> Quantity:
        start, end = self._tokens[first].start, self._tokens[stop - 1].end
        return Quantity(start, end, self._text[start:end], value, unit=unit, kind=kind, phrase=self._text[start:end])


def _may_open(token: Token) -> bool:
    """Whether a word is a currency that stands before its amount, or a named time."""
    return token.low in {"noon", "midday", "midnight"} or (len(token.text) <= 3 and token.text[:1].isupper())
