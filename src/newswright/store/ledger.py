"""Requests made to metered services, and small facts about runs."""

from __future__ import annotations

from sqlalchemy import select

from newswright.store.database import Database
from newswright.store.schema import facts, requests


class Ledger:
    """The tables `requests` and `facts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def used(self, service: str, month: str) -> int:
        query = select(requests.c.used).where(requests.c.service == service, requests.c.month == month)
        with self._database.reading() as connection:
            return connection.execute(query).scalar() or 0

    def record(self, service: str, month: str) -> None:
        """Count one request. The database adds, so two processes that count at once lose none."""
        insert = self._database.insert(requests).values(service=service, month=month, used=1)
        more = insert.on_conflict_do_update(index_elements=["service", "month"], set_={"used": requests.c.used + 1})
        with self._database.writing() as connection:
            connection.execute(more)

    def set_fact(self, key: str, value: str) -> None:
        insert = self._database.insert(facts).values(key=key, value=value)
        with self._database.writing() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def fact(self, key: str) -> str | None:
        with self._database.reading() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.key == key)).scalar()
