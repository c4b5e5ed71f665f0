"""A set in JSONL cut into blocks of whole lines by its bytes: what processes share out among themselves.

Where a block begins depends on the file alone, so a run that goes on after a kill finds the same blocks. The one pass
that finds them also gives the file's SHA-256. What the lines mean is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from newswright.errors import SetUnreadable
from newswright.instruct.files.document import ROW_LIMIT
from newswright.records import Record

CHUNK = 1 << 20
SMALLEST, LARGEST = 1 << 20, 1 << 22
"""Bytes of a block. Measured from 0.5 to 8 MiB: the speed is the same, a process needs 25 MB more for 4 MiB than for 1,
and 60 MB more for 8."""
BLOCKS = 32
"""Blocks that a set is cut into where these limits allow it: the last ones then keep several processes busy alike."""


class Block(NamedTuple):
    """Whole lines of a file."""

    number: int
    """From 0."""
    start: int
    """First byte."""
    end: int
    """One past its last byte."""
    line: int
    """Number of its first line in the file, from 1."""


class Scan(Record):
    """What one pass over a file tells."""

    sha256: str
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds: a file that is changed while it is read is noticed by this and its size."""
    lines: int
    blocks: tuple[Block, ...]


def scan(path: Path, progress: Callable[[int, int], None]) -> Scan:
    """Cut the file at `path` into blocks. `progress` is told the bytes read and those of the file.

    Raises:
        SetUnreadable: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _scanned(file, path, progress)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> SetUnreadable:
    """Return what to tell of a file that the system will not read."""
    return SetUnreadable(
        f"{path} cannot be read: {error.strerror or error}.", cure="Check the path, its permissions and the disk."
    )


def changed(path: Path, found: Scan) -> bool:
    """Say whether the file at `path` is another one than `found` was made of, by its size and time."""
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) != (found.size, found.modified)


def _scanned(file: BinaryIO, path: Path, progress: Callable[[int, int], None]) -> Scan:
    stat = path.stat()
    step = min(max(stat.st_size // BLOCKS, SMALLEST), LARGEST)
    whole = hashlib.sha256()
    blocks: list[Block] = []
    start, line, lines, offset = 0, 1, 0, 0
    ended = True
    while chunk := file.read(CHUNK):
        whole.update(chunk)
        seen = 0
        while (at := chunk.find(b"\n", max(start + step - 1 - offset, seen))) >= 0:
            lines += chunk.count(b"\n", seen, at + 1)
            seen = at + 1
            blocks.append(Block(len(blocks), start, offset + seen, line))
            start, line = offset + seen, lines + 1
        lines += chunk.count(b"\n", seen)
        ended = chunk.endswith(b"\n")
        offset += len(chunk)
        progress(offset, stat.st_size)
    if offset > start:
        blocks.append(Block(len(blocks), start, offset, line))
    return Scan(
        sha256=whole.hexdigest(),
        size=offset,
        modified=stat.st_mtime_ns,
        lines=lines + (not ended),
        blocks=tuple(blocks),
    )


def lines(path: Path, block: Block) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each line of `block` that is not blank. A byte order mark is taken off.

    A line longer than `ROW_LIMIT` comes as its first `ROW_LIMIT` bytes, without a line end: the caller is to refuse it.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(block.start)
        number, at = block.line, block.start
        while at < block.end and (line := file.readline(ROW_LIMIT)):
            at += len(line)
            rest = line
            while len(rest) == ROW_LIMIT and not rest.endswith(b"\n"):
                rest = file.readline(ROW_LIMIT)
                at += len(rest)
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace() and line:
                yield number, line
            number += 1
