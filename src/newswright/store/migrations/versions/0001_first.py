"""The first tables."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Text

revision = "0001"
down_revision = None

ID = Text().with_variant(Text(collation="C"), "postgresql")
MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "snapshots",
        Column("sha256", ID, primary_key=True),
        Column("feed", Text, nullable=False),
        Column("note", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("taken_at", MOMENT, nullable=False),
    )
    op.create_table(
        "items",
        Column("id", ID, primary_key=True),
        Column("url", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("outlet", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("description", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("author", Text),
        Column("image", Text),
        Column("category", Text, nullable=False),
        Column("language", Text, nullable=False),
        Column("country", Text, nullable=False),
        Column("published_at", MOMENT),
        Column("rights", Text, nullable=False),
        Column("snapshot", ID, nullable=False),
        Column("feed", Text, nullable=False),
        Index("items_by_date", "published_at", "id"),
    )
    op.create_table(
        "bad_rows",
        Column("position", Integer, primary_key=True),
        Column("digest", ID, nullable=False),
        Column("snapshot", ID, nullable=False),
        Column("place", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Index("bad_rows_once", "digest", unique=True),
    )
    op.create_table(
        "spikes",
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("item", ID, nullable=False),
        Column("rule", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Index("spikes_by_item", "item"),
    )
    op.create_table(
        "stories",
        Column("id", ID, primary_key=True),
        Column("started_at", MOMENT),
        Column("language", Text, nullable=False),
        Column("basis", ID, nullable=False),
        Column("record", Text, nullable=False),
        Index("stories_by_date", "started_at", "id"),
    )
    op.create_table(
        "articles",
        Column("id", ID, primary_key=True),
        Column("story", ID, nullable=False),
        Column("status", Text, nullable=False),
        Column("basis", ID, nullable=False),
        Column("written_at", MOMENT, nullable=False),
        Column("saved_at", MOMENT, nullable=False),
        Column("record", Text, nullable=False),
        Index("articles_by_story", "story", "written_at"),
    )
    op.create_table(
        "requests",
        Column("service", ID, primary_key=True),
        Column("month", ID, primary_key=True),
        Column("used", Integer, nullable=False),
    )
    op.create_table(
        "facts",
        Column("key", ID, primary_key=True),
        Column("value", Text, nullable=False),
    )


def downgrade() -> None:
    for name in ("facts", "requests", "articles", "stories", "spikes", "bad_rows", "items", "snapshots"):
        op.drop_table(name)
