"""Which numerals of a text are the calendar's: days of the month, years, decades. Other numerals are figures."""

from __future__ import annotations

from collections.abc import Sequence

from newswright.text.dates import dates
from newswright.text.number_tokens import Token
from newswright.text.number_words import word_table


def calendar_claims(text: str, found: Sequence[Token]) -> dict[int, tuple[str, int]]:
    """Return, by token, what the calendar claims: ("day", 0), ("year", 2026) or ("decade", 1990)."""
    claims: dict[int, tuple[str, int]] = {}
    at = 0
    for mention in dates(text):
        while at < len(found) and found[at].start < mention.start:
            at += 1
        place = at
        while place < len(found) and found[place].end <= mention.end:
            token = found[place]
            if mention.kind == "decade" and token.kind == "num":
                claims[place] = ("decade", mention.decade or 0)
            elif token.kind == "num" and mention.year is not None and token.text == str(mention.year):
                claims[place] = ("year", mention.year)
            elif mention.kind == "date" and (token.kind == "num" or token.low in word_table("ordinals")):
                claims[place] = ("day", 0)
            place += 1
    return claims
