"""What curation decided: spikes and stories, always of one and the same run."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from newswright.records import Spike, Story
from newswright.store.database import Database, pieces
from newswright.store.lookup import resolve
from newswright.store.schema import spikes, stories
from newswright.store.wording import as_json


class Curation:
    """The tables `spikes` and `stories`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, new_spikes: Iterable[Spike], new_stories: Iterable[Story]) -> None:
        """Put the new curation in the old one's place in one transaction."""
        # All of it is made before the lock is taken: curation may be a slow generator.
        spiked = [{"position": position, **dict(spike)} for position, spike in enumerate(new_spikes)]
        told = [
            {
                "id": story.id,
                "started_at": story.started_at,
                "language": story.language,
                "basis": story.basis,
                "record": as_json(story),
            }
            for story in new_stories
        ]
        with self._database.writing() as connection:
            self._database.lock(connection, spikes, stories)
            for table, rows in ((spikes, spiked), (stories, told)):
                connection.execute(delete(table))
                for piece in pieces(rows):
                    connection.execute(insert(table), piece)

    def spikes(self) -> list[Spike]:
        query = select(spikes.c.item, spikes.c.rule, spikes.c.detail).order_by(spikes.c.position)
        with self._database.reading() as connection:
            return [Spike(item=row.item, rule=row.rule, detail=row.detail) for row in connection.execute(query)]

    def stories(self) -> list[Story]:
        """Return the stories, the newest started first, undated ones last."""
        query = select(stories.c.record).order_by(stories.c.started_at.desc().nulls_last(), stories.c.id)
        with self._database.reading() as connection:
            return [Story.model_validate_json(record) for record in connection.execute(query).scalars()]

    def story(self, given: str) -> Story:
        with self._database.reading() as connection:
            _, whole = resolve(connection, given, "story", stories.c.id)
            record = connection.execute(select(stories.c.record).where(stories.c.id == whole)).scalar_one()
        return Story.model_validate_json(record)
