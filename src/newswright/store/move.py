"""Copies one archive's rows into another, empty one: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, insert, select

from newswright.errors import ArchiveError
from newswright.store.database import CHUNK, Database, pieces
from newswright.store.schema import bad_rows, metadata


def copy_rows(source: Database, target: Database) -> int:
    """Copy every row in one transaction of the target, and return how many. Snapshot files are not touched.

    Raises:
        ArchiveError: The target is not empty.
    """
    with source.reading() as reader, target.writing() as writer:
        target.lock(writer, *metadata.tables.values())
        for table in metadata.tables.values():
            if writer.execute(select(func.count()).select_from(table)).scalar_one():
                raise ArchiveError(
                    f"The archive {target.place.name} is not empty: it has rows in {table.name!r}.",
                    cure="Give an empty database.",
                )
        return sum(_copy(reader, writer, table) for table in metadata.sorted_tables)


def _copy(reader: Connection, writer: Connection, table: Table) -> int:
    columns = list(table.c)
    if table is bad_rows:
        columns.remove(bad_rows.c.position)  # the database numbers them, in the order that they come in
    rows = reader.execution_options(yield_per=CHUNK).execute(select(*columns).order_by(*table.primary_key))
    copied = 0
    for piece in pieces(rows.mappings()):
        writer.execute(insert(table), [dict(row) for row in piece])
        copied += len(piece)
    return copied
