"""A table of digests in bounded memory: exact while it has room, then an even sample of all digests.

When it is full, every second digest leaves, by its own bits, and no such digest is taken in again. What is left stands
for the rest, and equal digests stay or leave together, so counts of repeats remain right on average.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
ROOM = 250_000
"""Entries held at most: about 45 MB for small values."""


def digest(*parts: str) -> int:
    """Return 64 bits that stand for `parts`: among a million texts two collide once in 36 million sets."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "big")


class Thinned(Generic[_Value]):
    """Values by digest."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._mask = 0
        self.kept: dict[int, _Value] = {}

    @property
    def stands_for(self) -> int:
        """How many digests each kept one stands for; 1 while the table is exact."""
        return self._mask + 1

    def takes(self, key: int) -> bool:
        """Say whether `key` is one that is kept."""
        return not key & self._mask

    def put(self, key: int, value: _Value) -> None:
        """Keep `value`, where `key` is one that is kept."""
        if not self.takes(key):
            return
        self.kept[key] = value
        while len(self.kept) > self._room:
            self._mask = self._mask << 1 | 1
            self.kept = {one: found for one, found in self.kept.items() if self.takes(one)}
