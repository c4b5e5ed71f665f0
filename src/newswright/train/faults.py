"""What the system refuses during a run, told to its user with the setting to change."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newswright.errors import DiskFull, OutOfMemory, TrainError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_MEMORY = ("out of memory", "can't allocate memory", "not enough memory", "defaultcpuallocator")
_DISK = ("no space left", "disk quota exceeded", "enforce fail at inline_container", "file write failed")
CURE = (
    'Halve pass_tokens, or set checkpointing = "on"; less memory still: a smaller length, weights = "lora" or "qlora". '
    "--resume does not take other settings: begin in another folder."
)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn the system's refusals into errors with a cure; whatever happens, the last whole checkpoint stays."""
    try:
        yield
    except MemoryError as error:
        raise OutOfMemory("There is too little memory for this run.", cure=CURE) from error
    except OSError as error:
        if error.errno in _FULL:
            raise _full(folder) from error
        raise TrainError(
            f"{error.filename or folder} cannot be read or written: {error.strerror or error}.",
            cure="Check its permissions and the disk; --resume goes on from the last checkpoint.",
        ) from error
    except RuntimeError as error:  # torch.OutOfMemoryError is one
        text = str(error).casefold()
        if any(mark in text for mark in _MEMORY):
            raise OutOfMemory(f"The device has too little memory: {_first(error)}.", cure=CURE) from error
        if any(mark in text for mark in _DISK):
            raise _full(folder) from error
        raise


def _full(folder: Path) -> DiskFull:
    return DiskFull(
        f"There is no room left for the run in {folder}.",
        cure="Free some space, or lower `keep`, and go on with --resume: the last whole checkpoint stays.",
    )


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")[:200]
