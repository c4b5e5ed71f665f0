"""One way to speak to both databases: connections, transactions, locks and the few statements that differ.

What is stored is in `schema`; how an archive is created or upgraded in `upgrade`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from newswright.errors import ArchiveError, MissingExtra
from newswright.store.trouble import Place, told

PATIENCE = 60.0
"""Seconds to wait for another process's lock. The longest that a writer holds one is the end of a large import: 15 to
38 s for a million items on SQLite (docs/decisions/0002-archive.md)."""

LONGEST_PATIENCE = 86_400
"""Seconds. SQLite counts them in milliseconds, in 31 bits."""

CHUNK = 1000
"""Rows to a statement, and ids to an `IN` list: far below the 32,766 parameters that SQLite takes."""

WAL_KEPT = 64 << 20
"""Bytes that the write-ahead log keeps on disk after a large import."""

WRITING = {"newswright_writing": True}

Insert = sqlite.Insert | postgresql.Insert


class Database:
    """An engine, and where it is."""

    def __init__(self, engine: Engine, place: Place) -> None:
        self.engine = engine
        self.place = place

    @property
    def on_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one consistent view for each statement."""
        with told(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds SQLite's only write lock from the start, so that it cannot fail half-way on it."""
        with told(self.place), self.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            yield connection

    @contextmanager
    def staging(self) -> Iterator[Connection]:
        """One transaction that takes no lock before it touches a shared table: to fill a temporary one first."""
        with told(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    def lock(self, connection: Connection, *tables: Table) -> None:
        """Keep other writers, not readers, off `tables` until the transaction ends. SQLite has one writer anyway."""
        if self.on_postgresql:
            names = ", ".join(table.name for table in tables)
            connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))

    def insert(self, table: Table) -> Insert:
        """An INSERT that knows ON CONFLICT."""
        return postgresql.insert(table) if self.on_postgresql else sqlite.insert(table)

    def close(self) -> None:
        self.engine.dispose()


def pieces(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Cut an iterable into lists of `size`; the last may be shorter."""
    remaining = iter(rows)
    while piece := list(islice(remaining, size)):
        yield piece


def connect(url: str) -> Database:
    """Return the database at an SQLAlchemy URL; nothing but SQLite's journal mode is changed there.

    Raises:
        ArchiveError: The URL is malformed or of another kind of database, or the database cannot be reached.
        MissingExtra: It is a PostgreSQL URL and psycopg is not installed.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _connect_sqlite(parsed)
    return _connect_postgresql(parsed)


def _parse(url: str) -> URL:
    cure = "Write sqlite:///FOLDER/archive.db or postgresql://USER:PASSWORD@HOST/DATABASE."
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError, AttributeError, TypeError):
        # The URL is not shown: it may hold a password at any place.
        raise ArchiveError("The archive's URL cannot be read.", cure=cure) from None
    if "@" in (parsed.host or ""):
        raise ArchiveError(
            "The password in the archive's URL has an unescaped '@'.", cure="Write it as %40 (':' is %3A, '/' is %2F)."
        )
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if parsed.database in {None, "", ":memory:"}:
            raise ArchiveError("The archive's URL names no file: it would be lost at the end.", cure=cure)
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ArchiveError(f"The archive cannot be kept on {parsed.drivername!r}.", cure=cure)


def _connect_sqlite(url: URL) -> Database:
    file = Path(str(url.database)).absolute()  # later connections must find it from another working directory too
    engine = create_engine(
        URL.create(url.drivername, database=str(file)),
        connect_args={"timeout": _patience(url)},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    database = Database(engine, Place(str(file), folder=file.parent))
    try:
        with told(database.place):
            _keep_write_ahead_log(engine)
    except Exception:
        database.close()
        raise
    return database


def _patience(url: URL) -> float:
    """Return the seconds to wait for a lock, the one thing that the URL of a file may set."""
    given = dict(url.query)
    wanted = given.pop("timeout", PATIENCE)
    try:
        seconds = float(str(wanted))
    except ValueError:
        seconds = -1.0
    if given or not 0 <= seconds <= LONGEST_PATIENCE:
        raise ArchiveError(
            f"The archive's URL has an option that is not understood: {url.query}.",
            cure=f"Only `?timeout=SECONDS` (0 to {LONGEST_PATIENCE}) may follow the name of the file.",
        )
    return seconds


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # sqlite3 would begin its own transactions, and none before a CREATE TABLE
    for pragma in (
        "foreign_keys = ON",
        "synchronous = FULL",
        "fullfsync = ON",
        f"journal_size_limit = {WAL_KEPT}",
        "cache_size = -65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("newswright_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _keep_write_ahead_log(engine: Engine) -> None:
    """Set the journal mode, which lasts. SQLite does not wait for locks while it changes it, so wait here."""
    deadline = time.monotonic() + PATIENCE
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        while cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                cursor.execute("PRAGMA journal_mode = WAL")
                return  # a disk that has no shared memory keeps its old mode: slower, as safe
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
    finally:
        raw.close()


def _connect_postgresql(url: URL) -> Database:
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        raise MissingExtra(
            "An archive on PostgreSQL needs the package psycopg, which is not installed.",
            cure='pip install "newswright[postgresql]"',
        ) from None
    arguments = {"connect_timeout": "10", "application_name": "newswright"}
    engine = create_engine(
        url,
        connect_args={key: value for key, value in arguments.items() if key not in url.query},
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    hidden = [url.password, *(value for key, value in url.query.items() if "password" in key)]
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()
    return Database(engine, Place(shown, secrets=tuple(str(secret) for secret in hidden if secret)))


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # The time zone decides whether a moment at the end of year 9999 can be read back at all.
    connection.execute("SET TIME ZONE 'UTC'")
    # A limit that the role, the database or the URL sets stays.
    limit = f"set_config('lock_timeout', '{int(PATIENCE)}s', false)"
    connection.execute(f"SELECT {limit} WHERE current_setting('lock_timeout') = '0'")
    connection.commit()
