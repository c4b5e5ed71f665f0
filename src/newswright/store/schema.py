"""The archive's tables as they are today. How an older archive gets here is in `migrations`.

No table refers to another by a foreign key: curation is replaced as a whole, articles outlive the story that they were
written from, and an item may come without a snapshot. The stages keep the order: snapshot, item, story, article.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Index, Integer, MetaData, Table, Text, TypeDecorator
from sqlalchemy.types import BigInteger, TypeEngine

from newswright.store.wording import storable

HEAD = "0001"
"""The newest migration. Opening an archive that has it loads no migration machinery."""

VERSION_TABLE = "newswright_version"
"""Where the archive's own version stands: not Alembic's default name, which another program may use in one database."""


class Words(TypeDecorator[str]):
    """Text from outside, as both databases can hold it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


class Id(Words):
    """A short name that is compared and sorted by its bytes on both databases, so that a prefix is a range."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()


class Moment(TypeDecorator[datetime]):
    """A point in time: goes in with any offset, comes out in UTC, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        try:
            value = value.astimezone(UTC)
        except OverflowError:  # the first and last hours of the calendar, with an offset: no real publication date
            value = value.replace(tzinfo=UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.replace(tzinfo=UTC)


metadata = MetaData()

snapshots = Table(
    "snapshots",
    metadata,
    Column("sha256", Id, primary_key=True),
    Column("feed", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("taken_at", Moment, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("description", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("author", Words),
    Column("image", Words),
    Column("category", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("country", Words, nullable=False),
    Column("published_at", Moment),
    Column("rights", Words, nullable=False),
    Column("snapshot", Id, nullable=False),
    Column("feed", Words, nullable=False),
)
Index("items_by_date", items.c.published_at, items.c.id)

bad_rows = Table(
    "bad_rows",
    metadata,
    Column("position", Integer, primary_key=True),
    # Over the three columns below: they are too long for an index of PostgreSQL (2,704 bytes a row).
    Column("digest", Id, nullable=False),
    Column("snapshot", Id, nullable=False),
    Column("place", Words, nullable=False),
    Column("reason", Words, nullable=False),
)
Index("bad_rows_once", bad_rows.c.digest, unique=True)

spikes = Table(
    "spikes",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("item", Id, nullable=False),
    Column("rule", Words, nullable=False),
    Column("detail", Words, nullable=False),
)
Index("spikes_by_item", spikes.c.item)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("started_at", Moment),
    Column("language", Words, nullable=False),
    Column("basis", Id, nullable=False),
    Column("record", Words, nullable=False),
)
Index("stories_by_date", stories.c.started_at, stories.c.id)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("story", Id, nullable=False),
    Column("status", Words, nullable=False),
    Column("basis", Id, nullable=False),
    # When it was written, or, where the article does not say, when it was saved: what "the newest" goes by.
    Column("written_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("record", Words, nullable=False),
)
Index("articles_by_story", articles.c.story, articles.c.written_at)

requests = Table(
    "requests",
    metadata,
    Column("service", Id, primary_key=True),
    Column("month", Id, primary_key=True),
    Column("used", Integer, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("key", Id, primary_key=True),
    Column("value", Words, nullable=False),
)
