"""A large file over HTTP: streamed to disk, taken up where it broke off, checked when whole."""

from __future__ import annotations

import errno
import hashlib
import shutil
from pathlib import Path

import httpx

from newswright.errors import DiskFull, ModelDamaged
from newswright.models.index import Placed, shown
from newswright.progress import Progress


class WrongContent(ModelDamaged):
    """What was downloaded is not the file that the index announced."""

    resumed = False
    """True where its beginning came from an earlier attempt: another one from the start may do."""


def download(client: httpx.Client, placed: Placed, part: Path, limit: int, progress: Progress) -> None:
    """Load `placed` into the file `part`, going on behind what `part` has already.

    Args:
        client: sends the requests.
        placed: the file wanted.
        part: where to; kept when the connection breaks, deleted when its content is wrong.
        limit: bytes beyond which the file cannot be the right one.
        progress: told the bytes so far.

    Raises:
        httpx.HTTPError: the connection broke, or the server answered with an error.
        WrongContent: the SHA-256 differs or the file is too long.
        DiskFull: no room left.
    """
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", placed.url, headers=headers) as answer:
        if answer.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:  # that is: `part` is whole already
            answer.raise_for_status()
            have = have if _continues(answer, have) else 0
            _write(answer, part, have, limit, progress)
    _require(part, placed, resumed=have > 0)


def require_room(folder: Path, needed: int) -> None:
    """Check that `folder` has room for `needed` bytes.

    Raises:
        DiskFull: it has not.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise _full(folder, f"{needed / 1e6:.0f} MB are needed for the model, {free / 1e6:.0f} MB are free")


def _continues(answer: httpx.Response, have: int) -> bool:
    span = answer.headers.get("content-range", "")
    return answer.status_code == httpx.codes.PARTIAL_CONTENT and span.startswith(f"bytes {have}-")


def _write(answer: httpx.Response, part: Path, have: int, limit: int, progress: Progress) -> None:
    length = answer.headers.get("content-length", "")
    total = have + int(length) if length.isdigit() else limit
    try:
        with part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_bytes():
                have += len(chunk)
                if have > limit:
                    break
                file.write(chunk)
                progress("Fetching the model", have, max(total, have))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise _full(part.parent, "the disk filled up during the download") from error
    if have > limit:
        part.unlink()
        raise WrongContent(f"{shown(str(answer.url))} sends more than the {limit:,} bytes it should have.", cure=_CURE)


def _require(part: Path, placed: Placed, *, resumed: bool) -> None:
    if not placed.sha256:
        return
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != placed.sha256:
        part.unlink()
        wrong = WrongContent(
            f"The download of {shown(placed.url)} is damaged: its SHA-256 is {found}, the index says {placed.sha256}.",
            cure=_CURE,
        )
        wrong.resumed = resumed
        raise wrong


def _full(folder: Path, why: str) -> DiskFull:
    return DiskFull(f"No room in {folder}: {why}.", cure="Free some, or set `cache` in [model] to a folder with more.")


_CURE = "Run `newswright models fetch` again; if it stays so, use another `index_url` in [model]."
