"""How work tells how far it is: a callable that every stage takes, and the one that tells nobody."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0: nobody knows)."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""
