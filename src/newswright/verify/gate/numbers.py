"""Numbers: every figure of a sentence stands in its evidence with the same value, unit, noun and exactness.

"£2.4 million" and "2,400,000 pounds" are the same, "34 people" and "34 homes" are not, nor are "30" and "more than 30".
The check is strict: a false alarm costs one more try, a miss prints a falsehood. Calendar dates belong to
`verify.dates`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from newswright.records import Check, Outcome
from newswright.text.fold import fold
from newswright.text.numbers import Quantity, quantities
from newswright.text.words import stem

NAME = "numbers"

_HALF_DAY = 720
_APART = frozenset({"ordinal", "percent", "money", "time", "age", "id"})
"""Kinds that match only their own; a count, a range, a score and a year differ only in what stands around them."""


def check_numbers(sentence: str, evidence: Sequence[str]) -> Check:
    """Compare the figures of `sentence` with those of its `evidence`: some text there must have each of them."""
    mine = quantities(sentence)
    claimed = [quantity for quantity in mine if quantity.counts]
    known = [quantity for text in evidence for quantity in _known(text)]
    faults = [fault for quantity in mine if (fault := _fault(quantity, known, evidence))]
    if faults:
        return Check(name=NAME, outcome=Outcome.FAILED, detail="; ".join(dict.fromkeys(faults)))
    if not claimed:
        return Check(name=NAME, outcome=Outcome.IDLE, detail="no figures")
    listed = ", ".join(f"“{quantity.phrase}”" for quantity in dict.fromkeys(claimed))
    return Check(name=NAME, outcome=Outcome.PASSED, detail=f"in the evidence: {listed}")


@lru_cache(maxsize=512)
def _known(text: str) -> tuple[Quantity, ...]:
    """The figures of a text of the evidence, which is read again for every sentence and every try."""
    return tuple(quantities(text))


def _fault(mine: Quantity, known: Sequence[Quantity], evidence: Sequence[str]) -> str:
    """Say what is wrong with a figure, or ""."""
    if not mine.counts:
        return ""
    if mine.weak and mine.kind == "cardinal" and _single(mine, evidence):
        return ""
    left = list(known)
    for test, say in _TESTS:
        kept = [theirs for theirs in left if test(mine, theirs)]
        if not kept:
            return say(mine, left) if left else _absent(mine, known)
        left = kept
    return ""


def _single(mine: Quantity, evidence: Sequence[str]) -> bool:
    """Whether the evidence has "a person" where the sentence has "one person"."""
    if mine.approximate or not mine.run:
        return False
    for text in evidence:
        for article in re.finditer(r"\b[Aa]n? ((?:[^\W\d_]{1,40}[ -]){0,3}[^\W\d_]{1,40})", fold(text)):
            if mine.run[0] in [stem(word) for word in re.split("[ -]", article[1].lower())]:
                return True
    return False


# -- the tests, the most telling last --


def _same_value(mine: Quantity, theirs: Quantity) -> bool:
    if mine.kind == "id" and not mine.value:
        return theirs.kind == "id" and _digits(mine) == _digits(theirs)
    if mine.kind == "time" and theirs.kind == "time":
        return mine.value == theirs.value if mine.unit else mine.value % _HALF_DAY == theirs.value % _HALF_DAY
    if mine.high != theirs.high:
        return False
    return any(one[0] == two[0] for one in mine.readings for two in theirs.readings)


def _digits(quantity: Quantity) -> str:
    return re.sub(r"\D", "", quantity.text)


def _same_unit(mine: Quantity, theirs: Quantity) -> bool:
    if mine.kind == "time" and theirs.kind == "time":
        return not mine.unit or mine.unit == theirs.unit
    if mine.kind == "cardinal" and theirs.kind == "age" and not mine.unit and not mine.run:
        return True
    if mine.kind != theirs.kind and (mine.kind in _APART or theirs.kind in _APART) and not _both_read(mine, theirs):
        return False
    return any(one == two for one in mine.readings for two in theirs.readings)


def _both_read(mine: Quantity, theirs: Quantity) -> bool:
    """Whether the kinds differ only because one of the two can be read two ways ("two pounds")."""
    return {mine.kind, theirs.kind} <= {"money", "cardinal"} and bool(mine.also or theirs.also)


def _same_exactness(mine: Quantity, theirs: Quantity) -> bool:
    return mine.approximate == theirs.approximate


def _same_noun(mine: Quantity, theirs: Quantity) -> bool:
    if mine.noun and theirs.noun:
        return mine.noun == theirs.noun
    if not mine.run or not theirs.run:
        return not (mine.weak and mine.run and theirs.weak)
    if bool(mine.noun) != bool(theirs.noun) and mine.kind == theirs.kind == "cardinal" and mine.value != 1:
        return True
    return mine.run[0] in theirs.run or theirs.run[0] in mine.run


# -- what to tell the editor --


def _absent(mine: Quantity, known: Sequence[Quantity]) -> str:
    near = next((t for t in known if mine.noun and t.noun == mine.noun), None)
    near = near or next(
        (t for t in known if t.kind == mine.kind and t.unit == mine.unit and (mine.unit or mine.kind != "cardinal")),
        None,
    )
    if near:
        return f"“{mine.phrase}” is not in the evidence, which has “{near.phrase}”"
    return f"“{mine.phrase}” is not in the evidence"


def _other_unit(mine: Quantity, left: Sequence[Quantity]) -> str:
    theirs = next((t for t in left if t.unit != mine.unit), left[0])
    if theirs.unit == mine.unit:
        return f"“{mine.phrase}” is not in the evidence, which has “{theirs.phrase}”"
    return f"“{mine.phrase}” has another unit than the evidence's “{theirs.phrase}”"


def _other_exactness(mine: Quantity, left: Sequence[Quantity]) -> str:
    return f"“{mine.phrase}” is {_exactness(mine)} here and {_exactness(left[0])} in the evidence"


def _exactness(quantity: Quantity) -> str:
    return f"“{quantity.approximate}”" if quantity.approximate else "exact"


def _other_noun(mine: Quantity, left: Sequence[Quantity]) -> str:
    return f"“{mine.phrase}” counts another noun than the evidence's “{left[0].phrase}”"


_Test = Callable[[Quantity, Quantity], bool]
_Say = Callable[[Quantity, Sequence[Quantity]], str]
_TESTS: tuple[tuple[_Test, _Say], ...] = (
    (_same_value, _absent),
    (_same_unit, _other_unit),
    (_same_exactness, _other_exactness),
    (_same_noun, _other_noun),
)
