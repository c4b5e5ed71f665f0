"""What was put out in one go, and where it lies."""

from __future__ import annotations

from pathlib import Path

from newswright.records.base import Record


class Edition(Record):
    """The result of one `publish`."""

    folder: Path
    index: Path
    """The page to open first."""
    articles: int
    refused: int
    files: tuple[Path, ...]
    """Every file written, the index first."""
