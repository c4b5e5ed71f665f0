"""A lock that holds across processes, so that two of them do not download the same file.

The system drops it with its holder, also when that one crashes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


PAUSE = 0.2
"""Seconds between two looks at a lock that another process holds."""


@contextmanager
def held(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file at `path`; call `waiting` once if somebody else has it."""
    with path.open("ab") as file:
        told = False
        while True:
            try:
                _take(file)
                break
            except (BlockingIOError, PermissionError):
                if not told:
                    waiting()
                told = True
                time.sleep(PAUSE)
            except OSError:  # a file system without locks: two downloads at once cost time, not correctness
                break
        yield
