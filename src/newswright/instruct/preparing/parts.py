"""Parts on disk: rendered rows in columns, as Parquet, each with a tally of what became of its block.

A part appears whole or not at all, and says in its footer which plan and which block it was made of, so that a run can
go on after a kill at any moment. Which rows go in is `render_block.py`'s.
"""

from __future__ import annotations

import hashlib
import os
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from newswright.instruct.extra import need
from newswright.records import Record

FOOTER = b"newswright"
"""Key of the tally in the footer of a part."""


class LeftOut(Record):
    """A row of the set that became no row to train on."""

    where: str
    """`train.jsonl:7`."""
    id: str = ""
    """Of the lesson or preference; "" where the line is none."""
    reason: str


class Tally(Record):
    """What became of a block."""

    plan: str
    """Digest of the plan that it was made with."""
    block: int
    rows: int = 0
    lessons: int = 0
    """Lessons or preferences that have a row; text for pretraining may have several."""
    tokens: int = 0
    trained: int = 0
    cut: int = 0
    """Tokens left out because a lesson was too long."""
    shortened: int = 0
    """Lessons that this happened to."""
    neutralised: int = 0
    """Marks broken up."""
    lengths: dict[int, int] = Field(default_factory=dict)
    """Rows by length: the upper end of each bin (a row of that length is in it), in order."""
    bad: tuple[LeftOut, ...] = ()
    """Lines that are no lesson or preference."""
    left: tuple[LeftOut, ...] = ()
    """Lessons and preferences that cannot be rendered."""


class Column:
    """Lists of token ids under one another."""

    def __init__(self) -> None:
        self.values = array("i")
        self.ends = array("i", [0])

    def add(self, ids: Sequence[int]) -> None:
        """Append one list."""
        self.values.extend(array("i", ids))
        self.ends.append(len(self.values))


def labels(ids: Column, trained: Iterable[tuple[int, int]], ignored: int) -> Column:
    """Return a column like `ids` in which all values outside the ranges `trained` of all its values are `ignored`."""
    made = Column()
    made.ends = ids.ends
    made.values = array("i", [ignored]) * len(ids.values)
    for start, end in trained:
        made.values[start:end] = ids.values[start:end]
    return made


def encoded(columns: Mapping[str, Column], names: Sequence[str], tally: Tally) -> bytes:
    """Return the part of these columns, with the lessons' ids as the column `lesson`, as a Parquet file."""
    arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    usual = arrow.default_memory_pool()
    arrow.set_memory_pool(arrow.system_memory_pool())  # measured: the usual one keeps 30 MB for itself
    try:
        return _file(arrow, parquet, columns, names, tally)
    finally:
        arrow.set_memory_pool(usual)


def _file(arrow: Any, parquet: Any, columns: Mapping[str, Column], names: Sequence[str], tally: Tally) -> bytes:
    made = {name: _lists(arrow, column) for name, column in columns.items()}
    made["lesson"] = arrow.array(names, arrow.string())
    table = arrow.table(made).replace_schema_metadata({FOOTER: tally.model_dump_json().encode()})
    sink = arrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", use_dictionary=False)
    return bytes(sink.getvalue())


def _lists(arrow: Any, column: Column) -> Any:
    values = arrow.Array.from_buffers(arrow.int32(), len(column.values), [None, arrow.py_buffer(column.values)])
    ends = arrow.Array.from_buffers(arrow.int32(), len(column.ends), [None, arrow.py_buffer(column.ends)])
    return arrow.ListArray.from_arrays(ends, values)


def tally_of(path: Path) -> Tally | None:
    """Return the tally of the part at `path`; None where it is no whole part, or there is none."""
    arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    try:
        found = parquet.read_schema(path).metadata or {}
        return Tally.model_validate_json(found.get(FOOTER, b""))
    except (OSError, arrow.ArrowException, ValidationError):
        return None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or absent, also when the machine stops. Raises OSError."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with waiting.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    if sys.platform != "win32":  # a folder cannot be opened there
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
