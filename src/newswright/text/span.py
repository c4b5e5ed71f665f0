"""A stretch of a text, by its characters."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """`whole[start:end] == text`; `start` and `end` count characters (code points)."""

    start: int
    end: int
    text: str
