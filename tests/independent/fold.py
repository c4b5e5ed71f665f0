"""Folds typographic variants, so that two texts compare by their words and not by their typesetter.

All other modules of this folder work on folded text. What is folded: quotation marks, dashes, spaces, ellipses. What
is not: letters, digits, case and punctuation.
"""

from __future__ import annotations

import re
import unicodedata

_TABLE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
    }
)
_WORD = re.compile(r"\w+(?:['&.]\w+)*")


def fold(text: str) -> str:
    """Return `text` with one kind of quotation mark, dash and space; runs of white space become one space."""
    plain = unicodedata.normalize("NFC", text).translate(_TABLE)
    plain = plain.replace("''", '"').replace("--", "-")
    return " ".join(plain.split())


def words(text: str) -> list[str]:
    """Return the words of `text`, folded and in lower case; punctuation goes."""
    return [match.group().casefold() for match in _WORD.finditer(fold(text))]


Span = tuple[int, int]
"""First character, and one past the last."""


def overlaps(span: Span, others: list[Span]) -> bool:
    """Return whether `span` shares a character with one of `others`."""
    return any(span[0] < end and start < span[1] for start, end in others)
