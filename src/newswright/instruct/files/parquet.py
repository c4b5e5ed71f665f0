"""Rows of known keys as Parquet. Each key has a shape, so that every part of a file has one type; absent is null.

Which columns a file has is known only when the last row is, so the rows wait in a temporary file beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from newswright.instruct.extra import need
from newswright.instruct.files.replacing import replacing

BATCH = 1000
"""Rows held at once, and in one row group."""


def write_rows(path: Path | str, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str]) -> int:
    """Write `rows` and return how many. `columns` gives each key its shape; keys that no row has get no column.

    Raises:
        InstructError: the file cannot be written.
        MissingExtra: pyarrow is not installed.
    """
    arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    with replacing(path) as file, TemporaryFile(dir=Path(path).parent) as waiting:
        keys, count = _spool(rows, waiting)
        shapes = _shapes(arrow)
        schema = arrow.schema([(key, shapes[shape]) for key, shape in columns.items() if key in keys])
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for part in _parts(waiting):
                writer.write_batch(arrow.RecordBatch.from_pylist(part, schema=schema))
    return count


def _spool(rows: Iterable[Mapping[str, object]], waiting: IO[bytes]) -> tuple[set[str], int]:
    keys: set[str] = set()
    count = 0
    for row in rows:
        keys |= row.keys()
        waiting.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        count += 1
    waiting.seek(0)
    return keys, count


def _parts(waiting: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    while part := [json.loads(line) for line in islice(waiting, BATCH)]:
        yield part


def _shapes(arrow: Any) -> dict[str, Any]:
    """Return the Arrow type of every shape that a format's `columns` may name."""
    text, spans = arrow.string(), arrow.list_(arrow.list_(arrow.int64()))
    turn = arrow.struct([("from", text), ("value", text), ("sources", spans)])
    return {
        "text": text,
        "texts": arrow.list_(text),
        "messages": arrow.list_(arrow.struct([("role", text), ("content", text), ("sources", spans)])),
        "turn": turn,
        "turns": arrow.list_(turn),
        "pairs": arrow.list_(arrow.list_(text)),
        "spans": arrow.list_(spans),
    }
