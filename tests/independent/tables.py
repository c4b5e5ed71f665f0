"""Reads the word tables that lie beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def entries(name: str) -> frozenset[str]:
    """Return the words of the table `name`: words apart by white space, lines from `#` are comments."""
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def listed(text: str) -> frozenset[str]:
    """Return the words of a short table that stands in the code."""
    return frozenset(text.split())
