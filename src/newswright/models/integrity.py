"""Whether a fetched model file is the one the catalogue means.

The size is compared each time. The whole file is read once: what was found is kept in a small file beside it and holds
as long as size and time of change stay the same, so that starting up costs no second reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from newswright.errors import ModelDamaged
from newswright.models.catalogue import Fetchable


def require_intact(path: Path, entry: Fetchable) -> None:
    """Check the file at `path` against `entry`.

    Raises:
        ModelDamaged: size or SHA-256 differ.
    """
    stat = path.stat()
    if stat.st_size != entry.bytes:
        raise ModelDamaged(
            f"The model file {path} has {stat.st_size:,} bytes; it should have {entry.bytes:,}.",
            cure=_cure(path, entry),
        )
    facts = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    note = path.with_name(path.name + ".checked")
    if _remembered(note, facts) != entry.sha256:
        require_sha256(path, entry)
        remember(path, entry.sha256)


def require_sha256(path: Path, entry: Fetchable) -> None:
    """Read the file at `path` whole and compare its SHA-256 with `entry`'s.

    Raises:
        ModelDamaged: they differ.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != entry.sha256:
        raise ModelDamaged(
            f"The model file {path} is damaged: its SHA-256 is {found}, it should be {entry.sha256}.",
            cure=_cure(path, entry),
        )


def remember(path: Path, sha256: str) -> None:
    """Keep the file's SHA-256 beside it. A cache folder that may not be written to is no error."""
    stat = path.stat()
    facts = {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": sha256}
    with contextlib.suppress(OSError):
        path.with_name(path.name + ".checked").write_text(json.dumps(facts), "utf-8")


def _remembered(note: Path, facts: dict[str, int]) -> str:
    try:
        kept = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    same = isinstance(kept, dict) and all(kept.get(key) == value for key, value in facts.items())
    return str(kept.get("sha256", "")) if same else ""


def _cure(path: Path, entry: Fetchable) -> str:
    return f"Delete it ({path}) and run `newswright models fetch {entry.name}`."
