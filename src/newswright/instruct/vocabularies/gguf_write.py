"""A GGUF file copied with other values in its head. All else stays byte for byte: other values, tensors, their order.

The tensors' places are counted from where they begin, so a head of another length moves them together; they are
streamed, whatever their size.
"""

from __future__ import annotations

import errno
import os
import struct
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import BinaryIO

from newswright.errors import DiskFull, ModelMissing
from newswright.models.download import require_room
from newswright.models.gguf import Layout, read_layout

CHUNK = 1 << 20
_BOOL, _NUMBER, _STRING = 7, 4, 8
Value = str | bool | int
"""A text, a truth value, or a number from 0 to 2**32 - 1, such as a token's id."""


def rewrite(source: Path, to: Path, values: Mapping[str, Value], drop: Collection[str] = ()) -> None:
    """Copy the GGUF file `source` to `to`, which appears whole or not at all; `to` may be `source` itself.

    Args:
        source: The file to copy.
        to: The new file; one that is there is replaced.
        values: Values of its head to replace or add, by key.
        drop: Keys to leave out.

    Raises:
        ModelMissing: `source` is not there, or the folder of `to` may not be written to.
        ModelDamaged: `source` is no whole GGUF file.
        DiskFull: there is no room for the copy.
    """
    layout = read_layout(source)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        require_room(to.parent, source.stat().st_size + CHUNK)
        handle, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
        fresh = Path(name)
        try:
            with source.open("rb") as old, os.fdopen(handle, "wb") as new:
                _copy(old, new, layout, values, drop)
                new.flush()
                os.fsync(new.fileno())
            fresh.chmod(source.stat().st_mode & 0o777)
            fresh.replace(to)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    except PermissionError as error:
        raise ModelMissing(f"{to} may not be written ({error.strerror}).", cure="Name another place.") from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFull(
            f"No room in {to.parent} for the copy of {source}.", cure="Free some, or name another."
        ) from error


def _copy(old: BinaryIO, fresh: BinaryIO, layout: Layout, values: Mapping[str, Value], drop: Collection[str]) -> None:
    kept = [key for key in layout.entries if key not in drop]
    added = [key for key in values if key not in layout.entries and key not in drop]
    fresh.write(b"GGUF" + struct.pack("<IQQ", layout.version, layout.tensors, len(kept) + len(added)))
    fresh.writelines(_entry(key, values[key]) if key in values else _bytes(old, *layout.entries[key]) for key in kept)
    fresh.writelines(_entry(key, values[key]) for key in added)
    fresh.write(_bytes(old, *layout.index))
    fresh.write(bytes(-fresh.tell() % layout.alignment))
    old.seek(layout.data)
    while piece := old.read(CHUNK):
        fresh.write(piece)


def _bytes(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _entry(key: str, value: Value) -> bytes:
    if isinstance(value, bool):
        return _text(key) + struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return _text(key) + struct.pack("<II", _NUMBER, value)
    return _text(key) + struct.pack("<I", _STRING) + _text(value)


def _text(value: str) -> bytes:
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data
