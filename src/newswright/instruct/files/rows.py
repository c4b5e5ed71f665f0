"""Rows of a set, one at a time, from JSONL, a JSON array, Parquet, a folder of these, or a Hugging Face dataset.

A row is a mapping with its place; what its keys mean is the business of `sets.py` and `formats/`. A row that cannot be
read goes to the listener `bad` with its place and reason, and the rest goes on. Nothing is read whole: JSONL by lines,
an array by blocks, Parquet by record batches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from newswright.errors import MissingExtra, SetUnreadable
from newswright.instruct.extra import need
from newswright.instruct.files.document import ROW_LIMIT, elements
from newswright.records import Record

__all__ = ["BadRow", "read_rows"]

Row = tuple[str, Mapping[str, object]]
"""A row's place and the row."""
HUB = "hf:"
SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet")
NOT_SETS = frozenset({"manifest.json", "dataset_info.json", "dataset_infos.json", "state.json"})
"""Files that stand beside a set in a folder and say something about it."""
HEAD = 4096
BATCH = 1000
"""Rows of Parquet held at once."""
_LINES = {".jsonl", ".ndjson"}
_CURE = "Give JSONL with one row a line, a JSON array of rows, Parquet, or a folder of these."
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2"}


class BadRow(Record):
    """A row that cannot be read."""

    where: str
    """`file.jsonl:12` is a line (the first is 1), `file.json[3]` an element of an array (the first is 0)."""
    reason: str


Bad = Callable[[BadRow], None]


def read_rows(source: Path | str, bad: Bad) -> Iterator[Row]:
    """Yield the place and the mapping of every row of `source`: a file, a folder, or `hf:owner/name[:split]`.

    A byte order mark, blank lines and CRLF are accepted. Malformed JSON, bytes that are not UTF-8 and rows that are no
    object go to `bad`. A folder's files are read in the order of their paths, without hidden ones and `NOT_SETS`.

    Raises:
        SetUnreadable: nothing is there, or it is empty, HTML, packed, or of no known form.
        MissingExtra: Parquet without pyarrow, or a dataset by name without the package `datasets`.
    """
    if isinstance(source, str) and source.startswith(HUB):
        yield from _hub_rows(source, bad)
        return
    path = Path(source)
    if path.is_dir():
        for file in _files(path):
            yield from _file_rows(file, file.relative_to(path).as_posix(), bad, in_folder=True)
    else:
        yield from _file_rows(path, path.name, bad, in_folder=False)


def _files(folder: Path) -> list[Path]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.name not in NOT_SETS
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )
    if not found:
        raise SetUnreadable(f"The folder {folder} has no set: no file ends in {', '.join(SUFFIXES)}.", cure=_CURE)
    return found


def _file_rows(path: Path, name: str, bad: Bad, *, in_folder: bool) -> Iterator[Row]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise SetUnreadable(f"There is no file {path}.", cure="Check the path.") from None
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else error
        raise SetUnreadable(f"{path} cannot be read: {told}.", cure="Check the path and its permissions.") from None
    with file:
        head = _head(file, path)
        if head.startswith(b"PAR1"):
            yield from _parquet_rows(file, path, name, bad)
        elif _is_lines(head, path):
            yield from _line_rows(file, name, bad)
        else:
            yield from _document_rows(file, path, name, bad, in_folder=in_folder)


def _head(file: BinaryIO, path: Path) -> bytes:
    """Return the first bytes that are not white space, and refuse what is certainly no set."""
    head = raw = file.read(HEAD)
    while raw and not head.removeprefix(b"\xef\xbb\xbf").strip():
        head = raw = file.read(HEAD)
    file.seek(0)
    if not head:
        raise SetUnreadable(f"{path} is empty.", cure=_CURE)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SetUnreadable(f"{path} is UTF-16.", cure="Save it as UTF-8.")
    for magic, kind in _PACKED.items():
        if head.startswith(magic):
            raise SetUnreadable(f"{path} is packed ({kind}).", cure="Unpack it first.")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        raise SetUnreadable(
            f"{path} is HTML or XML, no set; it begins with {_shown(head)}.",
            cure="A download may have brought a web page in place of the file. " + _CURE,
        )
    if path.suffix.lower() not in _LINES and not head.startswith((b"{", b"[", b"PAR1")):
        raise SetUnreadable(f"{path} is neither JSON nor Parquet; it begins with {_shown(head)}.", cure=_CURE)
    return head


def _shown(head: bytes) -> str:
    return repr(head[:40].decode("utf-8", "replace"))


def _is_lines(head: bytes, path: Path) -> bool:
    """Tell JSONL from one JSON document: by the suffix, or by a first line that is a row by itself."""
    if path.suffix.lower() in _LINES:
        return True
    if not head.startswith(b"{"):
        return False
    first, ended, rest = head.partition(b"\n")
    if not ended:
        # A first line longer than the head is a row of JSONL too, unless the document is a mapping with a list `data`.
        return len(head) >= HEAD - 3 and b'"data"' not in head
    found = _parsed(first)
    if found is None:  # a document over several lines, or JSONL with a damaged first line
        return isinstance(_parsed(rest.lstrip().partition(b"\n")[0]), dict)
    return bool(rest.strip()) and not isinstance(found.get("data"), list)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


# -- JSONL --


def _line_rows(file: BinaryIO, name: str, bad: Bad) -> Iterator[Row]:
    number = 0
    while line := file.readline(ROW_LIMIT):
        number += 1
        where = f"{name}:{number}"
        if len(line) == ROW_LIMIT and not line.endswith(b"\n"):
            bad(BadRow(where=where, reason=f"the line is longer than {ROW_LIMIT:,} bytes"))
            while line and not line.endswith(b"\n"):
                line = file.readline(ROW_LIMIT)
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            bad(BadRow(where=where, reason=_fault(error)))
            continue
        if fault := misfit(row, b"\\u" in line):
            bad(BadRow(where=where, reason=fault))
        else:
            yield where, row


def _fault(error: ValueError | RecursionError) -> str:
    """Say what is wrong with a line that cannot be parsed."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} (0x{error.object[error.start]:02x}) is not valid UTF-8"
    if isinstance(error, json.JSONDecodeError):
        cut = error.pos >= len(error.doc.rstrip())
        found = "the line ends here" if cut else repr(error.doc[error.pos : error.pos + 20])
        return f"not valid JSON at character {error.pos + 1}: {error.msg} ({found})"
    return f"JSON that cannot be read: {error}"


def misfit(row: object, escaped: bool) -> str:
    """Say why a parsed value is no row; "" where it is one. `escaped`: it may hold characters by their number."""
    if not isinstance(row, dict):
        return f"{_kind(row)}, not an object"
    if escaped:
        try:
            json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            return f"it has half a character (U+{ord(error.object[error.start]):04X}), which UTF-8 cannot hold"
    return ""


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")


# -- one JSON document --


def _document_rows(file: BinaryIO, path: Path, name: str, bad: Bad, *, in_folder: bool) -> Iterator[Row]:
    number = 0
    for found in elements(file):
        where = f"{name}[{found.place}]" if found.place >= 0 else name
        if found.fault:
            if not number:
                raise SetUnreadable(f"{path} is not valid JSON: {found.fault}.", cure=_CURE)
            bad(BadRow(where=where, reason=f"{found.fault}; the rest of the file cannot be read"))
        elif fault := misfit(found.value, escaped=True):
            bad(BadRow(where=where, reason=fault))
        elif found.place < 0 and in_folder:
            bad(BadRow(where=where, reason="the file is one object without a list “data”, no set"))
        else:
            yield where, found.value
        number += 1
    if not number:
        raise SetUnreadable(f"{path} has no rows.", cure=_CURE)


# -- Parquet --


def _parquet_rows(file: BinaryIO, path: Path, name: str, bad: Bad) -> Iterator[Row]:
    arrow, parquet = need("pyarrow"), need("pyarrow.parquet")
    try:
        opened = parquet.ParquetFile(file)
    except (arrow.ArrowException, OSError) as error:
        raise SetUnreadable(f"{path} is damaged Parquet: {error}.", cure="Fetch or make the file again.") from None
    if not opened.metadata.num_rows:
        raise SetUnreadable(f"{path} has no rows.", cure=_CURE)
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=BATCH, use_threads=False):
            for row in batch.to_pylist():
                yield f"{name}[{number}]", _present(row)
                number += 1
    except (arrow.ArrowException, OSError) as error:
        reason = f"damaged Parquet: {error}; the rest of the file cannot be read"
        bad(BadRow(where=f"{name}[{number}]", reason=reason))


def _present(value: Any) -> Any:
    """Return `value` without the nulls that stand in Parquet for what is absent."""
    if isinstance(value, dict):
        return {key: _present(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_present(one) for one in value]
    return value


# -- a dataset by its name --


def _hub_rows(source: str, bad: Bad) -> Iterator[Row]:
    name, _, split = source.removeprefix(HUB).partition(":")
    split = split or "train"
    try:
        from datasets import load_dataset  # noqa: PLC0415 - wanted for hf: only
    except ImportError as error:
        raise MissingExtra(
            f"“{source}” needs the package “datasets”, which cannot be imported: {error}.",
            cure="Install it with: pip install datasets. Or download the set and give its files.",
        ) from error
    number = 0
    try:
        for row in load_dataset(name, split=split, streaming=True):
            where = f"{HUB}{name}:{split}[{number}]"
            number += 1
            if fault := misfit(row, escaped=False):
                bad(BadRow(where=where, reason=fault))
            else:
                yield where, _present(row)
    except (OSError, ValueError, RuntimeError) as error:  # what `datasets` and its HTTP client raise derives from these
        raise SetUnreadable(
            f"The dataset “{name}” (split “{split}”) cannot be read: {error}.",
            cure="Check the name, the split and that the hub can be reached; or download it and give its files.",
        ) from error
