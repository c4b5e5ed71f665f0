"""Articles, written or refused: every one is kept, the newest of each story is current."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import func, select

from newswright.records import Article
from newswright.store.database import Database, pieces
from newswright.store.lookup import resolve
from newswright.store.schema import articles, stories
from newswright.store.wording import as_json

NEWEST = (articles.c.written_at.desc(), articles.c.saved_at.desc(), articles.c.id)


class Articles:
    """The table `articles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, article: Article, basis: str) -> None:
        now = datetime.now(UTC)
        row = {
            "id": article.id,
            "story": article.story,
            "status": str(article.status),
            "basis": basis,
            "written_at": article.written_at or now,
            "saved_at": now,
            "record": as_json(article),
        }
        again = {name: value for name, value in row.items() if name != "id"}
        with self._database.writing() as connection:
            insert = self._database.insert(articles).values(row)
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=again))

    def all(self, *, current: bool) -> list[Article]:
        """Return the current articles in the order of the stories, or all that were ever saved, newest first."""
        query = select(articles.c.record).order_by(*NEWEST)
        if current:
            place = func.row_number().over(partition_by=articles.c.story, order_by=NEWEST).label("place")
            ranked = select(articles.c.id, place).subquery()
            query = (
                select(articles.c.record)
                .join(ranked, (ranked.c.id == articles.c.id) & (ranked.c.place == 1))
                .join(stories, stories.c.id == articles.c.story)
                .order_by(stories.c.started_at.desc().nulls_last(), stories.c.id)
            )
        with self._database.reading() as connection:
            return [Article.model_validate_json(record) for record in connection.execute(query).scalars()]

    def one(self, given: str) -> Article:
        """Return the article of this id, or the newest of the story of this id."""
        columns = (articles.c.id, articles.c.story)
        with self._database.reading() as connection:
            number, whole = resolve(connection, given, "article", *columns)
            query = select(articles.c.record).where(columns[number] == whole).order_by(*NEWEST).limit(1)
            return Article.model_validate_json(connection.execute(query).scalar_one())

    def written(self, ids: Iterable[str]) -> set[str]:
        with self._database.reading() as connection:
            return {
                found
                for piece in pieces(ids)
                for found in connection.execute(select(articles.c.id).where(articles.c.id.in_(piece))).scalars()
            }
