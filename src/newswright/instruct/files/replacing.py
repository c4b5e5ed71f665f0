"""A file that appears when it is complete, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from newswright.errors import InstructError


@contextmanager
def replacing(path: Path | str) -> Iterator[IO[bytes]]:
    """Open a file beside `path` that takes its place when the block ends well, and is removed when it does not.

    Raises:
        InstructError: it cannot be written.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    try:
        with file:
            yield file
        _take_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def written(file: IO[bytes], path: Path | str, data: bytes) -> None:
    """Write `data` to a file that `replacing` opened for `path`.

    Raises:
        InstructError: there is no room left, or the disk fails.
    """
    try:
        file.write(data)
    except OSError as error:
        raise _unwritable(Path(path), error) from error


def _take_place(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError | ValueError) -> InstructError:
    told = error.strerror if isinstance(error, OSError) else error
    return InstructError(f"{path} cannot be written: {told}.", cure="Check the folder, its permissions and its room.")
