from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from newswright.errors import ArchiveError, NewsroomError
from newswright.store import Archive, upgrade
from newswright.store.database import Database, connect
from newswright.store.schema import HEAD, VERSION_TABLE, metadata
from tests.store.samples import an_item


def differences(database: Database) -> list[Any]:
    with database.reading() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def test_the_migrations_make_the_tables_that_the_schema_says(archive: Archive) -> None:
    assert differences(archive._database) == []


def test_the_comparison_would_find_a_difference(archive: Archive) -> None:
    with archive._database.writing() as connection:
        connection.execute(text("DROP INDEX items_by_date"))
        connection.execute(text("ALTER TABLE facts ADD COLUMN more INTEGER"))
    assert len(differences(archive._database)) == 2


def test_ids_are_compared_by_their_bytes(archive: Archive) -> None:
    if not archive._database.on_postgresql:
        pytest.skip("SQLite compares by bytes unless told otherwise")
    query = (
        "SELECT count(*) FILTER (WHERE collation_name = 'C'), count(*) FILTER (WHERE collation_name IS NULL)"
        " FROM information_schema.columns WHERE table_schema = current_schema() AND data_type = 'text'"
    )
    wanted = sum(type(column.type).__name__ == "Id" for table in metadata.tables.values() for column in table.c)
    words = sum(type(column.type).__name__ == "Words" for table in metadata.tables.values() for column in table.c)
    with archive._database.reading() as connection:
        assert tuple(connection.execute(text(query)).one()) == (wanted, words)


def test_the_newest_migration_is_the_head() -> None:
    script = ScriptDirectory(str(upgrade.MIGRATIONS))
    assert script.get_heads() == [HEAD]
    assert script.get_bases() == ["0001"]


def test_down_and_up_again(archive: Archive) -> None:
    database = archive._database
    archive.add_items([an_item(1)])
    with database.writing() as connection:
        upgrade.migrate(connection, "archive", "base", HEAD)
        assert set(inspect(connection).get_table_names()) == {VERSION_TABLE}
    upgrade.bring_to_head(database)
    assert differences(database) == []
    assert archive.count_items() == 0


def test_a_migration_that_fails_leaves_nothing(url: str) -> None:
    database = connect(url)

    def fail_at_the_end() -> None:
        with database.writing() as connection:
            upgrade.migrate(connection, "archive", HEAD, None)
            assert inspect(connection).has_table("items")
            raise ValueError("the lights went out")

    with pytest.raises(ValueError, match="lights"):
        fail_at_the_end()
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()


def test_an_archive_of_a_newer_program_is_left_alone(url: str, tmp_path: Path) -> None:
    with Archive.open(url, tmp_path / "snapshots") as archive, archive._database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0042'"))
    with pytest.raises(NewsroomError, match=f"version 0042; .* up to {HEAD}") as caught:
        Archive.open(url, tmp_path / "snapshots")
    assert "pip install --upgrade" in caught.value.cure
    database = connect(url)
    with database.reading() as connection:
        assert upgrade.version(connection) == "0042"
    database.close()


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "bookmarks.db") as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(ArchiveError, match=r"another program's database: it has the table 'bookmarks'"):
        Archive.open(f"sqlite:///{tmp_path}/bookmarks.db", tmp_path / "snapshots")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    connection.close()


def test_threads_may_open_one_new_archive(url: str, tmp_path: Path) -> None:
    def open_and_add(number: int) -> int:
        with Archive.open(url, tmp_path / "snapshots") as archive:
            return archive.add_items([an_item(number)]).new

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_and_add, range(6))) == [1] * 6
