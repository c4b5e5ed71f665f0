"""What the rest of the program may rely on, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newswright.errors import ArchiveError
from newswright.store import Archive
from tests.store.samples import a_story, an_article, an_item


def test_what_was_stored_is_there_after_reopening(url: str, tmp_path: Path) -> None:
    item, story, article = an_item(1), a_story("s000000000001"), an_article("a000000000001", "s000000000001")
    with Archive.open(url, tmp_path / "snapshots") as archive:
        sha256 = archive.put_snapshot(b'{"data": []}', feed="mediastack", note="page 1")
        archive.add_items([item])
        archive.replace_curation([], [story])
        archive.save_article(article, basis=story.basis)
    with Archive.open(url, tmp_path / "snapshots") as archive:
        assert archive.snapshot(sha256) == b'{"data": []}'
        assert archive.items() == [item]
        assert archive.stories() == [story]
        assert archive.articles() == [article]


def test_threads_share_an_archive(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        for result in [pool.submit(archive.record, "mediastack", "2026-03") for _ in range(100)]:
            result.result()
    assert archive.used("mediastack", "2026-03") == 100


def test_requests_are_counted_by_service_and_month(archive: Archive) -> None:
    archive.record("mediastack", "2026-03")
    archive.record("mediastack", "2026-03")
    archive.record("mediastack", "2026-04")
    assert archive.used("mediastack", "2026-03") == 2
    assert archive.used("mediastack", "2026-04") == 1
    assert archive.used("another", "2026-03") == 0


def test_a_fact_replaces_the_one_before(archive: Archive) -> None:
    assert archive.fact("last fetch") is None
    archive.set_fact("last fetch", "2026-03-01")
    archive.set_fact("last fetch", "2026-03-02")
    assert archive.fact("last fetch") == "2026-03-02"


def test_an_archive_moves_to_another_database_and_back(url: str, server: object, tmp_path: Path) -> None:
    del server  # the other database must be up for the SQLite half of this test as well
    story = a_story("s000000000001")
    with (
        Archive.open(url, tmp_path / "snapshots") as first,
        Archive.open(f"sqlite:///{tmp_path}/second.db", tmp_path / "snapshots") as second,
    ):
        sha256 = first.put_snapshot(b"wire", feed="file")
        first.add_items(an_item(n, hours=n if n % 7 else None) for n in range(2500))
        first.replace_curation([], [story])
        first.save_article(an_article("a000000000001", story.id), basis=story.basis)
        first.record("mediastack", "2026-03")
        first.set_fact("key", "value")
        first.add_bad_rows([("", "row 2", "no title"), ("", "row 10", "no title")])
        assert first.copy_to(second) == 2500 + 7
        assert second.items() == first.items()
        assert second.articles() == first.articles()
        assert second.bad_rows() == first.bad_rows() == [("", "row 2", "no title"), ("", "row 10", "no title")]
        assert second.snapshot(sha256) == b"wire"
        assert second.snapshots() == first.snapshots()
        assert (second.used("mediastack", "2026-03"), second.fact("key")) == (1, "value")
        with pytest.raises(ArchiveError, match="is not empty"):
            first.copy_to(second)
        second.add_bad_rows([("", "row 11", "no title")])
        assert second.bad_rows()[-1] == ("", "row 11", "no title")


def test_from_sqlite_to_postgresql(url: str, tmp_path: Path) -> None:
    with (
        Archive.open(f"sqlite:///{tmp_path}/first.db", tmp_path / "snapshots") as first,
        Archive.open(url, tmp_path / "snapshots") as second,
    ):
        first.add_items(an_item(n) for n in range(20))
        first.add_bad_rows([("", "row 2", "no title")])
        first.copy_to(second)
        second.add_bad_rows([("", "row 3", "no title")])
        assert second.items() == first.items()
        assert len(second.bad_rows()) == 2


def test_a_relative_url_is_of_the_folder_where_the_archive_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with Archive.open("sqlite:///archive.db", tmp_path / "snapshots") as archive:
        archive.close()
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert archive.add_items([an_item(1)]).new == 1
    assert (tmp_path / "archive.db").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []
