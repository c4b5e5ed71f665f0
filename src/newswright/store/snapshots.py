"""What came in, byte for byte: a file a content, named by its SHA-256, and a row that says where it came from.

A file is written beside its place, brought to the disk, and only then given its name; the row follows. So a row
without its file cannot come about, and after a crash at any moment each named file is whole. A file without a row is
left by a crash between the two and does no harm.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import select

from newswright.errors import IngestError, NotFound, SnapshotDamaged
from newswright.store.database import Database
from newswright.store.schema import snapshots
from newswright.store.trouble import told_of_file

BLOCK = 1 << 20
"""Bytes held in memory of a file that is streamed."""

INCOMING = "incoming"
"""The folder of unfinished files."""

ABANDONED = 24 * 3600
"""Seconds after which an unfinished file is one that a crash left behind."""

SHA256 = re.compile(r"[0-9a-f]{64}")


class Snapshot(NamedTuple):
    """Where a stored content came from."""

    sha256: str
    feed: str
    note: str
    size: int
    """Bytes."""
    taken_at: datetime


class Snapshots:
    """The folder of snapshots and the table `snapshots`."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def put(self, content: bytes, *, feed: str, note: str) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._intact(sha256):
            with self._unfinished() as (path, file):
                with told_of_file(path):
                    file.write(content)
                self._finish(path, file, sha256)
        self._enter(sha256, len(content), feed, note)
        return sha256

    def put_file(self, source: Path, *, feed: str, note: str) -> str:
        hasher, size = hashlib.sha256(), 0
        with _opened(source) as read, self._unfinished() as (path, file):
            for block in _blocks(read, source):
                hasher.update(block)
                size += len(block)
                with told_of_file(path):
                    file.write(block)
            sha256 = hasher.hexdigest()
            if not self._intact(sha256):
                self._finish(path, file, sha256)
        self._enter(sha256, size, feed, note)
        return sha256

    def get(self, sha256: str) -> bytes:
        path = self._path(sha256)
        with told_of_file(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                content = None
        if content is None:
            return self._missing(sha256, path)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise SnapshotDamaged(
                f"The snapshot {path} no longer has the content it was stored with.",
                cure="Put the file back from a backup, or fetch the same source again.",
            )
        return content

    def all(self) -> list[Snapshot]:
        """Return the rows, the earliest taken first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(snapshots).order_by(snapshots.c.taken_at, snapshots.c.sha256))
            return [Snapshot(**row) for row in rows.mappings()]

    def sweep(self) -> None:
        """Remove unfinished files that a crash left behind; those of a process at work are younger."""
        try:
            for path in (self._folder / INCOMING).iterdir():
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()
        except OSError:
            return  # there is no such folder yet, another process swept it, or it may not be written: no harm

    def _path(self, sha256: str) -> Path:
        if not SHA256.fullmatch(sha256):
            raise NotFound(f"{sha256!r} is not the name of a snapshot.", cure="A snapshot's name is 64 hex digits.")
        return self._folder / sha256[:2] / sha256[2:]

    def _missing(self, sha256: str, path: Path) -> bytes:
        with self._database.reading() as connection:
            entered = connection.execute(select(snapshots.c.sha256).where(snapshots.c.sha256 == sha256)).first()
        if entered:
            raise SnapshotDamaged(f"The snapshot {path} is gone.", cure="Put the file back from a backup.")
        raise NotFound(
            f"There is no snapshot {sha256} in the archive.", cure="Check the name; it may be another archive's."
        )

    def _intact(self, sha256: str) -> bool:
        """True where the content is stored and whole: a damaged file is written anew."""
        path = self._path(sha256)
        with told_of_file(path):
            try:
                with path.open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest() == sha256
            except FileNotFoundError:
                return False

    @contextmanager
    def _unfinished(self) -> Iterator[tuple[Path, BinaryIO]]:
        path = self._folder / INCOMING / uuid.uuid4().hex
        with told_of_file(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("xb")
        try:
            yield path, file
        finally:
            with suppress(OSError):  # after a failed write, closing tries and fails once more
                file.close()
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _finish(self, path: Path, file: BinaryIO, sha256: str) -> None:
        target = self._path(sha256)
        with told_of_file(target):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
            for folder in (target.parent, self._folder):
                _sync_folder(folder)

    def _enter(self, sha256: str, size: int, feed: str, note: str) -> None:
        row = {"sha256": sha256, "feed": feed, "note": note, "size": size, "taken_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            connection.execute(self._database.insert(snapshots).values(row).on_conflict_do_nothing())


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    try:
        file = source.open("rb")
    except OSError as error:
        raise _unreadable(source, error) from error
    with file:
        yield file


def _blocks(file: BinaryIO, source: Path) -> Iterator[bytes]:
    while True:
        try:
            block = file.read(BLOCK)
        except OSError as error:
            raise _unreadable(source, error) from error
        if not block:
            return
        yield block


def _unreadable(source: Path, error: OSError) -> IngestError:
    return IngestError(f"{source} cannot be read ({error.strerror}).", cure="Check the path and its permissions.")


def _sync_folder(folder: Path) -> None:
    """Bring a new name to the disk. Windows does that by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
