from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import delete

from newswright.errors import IngestError, NotFound, SnapshotDamaged
from newswright.store import Archive
from newswright.store.schema import snapshots

CONTENT = b'{"data": []}'
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def file_of(tmp_path: Path, sha256: str = SHA256) -> Path:
    return tmp_path / "snapshots" / sha256[:2] / sha256[2:]


def test_a_content_is_stored_under_its_hash(archive: Archive, tmp_path: Path) -> None:
    assert archive.put_snapshot(CONTENT, feed="mediastack", note="page 1") == SHA256
    assert file_of(tmp_path).read_bytes() == CONTENT
    assert archive.snapshot(SHA256) == CONTENT
    (row,) = archive.snapshots()
    assert row[:4] == (SHA256, "mediastack", "page 1", len(CONTENT))
    assert row.taken_at.utcoffset() is not None


def test_a_content_is_written_once(archive: Archive, tmp_path: Path) -> None:
    archive.put_snapshot(CONTENT, feed="mediastack")
    before = file_of(tmp_path).stat()
    archive.put_snapshot(CONTENT, feed="file")
    source = tmp_path / "wire.json"
    source.write_bytes(CONTENT)
    archive.put_snapshot_file(source, feed="file")
    after = file_of(tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [row.feed for row in archive.snapshots()] == ["mediastack"]
    assert list((tmp_path / "snapshots" / "incoming").iterdir()) == []


def test_a_large_file_is_streamed(archive: Archive, tmp_path: Path) -> None:
    source = tmp_path / "wire.jsonl"
    content = os.urandom(3_500_000)
    source.write_bytes(content)
    sha256 = archive.put_snapshot_file(source, feed="file", note="wire.jsonl")
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert archive.snapshot(sha256) == content
    assert archive.snapshots()[0].size == len(content)


def test_an_empty_content(archive: Archive) -> None:
    assert archive.snapshot(archive.put_snapshot(b"", feed="file")) == b""


def test_a_damaged_snapshot_is_told_and_healed_by_storing_it_again(archive: Archive, tmp_path: Path) -> None:
    archive.put_snapshot(CONTENT, feed="file")
    file_of(tmp_path).write_bytes(b'{"data": [}')
    with pytest.raises(SnapshotDamaged, match=str(file_of(tmp_path))):
        archive.snapshot(SHA256)
    file_of(tmp_path).unlink()
    with pytest.raises(SnapshotDamaged, match="is gone"):
        archive.snapshot(SHA256)
    file_of(tmp_path).write_bytes(b"")
    archive.put_snapshot(CONTENT, feed="file")
    assert archive.snapshot(SHA256) == CONTENT


def test_a_file_whose_row_a_crash_prevented_is_used(archive: Archive) -> None:
    archive.put_snapshot(CONTENT, feed="file")
    with archive._database.writing() as connection:
        connection.execute(delete(snapshots))
    assert archive.snapshot(SHA256) == CONTENT
    archive.put_snapshot(CONTENT, feed="file")
    assert len(archive.snapshots()) == 1


@pytest.mark.parametrize("name", ["0" * 64, "", "ab", "../../etc/passwd", "../" + "0" * 61, SHA256.upper(), "\0" * 64])
def test_no_such_snapshot(archive: Archive, name: str) -> None:
    with pytest.raises(NotFound):
        archive.snapshot(name)


def test_a_source_that_cannot_be_read(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"absent\.json cannot be read \(No such file"):
        archive.put_snapshot_file(tmp_path / "absent.json", feed="file")
    with pytest.raises(IngestError, match="Is a directory"):
        archive.put_snapshot_file(tmp_path, feed="file")
    assert archive.snapshots() == []


def test_opening_sweeps_what_an_old_crash_left(url: str, tmp_path: Path) -> None:
    incoming = tmp_path / "snapshots" / "incoming"
    incoming.mkdir(parents=True)
    for name, age in (("old", 2 * 24 * 3600), ("at-work", 60)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (time.time() - age,) * 2)
    Archive.open(url, tmp_path / "snapshots").close()
    assert [path.name for path in incoming.iterdir()] == ["at-work"]
