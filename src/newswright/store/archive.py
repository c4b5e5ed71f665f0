"""The archive as the rest of the program sees it: one object, records in and records out.

Each method is one transaction and may be called from any thread. What a table holds and how it is asked is in the
module of its idea: `items`, `curation`, `articles`, `ledger`, `snapshots`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from newswright.records import Article, Spike, Story, WireItem
from newswright.store.articles import Articles
from newswright.store.curation import Curation
from newswright.store.database import Database, connect
from newswright.store.items import Added, Items
from newswright.store.ledger import Ledger
from newswright.store.move import copy_rows
from newswright.store.snapshots import Snapshot, Snapshots
from newswright.store.upgrade import bring_to_head


class Archive:
    """A newsroom's memory. Make one with `Archive.open`.

    Every method may raise `ArchiveError` where the database or disk fails, and `DiskFull` where there is no room.
    """

    def __init__(self, database: Database, snapshots: Path) -> None:
        self._database = database
        self._snapshots = Snapshots(database, snapshots)
        self._items = Items(database)
        self._curation = Curation(database)
        self._articles = Articles(database)
        self._ledger = Ledger(database)

    @classmethod
    def open(cls, url: str, snapshots: Path) -> Archive:
        """Open an archive, creating or upgrading it where needed. Several processes may do so at once.

        Args:
            url: An SQLAlchemy URL: `sqlite:////folder/archive.db` or `postgresql://user:password@host/database`.
            snapshots: The folder of the snapshots; created with the first one.

        Raises:
            ArchiveError: It cannot be reached, is no database, or is another program's.
            NewsroomError: A newer version of this program wrote it.
            MissingExtra: PostgreSQL's driver is not installed.
        """
        database = connect(url)
        try:
            bring_to_head(database)
            archive = cls(database, snapshots)
            archive._snapshots.sweep()
        except BaseException:
            database.close()
            raise
        return archive

    def close(self) -> None:
        """Give the connections back. SQLite then folds its write-ahead log into the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- snapshots --

    def put_snapshot(self, content: bytes, *, feed: str, note: str = "") -> str:
        """Store what came in, byte for byte, and return its SHA-256. A content that is there is not written again."""
        return self._snapshots.put(content, feed=feed, note=note)

    def put_snapshot_file(self, path: Path, *, feed: str, note: str = "") -> str:
        """Store a file of any size as a snapshot, and return its SHA-256.

        Raises:
            IngestError: `path` cannot be read.
        """
        return self._snapshots.put_file(path, feed=feed, note=note)

    def snapshot(self, sha256: str) -> bytes:
        """Return a stored content, checked against its name.

        Raises:
            NotFound: No such content was stored.
            SnapshotDamaged: Its file is gone or has changed.
        """
        return self._snapshots.get(sha256)

    def snapshots(self) -> list[Snapshot]:
        """Return where each stored content came from, the earliest first."""
        return self._snapshots.all()

    # -- items --

    def add_items(self, items: Iterable[WireItem]) -> Added:
        """Store the items whose id is new, in one transaction. `items` may be a generator that uses this archive."""
        return self._items.add(items)

    def items(self, *, ids: Sequence[str] | None = None, limit: int | None = None, offset: int = 0) -> list[WireItem]:
        """Return items, or those of `ids` that exist, oldest published first (undated last), then by id."""
        return self._items.all(ids, limit, offset)

    def item(self, id: str) -> WireItem:  # noqa: A002
        """Return the item of this id, or of this beginning of one (four characters or more).

        Raises:
            NotFound: There is none, or more than one.
        """
        return self._items.one(id)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Return which of these items are stored."""
        return self._items.known(ids)

    def count_items(self) -> int:
        """Return the number of items."""
        return self._items.count()

    def add_bad_rows(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Keep what could not become an item, each once: (snapshot, where in it, reason)."""
        self._items.add_bad(rows)

    def bad_rows(self) -> list[tuple[str, str, str]]:
        """Return what could not become an item, in the order in which it came."""
        return self._items.bad()

    # -- curation --

    def replace_curation(self, spikes: Iterable[Spike], stories: Iterable[Story]) -> None:
        """Put a new curation in the old one's place: a reader sees the one or the other."""
        self._curation.replace(spikes, stories)

    def spikes(self) -> list[Spike]:
        """Return the spikes, in the order in which they were given."""
        return self._curation.spikes()

    def stories(self) -> list[Story]:
        """Return the stories, the newest started first (undated last), then by id."""
        return self._curation.stories()

    def story(self, id: str) -> Story:  # noqa: A002
        """Return the story of this id, or of this beginning of one (four characters or more).

        Raises:
            NotFound: There is none, or more than one.
        """
        return self._curation.story(id)

    # -- articles --

    def save_article(self, article: Article, *, basis: str) -> None:
        """Store an article or refusal, in place of one of the same id. `basis` is the story's, as it was then."""
        self._articles.save(article, basis)

    def articles(self, *, current: bool = True) -> list[Article]:
        """Return the newest article of each story that exists now, in the order of `stories`.

        With `current=False`, every article ever saved, the newest first.
        """
        return self._articles.all(current=current)

    def article(self, id: str) -> Article:  # noqa: A002
        """Return the article of this id, or the newest of the story of this id; a unique beginning of either does.

        Raises:
            NotFound: There is none, or more than one.
        """
        return self._articles.one(id)

    def written(self, ids: Iterable[str]) -> set[str]:
        """Return which of these articles are stored."""
        return self._articles.written(ids)

    # -- requests and facts --

    def used(self, service: str, month: str) -> int:
        """Return how many requests were made to a metered service in a month (`2026-07`)."""
        return self._ledger.used(service, month)

    def record(self, service: str, month: str) -> None:
        """Count one request to a metered service, at once and for good."""
        self._ledger.record(service, month)

    def set_fact(self, key: str, value: str) -> None:
        """Keep a small fact about runs, in place of the one before."""
        self._ledger.set_fact(key, value)

    def fact(self, key: str) -> str | None:
        """Return a fact, or None where it was never set."""
        return self._ledger.fact(key)

    # -- moving --

    def copy_to(self, other: Archive) -> int:
        """Copy every row into an empty archive on another database, and return how many. Snapshot files stay.

        Raises:
            ArchiveError: The other archive is not empty.
        """
        return copy_rows(self._database, other._database)
