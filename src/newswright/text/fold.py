"""Folding of typography, one character to one character, so that spans found in folded text hold in the original."""

from __future__ import annotations

_SINGLE = "‘’‚‛′ʼ`´＇"
_DOUBLE = "“”„‟″«»＂"
_DASH = "‐‑‒–—―−﹣－"
_SPACE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n\v\f"

_TABLE = str.maketrans(
    {
        **dict.fromkeys(_SINGLE, "'"),
        **dict.fromkeys(_DOUBLE, '"'),
        **dict.fromkeys(_DASH, "-"),
        **dict.fromkeys(_SPACE, " "),
    }
)


def fold(text: str) -> str:
    """Return `text` with every quotation mark, dash and space in its plain form; the length does not change."""
    return text.translate(_TABLE)
