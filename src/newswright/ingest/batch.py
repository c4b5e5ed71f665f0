"""What one reading hands on: items, rows that could not become one, and what they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from newswright.records import Record, WireItem


class BadRow(Record):
    """A row that could not become an item. It is listed, never lost."""

    where: str
    """Its place in what was read: `data[3]` counts from 0, `line 17` from 1."""
    reason: str
    """What is wrong with it, with the value."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of what a source gave: a page of a service, a part of a file, a sample."""

    items: tuple[WireItem, ...]
    bad_rows: tuple[BadRow, ...]
    feed: str
    """`mediastack`, `file` or `sample`."""
    snapshot: str
    """SHA-256 of what it was read from: the item's `snapshot`, and the name to store it by."""
    raw: bytes | None = field(default=None, repr=False)
    """What it was read from, byte for byte; None where that is the file at `path`."""
    path: Path | None = None
    """The file it was read from; None for a service and a sample."""

    @property
    def rows(self) -> int:
        """How many rows were read, good and bad."""
        return len(self.items) + len(self.bad_rows)
