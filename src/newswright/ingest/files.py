"""Saved wire: a mediastack response, a JSON array of rows, or JSONL with one row a line.

A file is looked over once, which gives its SHA-256 and its encoding, and read a second time, which gives its items; so
every item names its snapshot from the first batch on. JSONL is read line by line, at any size in the same memory; a
single JSON document is read whole. Storing is the newsroom's.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from newswright.errors import IngestError, NotTheWire, TooLarge
from newswright.ingest.batch import BadRow, Batch
from newswright.ingest.document import HEAD, Census, decode, json_problem, marked_encoding, not_json, parse
from newswright.ingest.options import IngestOptions
from newswright.ingest.refusals import refusal
from newswright.ingest.rows import BODY_KEYS, read_rows, shown

__all__ = ["BATCH", "FEED", "Batch", "read_file", "read_items"]

FEED = "file"
BATCH = 1000
"""Rows handed on at once."""
BLOCK = 1 << 20
"""Bytes held of a file that is looked over."""

Told = Callable[[int, int], None]
"""Told how many bytes are read, and how many there are."""
Row = tuple[str, object]
"""A row's place and what stands there: anything that JSON can say, or a `BadRow`."""

_LINES = {".jsonl", ".ndjson", ".jsonlines"}
_UTF8 = "Save it as UTF-8 (UTF-16 with a byte order mark and Windows-1252 are read too)."
_CURE = "Give a saved mediastack response, a JSON array of rows, or JSONL with one row a line; see docs/ingest.md."


class _Survey(NamedTuple):
    """What a first look at a file tells."""

    path: Path
    size: int
    """Bytes."""
    sha256: str
    encoding: str


def read_items(path: Path | str, options: IngestOptions | None = None, progress: Told | None = None) -> Iterator[Batch]:
    """Read a file of saved wire, in batches of at most 1,000 rows.

    `Batch.path` is the file and `Batch.snapshot` its SHA-256; `Batch.raw` is None.
    Malformed lines of JSONL and rows that cannot become an item are listed in `Batch.bad_rows`; the rest goes on.

    Raises:
        IngestError: the file is missing, no regular file, unreadable, or changed while it was read; or it is a saved
            error of the service, which raises the class that the live one does.
        TooLarge: it has more bytes than `options.max_file_bytes`.
        NotTheWire: it is empty, HTML, broken off, malformed, undecodable, or JSON of another kind.
    """
    survey = _survey(Path(path), options or IngestOptions())
    tell = progress or _silent
    with _opened(survey.path) as file:
        if _streams(file, survey):
            hasher = hashlib.sha256()
            rows = _rows_of_lines(_hashed(file, hasher), survey)
            yield from _batches(rows, survey, lambda: tell(file.tell(), survey.size))
            sha256 = hasher.hexdigest()
        else:
            raw = file.read()
            sha256 = hashlib.sha256(raw).hexdigest()
            yield from _batches(_rows_of_text(raw, survey), survey, lambda: tell(survey.size, survey.size))
    if sha256 != survey.sha256:
        raise IngestError(f"{path} changed while it was read.", cure="Read it again when it is complete.")


def read_file(path: Path | str, options: IngestOptions | None = None) -> Batch:
    """Read a whole file as one batch, with its bytes in `Batch.raw`. Raises what `read_items` raises."""
    batches = list(read_items(path, options))
    return Batch(
        items=tuple(item for batch in batches for item in batch.items),
        bad_rows=tuple(row for batch in batches for row in batch.bad_rows),
        feed=FEED,
        snapshot=batches[0].snapshot,
        raw=Path(path).read_bytes(),
        path=Path(path),
    )


# -- the first look --


def _survey(path: Path, options: IngestOptions) -> _Survey:
    size, hasher, census = _size(path, options.max_file_bytes), hashlib.sha256(), Census()
    with _opened(path) as file:
        head = file.read(HEAD)
        file.seek(0)
        while block := file.read(BLOCK):
            hasher.update(block)
            census.add(block)
        census.add(b"", last=True)
    return _Survey(path, size, hasher.hexdigest(), marked_encoding(head) or census.encoding)


def _size(path: Path, limit: int) -> int:
    """Return the size of a regular file within `limit`."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise IngestError(f"There is no file {path}.", cure="Check the path.") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(found.st_mode):
        raise IngestError(f"{path} is a folder.", cure=f"Name the files in it: {path}/*.json")
    if not stat.S_ISREG(found.st_mode):
        raise IngestError(f"{path} is no regular file, so it cannot be read twice.", cure="Save it to a file first.")
    if found.st_size > limit:
        raise TooLarge(
            f"{path} has {found.st_size:,} bytes; the limit is {limit:,} (ingest.max_file_bytes).",
            cure="Split it (`split -C 200m` cuts JSONL at line ends), or raise ingest.max_file_bytes.",
        )
    if not found.st_size:
        raise NotTheWire(f"{path} is empty.", cure=_CURE)
    return found.st_size


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> IngestError:
    told = error.strerror if isinstance(error, OSError) else error
    return IngestError(f"{path} cannot be read: {told}.", cure="Check the path and its permissions.")


def _silent(read: int, of: int) -> None:
    """Stand in where nobody listens."""


# -- the form --


def _streams(file: BinaryIO, survey: _Survey) -> bool:
    """Say whether to read line by line, and leave `file` at its beginning."""
    lines = (line.decode(survey.encoding, "replace").strip("\ufeff \t\r\n") for line in file)
    streams = survey.encoding in {"utf-8", "utf-8-sig", "cp1252"} and _is_jsonl(
        list(islice(filter(None, lines), 2)), survey.path
    )
    file.seek(0)
    return streams


def _is_jsonl(lines: list[str], path: Path) -> bool:
    """Tell JSONL from a single document by its first two lines that are not blank."""
    if not lines or not_json(lines[0]):
        return False
    first, second, named = lines[0], lines[1] if len(lines) > 1 else "", path.suffix.lower() in _LINES
    if not second and not named:
        return False
    found = _loaded(first)
    if isinstance(found, BadRow):
        # A document over several lines, or JSONL whose first line is damaged.
        return named or (first[-1] not in "[{,:" and isinstance(_loaded(second), Mapping))
    if second:
        return True
    return isinstance(found, Mapping) and not isinstance(found.get("data"), list) and refusal(found) is None


# -- rows --


def _hashed(file: BinaryIO, hasher: hashlib._Hash) -> Iterator[bytes]:
    while line := file.readline():
        hasher.update(line)
        yield line


def _rows_of_lines(lines: Iterable[bytes], survey: _Survey) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        where = f"line {number}"
        try:
            text = line.decode(survey.encoding).strip("\ufeff \t\r\n")
        except UnicodeDecodeError as error:
            reason = f"byte {error.start} (0x{line[error.start]:02x}) is not valid {survey.encoding.upper()}"
            yield where, BadRow(where=where, reason=reason)
            continue
        if text:
            yield from _rows_of_line(text, where)


def _rows_of_line(text: str, where: str) -> Iterator[Row]:
    """Yield a line's row, or its rows where the line is a whole response."""
    found = _loaded(text, where)
    if isinstance(found, Mapping) and isinstance(found.get("data"), list):
        yield from ((f"{where}, data[{n}]", row) for n, row in enumerate(found["data"]))
    elif refused := refusal(found):
        yield where, BadRow(where=where, reason=f"a saved error of the service: {refused.said}")
    else:
        yield where, found


def _loaded(text: str, where: str = "") -> object:
    """Parse one line; what cannot be parsed is a `BadRow`."""
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError as error:
        return BadRow(where=where, reason=json_problem(text, error))
    except (RecursionError, ValueError) as error:
        return BadRow(where=where, reason=f"JSON that cannot be read: {error}")
    return found


def _rows_of_text(raw: bytes, survey: _Survey) -> Iterator[Row]:
    """Yield the rows of a document that is read whole."""
    text = decode(raw, str(survey.path), cure=_UTF8)
    lines = [line for line in text.splitlines() if line.strip("\ufeff \t")]
    if _is_jsonl([line.strip("\ufeff \t") for line in lines[:2]], survey.path):
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield from _rows_of_line(line.strip(), f"line {number}")
        return
    document = parse(text, str(survey.path), cure=_CURE)
    if refused := refusal(document):
        raise refused.error(f"{survey.path} is a saved error of the service")
    if isinstance(document, Mapping):
        if isinstance(document.get("data"), list):
            document = document["data"]
        elif document.keys() & {"title", "description", *BODY_KEYS}:
            document = [document]
    if not isinstance(document, list):
        raise NotTheWire(f"{survey.path} is JSON, but has no list “data”: {shown(document)}", cure=_CURE)
    yield from ((f"data[{n}]", row) for n, row in enumerate(document))


def _batches(rows: Iterator[Row], survey: _Survey, tell: Callable[[], None]) -> Iterator[Batch]:
    """Hand rows on in batches; always at least one, so that an empty response leaves its trace too."""
    first = True
    while (part := list(islice(rows, BATCH))) or first:
        if first and part and not any(isinstance(row, Mapping) for _, row in part):
            raise NotTheWire(f"{survey.path} has no rows: {_fault(part[0])}.", cure=_CURE)
        made = read_rows(part, snapshot=survey.sha256, feed=FEED)
        yield Batch(made.items, made.bad_rows, feed=FEED, snapshot=survey.sha256, path=survey.path)
        first = False
        tell()


def _fault(row: Row) -> str:
    where, found = row
    return f"{where}: {found.reason}" if isinstance(found, BadRow) else f"{where} is no object: {shown(found)}"
