"""Items as they came, and the rows that could not become one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, MetaData, Select, Table, func, insert, select

from newswright.records import WireItem, digest
from newswright.store.database import Database, pieces
from newswright.store.lookup import resolve
from newswright.store.schema import bad_rows, items
from newswright.store.wording import storable

LAST = datetime.max.replace(tzinfo=UTC)


class Added(NamedTuple):
    """What became of the items given."""

    new: int
    known: int
    """Stored before, or given twice."""


class Items:
    """The tables `items` and `bad_rows`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, given: Iterable[WireItem]) -> Added:
        """Insert what is new, in one transaction.

        The items are first gathered in a temporary table of this connection. So the iterable may take its time, and
        may itself read and write the archive: the shared table is locked only while the rows are moved over.
        """
        with self._database.staging() as connection:
            total = 0
            waiting = _waiting_table()
            for piece in pieces(given):
                if not total:
                    waiting.create(connection, checkfirst=False)
                connection.execute(insert(waiting), [dict(item) for item in piece])
                total += len(piece)
            new = self._move(connection, waiting) if total else 0
        return Added(new=new, known=total - new)

    def _move(self, connection: Connection, waiting: Table) -> int:
        self._database.lock(connection, items)
        rows = select(waiting).order_by(waiting.c.published_at, waiting.c.id)
        move = self._database.insert(items).from_select([column.name for column in items.c], rows)
        keep = {"preserve_rowcount": True}
        new = connection.execute(move.on_conflict_do_nothing(), execution_options=keep).rowcount
        waiting.drop(connection, checkfirst=False)
        return new

    def all(self, ids: Sequence[str] | None, limit: int | None, offset: int) -> list[WireItem]:
        """Return items, oldest published first (undated last), then by id."""
        with self._database.reading() as connection:
            if ids is None:
                query = select(items).order_by(items.c.published_at.nulls_last(), items.c.id)
                return list(_records(connection, query.limit(limit).offset(offset)))
            found = [
                record
                for piece in pieces(dict.fromkeys(ids))
                for record in _records(connection, select(items).where(items.c.id.in_(piece)))
            ]
        found.sort(key=lambda item: (item.published_at or LAST, item.published_at is None, item.id))
        return found[offset : None if limit is None else offset + limit]

    def one(self, given: str) -> WireItem:
        with self._database.reading() as connection:
            _, whole = resolve(connection, given, "item", items.c.id)
            return next(_records(connection, select(items).where(items.c.id == whole)))

    def known(self, ids: Iterable[str]) -> set[str]:
        with self._database.reading() as connection:
            return {
                found
                for piece in pieces(ids)
                for found in connection.execute(select(items.c.id).where(items.c.id.in_(piece))).scalars()
            }

    def count(self) -> int:
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(items)).scalar_one()

    def add_bad(self, rows: Iterable[tuple[str, str, str]]) -> None:
        ready = [
            {"digest": digest(*row, length=64), "snapshot": row[0], "place": row[1], "reason": row[2]}
            for row in (tuple(map(storable, given)) for given in rows)
        ]
        with self._database.writing() as connection:
            self._database.lock(connection, bad_rows)
            for piece in pieces(ready):
                connection.execute(self._database.insert(bad_rows).on_conflict_do_nothing(), piece)

    def bad(self) -> list[tuple[str, str, str]]:
        query = select(bad_rows.c.snapshot, bad_rows.c.place, bad_rows.c.reason).order_by(bad_rows.c.position)
        with self._database.reading() as connection:
            return [(row.snapshot, row.place, row.reason) for row in connection.execute(query)]


def _waiting_table() -> Table:
    columns = (Column(c.name, c.type, nullable=c.nullable) for c in items.c)
    return Table("newswright_waiting", MetaData(), *columns, prefixes=["TEMPORARY"])


def _records(connection: Connection, query: Select[Any]) -> Iterator[WireItem]:
    for row in connection.execute(query).mappings():
        yield WireItem.model_validate(dict(row))
