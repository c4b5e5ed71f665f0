"""What went wrong in a database or on a disk, told so that a user can mend it.

An error that no user can mend (a mistake of this program) is passed on as it is.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newswright.errors import ArchiveError, DiskFull

NOTHING_LOST = "nothing that was stored before is lost"
MAKE_ROOM = "Make room on the disk and run the same command again."
ROOM_TO_WORK = 1 << 20
"""Bytes. SQLite reports some writes to a full disk as plain I/O errors; its own smallest step is a 32 KiB shared-memory
page, so an I/O error with less than this left is a full disk."""

SQLITE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another process",
        "Wait until that process is done, or end it; `?timeout=SECONDS` at the end of the archive's URL waits longer.",
    ),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "Wait until that process is done, or end it."),
    sqlite3.SQLITE_READONLY: ("cannot be written", "Give this user write permission on the file and its folder."),
    sqlite3.SQLITE_PERM: ("cannot be opened", "Give this user read and write permission on the file and its folder."),
    sqlite3.SQLITE_AUTH: ("cannot be opened", "Give this user read and write permission on the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Check that its folder exists and that this user may write there: the archive keeps two more files beside it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "is not a database",
        "Point the archive's URL at another file, or put the archive's file back from a backup.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "is damaged",
        "Put it back from a backup. `sqlite3 FILE .recover` saves what can still be read.",
    ),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "Check the disk and, for a network disk, the connection."),
}
"""Primary result codes of SQLite: what happened to the archive, and the cure."""

POSTGRESQL: dict[str, tuple[str, str]] = {
    "28": ("refuses this user or password", "Check the user and the password in the archive's URL."),
    "3D": ("has no such database", "Create it with `createdb --encoding=UTF8 NAME`, or correct the name in the URL."),
    "3F": ("has no schema to keep tables in", "Set `search_path` for this user to a schema that exists."),
    "42501": ("does not let this user do that", "Grant this user all rights on the database and its schema `public`."),
    "25006": ("is read-only", "Use the primary server, not a standby."),
    "55P03": ("is locked by another process", "Wait until that process is done, or end it."),
    "40": ("had two writers in each other's way", "Run the same command again."),
    "53300": ("has no connection left", "Close other programs that use it, or raise `max_connections`."),
    "53": ("has run out of memory or another resource", "Look into the server's log."),
    "57": ("is shutting down or was interrupted", "Wait until the server is up and run the same command again."),
    "58": ("reports a system error", "Look into the server's log and at its disk."),
    "XX001": ("is damaged", "Put it back from a backup."),
    "XX002": ("is damaged", "Put it back from a backup."),
    "08": ("cannot be reached", "Check that the server runs, and the host and port in the archive's URL."),
}
"""SQLSTATE codes, or their first two digits: what happened to the archive, and the cure."""

MISREAD = ("has a URL with an unknown option", "Correct what stands after the '?' in the archive's URL.")
"""psycopg refuses the URL itself, before it calls a server; every error of a server has a code."""


@dataclass(frozen=True)
class Place:
    """Where an archive is, as an error may name it."""

    name: str
    """The file, or the URL without password and query."""
    folder: Path | None = None
    """The folder of an SQLite file."""
    secrets: tuple[str, ...] = ()
    """What must not appear in any error."""

    def redact(self, text: str) -> str:
        """Take the secrets out of a driver's message."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn the databases' errors inside into this program's own; the errors of files are left to `told_of_file`."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        found = explain(error, place)
        if found is None:
            raise
        raise found from (None if place.secrets else error)


def explain(error: Exception, place: Place) -> ArchiveError | None:
    """Return what to tell the user, or None where it is not for a user to mend."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(cause, place)
    if isinstance(error, DBAPIError) and cause is not None:
        return _explain_postgresql(cause, place, gone=error.connection_invalidated)
    return None


def _explain_sqlite(cause: sqlite3.Error, place: Place) -> ArchiveError | None:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    starved = code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _no_room(place.folder)
    if code == sqlite3.SQLITE_FULL or starved:
        return DiskFull(f"There is no room left for the archive {place.name}; {NOTHING_LOST}.", cure=MAKE_ROOM)
    if code not in SQLITE:
        return None
    what, cure = SQLITE[code]
    return ArchiveError(f"The archive {place.name} {what} ({cause}).", cure=cure)


def _no_room(folder: Path | None) -> bool:
    try:
        return folder is not None and shutil.disk_usage(folder).free < ROOM_TO_WORK
    except OSError:
        return False


def _explain_postgresql(cause: BaseException, place: Place, *, gone: bool) -> ArchiveError | None:
    state = getattr(cause, "sqlstate", None) or ""
    said = place.redact(str(cause).strip())
    if state == "53100":
        return DiskFull(f"There is no room left for the archive {place.name}; {NOTHING_LOST}.", cure=MAKE_ROOM)
    told = POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    if told is None and not state and type(cause).__name__ == "ProgrammingError":
        told = MISREAD
    elif told is None and (gone or (not state and type(cause).__name__ == "OperationalError")):
        told = _unreached(said)
    if told is None:
        return None
    what, cure = told
    return ArchiveError(f"The archive {place.name} {what} ({said}).", cure=cure)


def _unreached(said: str) -> tuple[str, str]:
    """A failed connection carries no code in psycopg, only the server's sentence."""
    if "password" in said or "authentication failed" in said or ("role" in said and "does not exist" in said):
        return POSTGRESQL["28"]
    if "database" in said and "does not exist" in said:
        return POSTGRESQL["3D"]
    return POSTGRESQL["08"]


@contextmanager
def told_of_file(path: Path) -> Iterator[None]:
    """Turn the operating system's errors about `path` into this program's own."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(f"There is no room left for {path}; {NOTHING_LOST}.", cure=MAKE_ROOM) from error
        raise ArchiveError(
            f"{path} could not be read or written ({error.strerror or error}).",
            cure="Give this user read and write permission on that folder, and check the disk.",
        ) from error
