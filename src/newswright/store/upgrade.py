"""Creates an archive's tables and brings older ones to today's form, once, whoever comes first."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

from newswright import __version__
from newswright.errors import ArchiveError, NewsroomError
from newswright.store.database import Database
from newswright.store.schema import HEAD, VERSION_TABLE, metadata

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"

TURN = 0x6E657773
"""The number of the advisory lock that upgrades of one PostgreSQL database take turns by ("news" in ASCII)."""

_one_at_a_time = threading.Lock()  # Alembic keeps the running migration in a module


def bring_to_head(database: Database) -> None:
    """Upgrade the archive to `HEAD`, creating it where there is none. All of it happens or nothing.

    Raises:
        NewsroomError: The archive was written by a newer version of this program.
        ArchiveError: The database is another program's, or cannot be used.
    """
    with database.reading() as connection:
        if version(connection) == HEAD:
            return
    with _one_at_a_time, database.writing() as connection:
        if database.on_postgresql:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))
        found = version(connection)
        if found == HEAD:
            return
        if found is None:
            _refuse_foreign(database, connection)
        migrate(connection, database.place.name, HEAD, found)


def version(connection: Connection) -> str | None:
    """Return the archive's version, or None where it has none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def migrate(connection: Connection, name: str, to: str, found: str | None) -> None:
    """Run the migrations from `found` to `to` (a revision, or "base") inside the caller's transaction."""
    from alembic import command  # noqa: PLC0415 - a tenth of a second that an archive of today's form never needs
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewsroomError(
            f"The archive {name} has version {found}; this Newswright ({__version__}) knows versions up to {HEAD}.",
            cure="Install the newer Newswright that wrote it (`pip install --upgrade newswright`).",
        )
    if to == "base":
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def configuration(connection: Connection) -> Config:
    """Return Alembic's settings for the migrations inside this package."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_foreign(database: Database, connection: Connection) -> None:
    """Stop before tables are put among another program's. On a server others may share a database, not a name."""
    tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    if database.on_postgresql:
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise ArchiveError(
                f"The database {database.place.name} has the encoding {encoding}, which cannot hold every text.",
                cure="Create another with `createdb --template=template0 --encoding=UTF8 NAME`.",
            )
        tables &= set(metadata.tables)
    if tables:
        raise ArchiveError(
            f"{database.place.name} is another program's database: it has the table {min(tables)!r}.",
            cure="Point the archive's URL at a file or database of its own.",
        )
