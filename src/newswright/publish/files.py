"""The edition's folder: each file replaced in one step, and only files of an edition ever removed.

A manifest lists what the stage wrote. It is written first, with old and new names together, so that a publish that is
killed leaves nothing behind that the next one would not know. Files that no edition wrote are never touched.
"""

from __future__ import annotations

import errno
import json
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newswright.errors import DiskFull, PublishError

MANIFEST = ".newswright-edition.json"
"""Name of the manifest in the edition's folder."""
ABANDONED = 3600
"""Seconds after which an unfinished file is taken for a killed publish's. One is written in milliseconds."""

_PART = ".newswright-part"
_OURS = re.compile(r"index\.html|articles\.json|articles/[a-z0-9-]+\.(html|md|ninjs\.json)")
"""The only names that are ever removed, whatever a manifest says."""
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class Folder:
    """A folder that holds an edition."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, names: Iterable[str]) -> None:
        """Make the folder and note `names` beside those of the last edition.

        Raises:
            PublishError: the folder cannot be written, or holds a site that is not an edition.
            DiskFull: there is no room left.
        """
        with _told(self.path):
            (self.path / "articles").mkdir(parents=True, exist_ok=True)
        if not (self.path / MANIFEST).exists() and (self.path / "index.html").exists():
            raise PublishError(
                f"{self.path} has an index.html that Newswright did not write",
                cure="Publish into another folder, or move that file away.",
            )
        self._note(self._known() | set(names))

    def put(self, name: str, text: str) -> Path:
        """Replace the file `name` (relative, with `/`) in one step; a file that is the same already stays as it is."""
        path = self.path / name
        data = text.encode("utf-8", "replace")
        part = path.with_name(f".{secrets.token_hex(8)}{_PART}")
        with _told(path):
            if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
                return path
            try:
                part.write_bytes(data)
                part.replace(path)
            except BaseException:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
        return path

    def end(self, names: Iterable[str]) -> None:
        """Remove what earlier editions wrote and this one does not have, and what killed ones left half written."""
        kept = set(names)
        with _told(self.path):
            for name in self._known() - kept:
                (self.path / name).unlink(missing_ok=True)
            for part in (*self.path.glob(f".*{_PART}"), *self.path.glob(f"articles/.*{_PART}")):
                with suppress(FileNotFoundError):  # another run has just put its part in place
                    if time.time() - part.stat().st_mtime > ABANDONED:
                        part.unlink(missing_ok=True)
        self._note(kept)

    def _note(self, names: set[str]) -> None:
        self.put(MANIFEST, json.dumps({"files": sorted(names)}, indent=1) + "\n")

    def _known(self) -> set[str]:
        """Return the files that the manifest names and that an edition can have; a damaged manifest names none."""
        try:
            listed = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return set()
        names = listed if isinstance(listed, list) else []
        return {name for name in names if isinstance(name, str) and _OURS.fullmatch(name)}


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell a user what failed on `path`."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        if error.errno in _FULL:
            raise DiskFull(
                f"no room is left to write {where}",
                cure="Free some space and publish again. The last edition still stands.",
            ) from None
        raise PublishError(
            f"{where} cannot be written: {error.strerror or error}",
            cure="Give the folder write permission, or publish into another.",
        ) from None
