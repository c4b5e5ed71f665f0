"""Cuts text into numerals, words and marks: what the number grammar reads. It gives no meaning to any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from newswright.text.fold import fold

LONGEST_NUMERAL = 18
"""Digits of a figure at most; a longer run of digits is an identifier."""

_TOKEN = re.compile(
    r"(?P<num>\d+(?:[.,]\d+)*|(?<![\w.])\.\d+)|(?P<vulgar>[¼½¾⅐-⅞])|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>\S)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}")
_PLAIN = re.compile(r"\d*\.\d+|\d+")
_EM_DASHES = "—―"


class Token(NamedTuple):
    """A numeral ("num"), a vulgar fraction ("vulgar"), a "word" or one "mark", typography folded."""

    start: int
    end: int
    text: str
    kind: str
    glued: bool
    """Whether it follows the token before it without a space."""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.kind == "word" and self.text[:1].isupper()


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`; an em dash stays one, so that it does not pass for a hyphen."""
    folded = fold(text)
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(folded):
        kind, piece = match.lastgroup or "mark", match.group()
        if kind == "mark" and text[match.start()] in _EM_DASHES:
            piece = "—"
        pieces = list(_split(match.start(), piece)) if kind == "num" else [(match.start(), piece, kind)]
        for start, part, of in pieces:
            found.append(Token(start, start + len(part), part, of, start == last))
            last = start + len(part)
    return found


def _split(start: int, numeral: str) -> Iterator[tuple[int, str, str]]:
    """Keep "1,204.5" whole; cut "2,3" at its commas: it is a list."""
    if "," not in numeral or _THOUSANDS.fullmatch(numeral):
        yield start, numeral, "num"
        return
    for piece in re.finditer(r"[^,]+|,", numeral):
        yield start + piece.start(), piece.group(), "mark" if piece.group() == "," else "num"


def figure(numeral: str) -> Fraction | None:
    """Return the value of a numeral, or None where it is an identifier: "007", "1.2.3", a very long run of digits."""
    plain = numeral.replace(",", "")
    if not _PLAIN.fullmatch(plain) or len(plain) > LONGEST_NUMERAL:
        return None
    if len(plain) > 1 and plain[0] == "0" and plain[1] != ".":
        return None
    return Fraction(plain)
