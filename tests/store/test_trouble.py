"""Real trouble, made for the purpose: each is told with its cure, and nothing stored before is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event, text

from newswright.errors import ArchiveError, DiskFull, MissingExtra
from newswright.records import WireItem
from newswright.store import Archive
from tests.store.conftest import Server
from tests.store.samples import a_story, an_article, an_item

ROOT = Path(__file__).parents[2]
SECRET = "pa55wort-of-the-desk"


def whole(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def fill_with_items(archive: Archive) -> int:
    """Add items until there is no room; return how many were added without an error."""
    added: list[int] = []
    with pytest.raises(DiskFull, match="nothing that was stored before is lost"):
        added.extend(archive.add_items(long_item(first + n) for n in range(100)).new for first in count(step=100))
    return sum(added)


def long_item(number: int) -> WireItem:
    return an_item(number, body="The fog came in at six. " * 50)


def save_without_end(archive: Archive) -> None:
    for n in count():
        archive.save_article(an_article(f"a{n:012}", "s000000000001"), basis="b")


def check_sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_full_disk_under_sqlite(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("4m")
    with Archive.open(f"sqlite:///{disk}/archive.db", disk / "snapshots") as archive:
        added = fill_with_items(archive)
        with pytest.raises(DiskFull):
            save_without_end(archive)
        with pytest.raises(DiskFull):
            archive.replace_curation([], (a_story(f"s{n:012}") for n in range(20_000)))
        assert archive.count_items() == added > 0
    check_sqlite(disk / "archive.db")


def test_a_full_disk_under_the_snapshots(url: str, small_disk: Callable[[str], Path], tmp_path: Path) -> None:
    disk = small_disk("1m")
    source = tmp_path / "wire.jsonl"
    source.write_bytes(b"x" * 2_000_000)
    with Archive.open(url, disk / "snapshots") as archive:
        kept = archive.put_snapshot(b"y" * 300_000, feed="file")
        with pytest.raises(DiskFull, match="nothing that was stored before is lost"):
            archive.put_snapshot(b"z" * 2_000_000, feed="file")
        with pytest.raises(DiskFull):
            archive.put_snapshot_file(source, feed="file")
        assert [row.sha256 for row in archive.snapshots()] == [kept]
        assert archive.snapshot(kept) == b"y" * 300_000
        assert list((disk / "snapshots" / "incoming").iterdir()) == []


def test_a_database_that_may_not_grow(tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/archive.db", tmp_path / "snapshots") as archive:
        archive.close()  # the limit is set on the connections made from here on
        event.listen(archive._database.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 500"))
        added = fill_with_items(archive)
        assert archive.count_items() == added > 0
        assert archive.item(long_item(0).id) == long_item(0)
    check_sqlite(tmp_path / "archive.db")


def test_a_full_disk_under_postgresql(server: Server, small_disk: Callable[[str], Path], tmp_path: Path) -> None:
    disk = small_disk("24m")
    space = disk / "space"
    space.mkdir()
    for folder in [space, *[f for f in space.parents if f.is_relative_to(Path("/tmp")) and f != Path("/tmp")]]:
        folder.chmod(0o755)
    shutil.chown(space, user=server.data.owner())
    server.run(f"CREATE TABLESPACE small LOCATION '{space}'")
    url = server.new_database("TABLESPACE small")
    with Archive.open(url, tmp_path / "snapshots") as archive:
        added = fill_with_items(archive)
        assert archive.count_items() == added > 0
    server.run(f"DROP DATABASE {url.rpartition('/')[2].partition('?')[0]}", "DROP TABLESPACE small")


def test_a_read_only_disk(small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("4m")
    with Archive.open(f"sqlite:///{disk}/archive.db", disk / "snapshots") as archive:
        archive.add_items([an_item(1)])
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(ArchiveError, match=r"archive\.db cannot be") as caught:
        Archive.open(f"sqlite:///{disk}/archive.db", disk / "snapshots")
    assert "permission" in caught.value.cure or "may write there" in caught.value.cure
    with pytest.raises(ArchiveError, match=r"new\.db cannot be opened"):
        Archive.open(f"sqlite:///{disk}/new.db", disk / "snapshots")


def test_snapshots_on_a_read_only_disk(small_disk: Callable[[str], Path], tmp_path: Path) -> None:
    disk = small_disk("1m")
    with Archive.open(f"sqlite:///{tmp_path}/archive.db", disk / "snapshots") as archive:
        kept = archive.put_snapshot(b"page 1", feed="file")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(ArchiveError, match="Read-only file system"):
            archive.put_snapshot(b"page 2", feed="file")
        assert archive.put_snapshot(b"page 1", feed="file") == kept
        assert archive.snapshot(kept) == b"page 1"


def test_a_folder_that_this_user_may_not_write(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere; the read-only disk is the same for root")
    with Archive.open(f"sqlite:///{tmp_path}/archive.db", tmp_path / "snapshots") as archive:
        (tmp_path / "snapshots").mkdir(mode=0o555)
        with pytest.raises(ArchiveError, match="Permission denied"):
            archive.put_snapshot(b"page", feed="file")


def test_snapshots_where_a_file_stands_in_the_way(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("not a folder")
    with pytest.raises(ArchiveError, match="snapshots"):
        archive.put_snapshot(b"page", feed="file")


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be opened") as caught:
        Archive.open(f"sqlite:///{tmp_path}/absent/archive.db", tmp_path)
    assert "folder exists" in caught.value.cure


def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"Dear editor,\n" * 500)
    with pytest.raises(ArchiveError, match=r"archive\.db is not a database") as caught:
        Archive.open(f"sqlite:///{tmp_path}/archive.db", tmp_path)
    assert "backup" in caught.value.cure
    assert (tmp_path / "archive.db").read_bytes() == b"Dear editor,\n" * 500


def test_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(f"sqlite:///{path}", tmp_path) as archive:
        archive.add_items(an_item(n) for n in range(500))
    content = bytearray(path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="is damaged"), Archive.open(f"sqlite:///{path}", tmp_path) as archive:
        archive.items()


def test_a_locked_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db?timeout=0.1"
    with Archive.open(url, tmp_path) as archive:
        archive.add_items([an_item(1)])
        other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for write in (
            lambda: archive.add_items([an_item(2)]),
            lambda: archive.record("mediastack", "2026-03"),
            lambda: archive.put_snapshot(b"page", feed="file"),
        ):
            with pytest.raises(ArchiveError, match="is locked by another process"):
                write()
        assert archive.count_items() == 1
        Archive.open(url, tmp_path).close()
        other.execute("ROLLBACK")
        other.close()
        assert archive.add_items([an_item(2)]).new == 1


def test_a_locked_database_on_postgresql(server: Server, tmp_path: Path) -> None:
    url = server.new_schema().replace("options=", "options=-clock_timeout%3D100ms+")
    with Archive.open(url, tmp_path) as archive, Archive.open(url, tmp_path) as other:
        with other._database.writing() as connection:
            connection.execute(text("LOCK TABLE items, bad_rows IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(ArchiveError, match="is locked by another process"):
                archive.add_items([an_item(1)])
            with pytest.raises(ArchiveError, match="is locked by another process"):
                archive.items()
        assert archive.add_items([an_item(1)]).new == 1


def test_a_database_locked_before_it_is_an_archive(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db?timeout=0.1"
    other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ArchiveError, match="is locked by another process"):
        Archive.open(url, tmp_path)
    other.close()


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("mysql://desk@db.example/news", "cannot be kept on 'mysql'"),
        ("postgresql+asyncpg://desk@db.example/news", r"cannot be kept on 'postgresql\+asyncpg'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("archive.db", "cannot be read"),
        ("", "cannot be read"),
        (f"postgresql://desk:{SECRET}@db.example:port/news", "cannot be read"),
        (f"postgresql://desk:p@{SECRET}@db.example/news", "unescaped '@'"),
        ("postgresql://desk@127.0.0.1:1/news?sleep=1", "URL with an unknown option"),
        ("sqlite:///absent.db?timeout=soon", "not understood: .*soon"),
        ("sqlite:///absent.db?timeout=nan", "not understood: .*nan"),
        ("sqlite:///absent.db?mode=ro", "not understood: .*mode"),
    ],
)
def test_a_url_that_is_no_archive(url: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=what) as caught:
        Archive.open(url, tmp_path)
    assert SECRET not in whole(caught.value)


@pytest.mark.parametrize("query", ["", f"?password={SECRET}"])
def test_a_server_that_is_not_there(query: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"postgresql://desk@127\.0\.0\.1:1/news cannot be reached") as caught:
        Archive.open(f"postgresql://desk:{SECRET}@127.0.0.1:1/news{query}", tmp_path)
    assert SECRET not in whole(caught.value)


def test_a_host_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be reached") as caught:
        Archive.open(f"postgresql://desk:{SECRET}@no-such-host.invalid/news", tmp_path)
    assert SECRET not in whole(caught.value)


def test_a_wrong_password_and_a_right_one(server: Server, tmp_path: Path) -> None:
    rules = server.data / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text("local all desk scram-sha-256\n" + before)
    server.run(f"CREATE ROLE desk LOGIN PASSWORD '{SECRET}'", "SELECT pg_reload_conf()")
    try:
        url = server.new_database("OWNER desk")
        with pytest.raises(ArchiveError, match="refuses this user or password") as caught:
            Archive.open(url.replace("postgres:@", f"desk:not-{SECRET}@"), tmp_path)
        assert SECRET not in whole(caught.value)
        with Archive.open(url.replace("postgres:@", f"desk:{SECRET}@"), tmp_path) as archive:
            assert archive.count_items() == 0
        with pytest.raises(ArchiveError, match="does not let this user") as caught:
            Archive.open(server.new_database().replace("postgres:@", f"desk:{SECRET}@"), tmp_path)
        assert SECRET not in whole(caught.value)
    finally:
        rules.write_text(before)
        server.run("SELECT pg_reload_conf()")


def test_a_database_that_does_not_exist(server: Server, tmp_path: Path) -> None:
    url = server.url.set(drivername="postgresql", database="absent").render_as_string(hide_password=False)
    with pytest.raises(ArchiveError, match="has no such database") as caught:
        Archive.open(url, tmp_path)
    assert "createdb" in caught.value.cure


def test_a_database_that_cannot_hold_every_text(server: Server, tmp_path: Path) -> None:
    url = server.new_database("TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(ArchiveError, match="encoding LATIN1"):
        Archive.open(url, tmp_path)


def test_a_server_that_dropped_the_connection_is_called_again(server: Server, tmp_path: Path) -> None:
    with Archive.open(server.new_database(), tmp_path) as archive:
        archive.add_items([an_item(1)])
        server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'newswright'")
        assert archive.count_items() == 1


def test_postgresql_without_its_driver(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError('no libpq here')")
    program = (
        "from pathlib import Path; from newswright.store import Archive\n"
        "Archive.open('postgresql://desk@127.0.0.1:1/news', Path('.'))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert MissingExtra.__name__ in ran.stderr
    assert 'pip install "newswright[postgresql]"' in ran.stderr
