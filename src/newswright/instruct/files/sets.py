"""Newswright's own sets: one lesson or preference a line of JSONL, or the same in Parquet.

The bytes of a set depend on nothing but its lessons, so that the SHA-256 of its file names it. Other formats are read
by `convert.py`; here their rows are refused with the command that converts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from newswright.instruct.files.parquet import write_rows
from newswright.instruct.files.replacing import replacing, written
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.instruct.formats.newswright import Newswright, row_of, settled, teaching_of
from newswright.records import Lesson, Preference

__all__ = ["line_of", "read_set", "row_of", "teaching_of", "write_parquet", "write_set"]

TOLD = 1000
"""Rows between two calls of `progress`."""


def read_set(source: Path | str, bad: Callable[[BadRow], None]) -> Iterator[Lesson | Preference]:
    """Yield the lessons and preferences of the set `source`, in its order. What is none goes to `bad`.

    Raises what `read_rows` raises.
    """
    for where, row in read_rows(source, bad):
        try:
            item = teaching_of(row)
        except ValueError as error:
            bad(BadRow(where=where, reason=str(error)))
        else:
            yield item


def line_of(item: Lesson | Preference) -> bytes:
    """Return the line of `item` in a set, with its line end. Equal items have equal lines."""
    return settled(item).model_dump_json(exclude_defaults=True).encode() + b"\n"


def write_set(
    path: Path | str, lessons: Iterable[Lesson | Preference], progress: Callable[[int], None] | None = None
) -> int:
    """Write a set as JSONL and return its number of rows. The file appears when it is complete, or not at all.

    `progress` is told the number of rows written, after every 1,000 and at the end.

    Raises:
        InstructError: the file cannot be written.
    """
    count = 0
    with replacing(path) as file:
        for item in lessons:
            written(file, path, line_of(item))
            count += 1
            if progress and not count % TOLD:
                progress(count)
    if progress:
        progress(count)
    return count


def write_parquet(path: Path | str, lessons: Iterable[Lesson | Preference]) -> int:
    """Write a set as Parquet and return its number of rows. The file appears when it is complete, or not at all.

    Raises:
        InstructError: the file cannot be written.
        MissingExtra: pyarrow is not installed.
    """
    return write_rows(path, map(row_of, lessons), Newswright.columns)
