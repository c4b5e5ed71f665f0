"""Conversion between the formats of instruction data, row by row, with every loss named and counted.

What a format can hold is the business of `formats/`; here rows are read, written, and what happened to them is counted.
A row that would not come back as it was is written only with its losses named, or not at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from pydantic import Field

from newswright.errors import SettingsError, SetUnreadable
from newswright.instruct.files.parquet import write_rows
from newswright.instruct.files.replacing import replacing, written
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.instruct.formats import FORMATS, Format, FormatOptions, Item, find, recognise
from newswright.instruct.formats.details import unread
from newswright.records import Record

__all__ = ["AUTO", "Conversion", "ConvertOptions", "Example", "Report", "convert"]

AUTO = "auto"
"""The format that a file's first rows show."""
SEEN = 50
"""Rows that `auto` looks at. They must all be of one format."""
SHOWN = 20
"""Rows left out or unreadable that a report lists; the counts have them all."""
TOLD = 1000
"""Rows between two calls of `progress`."""

Row = tuple[str, Mapping[str, object]]


_BETWEEN = {
    ".jsonl": (b"", b"\n", b"\n", b""),
    ".ndjson": (b"", b"\n", b"\n", b""),
    ".json": (b"[\n", b",\n", b"\n]\n", b"[]\n"),
}
"""What stands before, between and behind the rows, and what a file without rows is."""


class ConvertOptions(FormatOptions):
    """How a set is converted."""

    strict: bool = False
    """Whether a row with any loss is left out."""


class Example(Record):
    """One row that a loss happened to."""

    where: str
    what: str


class Report(Record):
    """What became of the rows of a set."""

    from_format: str
    to_format: str
    read: int = 0
    """Rows that the format could be read from."""
    written: int = 0
    exact: int = 0
    """Rows written that come back as they were, without any loss or mending."""
    left_out: int = 0
    """Rows read and not written: the other format cannot hold them, or `strict` refuses the loss."""
    bad: int = 0
    """Rows that could not be read."""
    losses: dict[str, int] = Field(default_factory=dict)
    """What is lost or mended in the rows written: its kind and how often."""
    examples: dict[str, Example] = Field(default_factory=dict)
    """The first of each kind."""
    left_out_rows: tuple[BadRow, ...] = ()
    """The first rows left out, each with the reason."""
    bad_rows: tuple[BadRow, ...] = ()
    """The first rows that could not be read."""


class Conversion:
    """Rows on their way from one format to another. Iterate over it once; `report` is complete at the end."""

    def __init__(
        self,
        rows: Iterable[Row],
        source: Format,
        target: Format,
        *,
        strict: bool = False,
        listener: Callable[[BadRow], None] | None = None,
    ) -> None:
        self._rows = rows
        self.source, self.target = source, target
        self._strict, self._listener = strict, listener
        self._counts: Counter[str] = Counter()
        self._losses: Counter[str] = Counter()
        self._examples: dict[str, Example] = {}
        self._left_out: list[BadRow] = []
        self._bad: list[BadRow] = []

    def bad(self, row: BadRow) -> None:
        """Count a row that could not be read."""
        self._counts["bad"] += 1
        self._list(row, self._bad)

    def _list(self, row: BadRow, shown: list[BadRow]) -> None:
        if len(shown) < SHOWN:
            shown.append(row)
        if self._listener:
            self._listener(row)

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Yield the rows in the other format."""
        for where, row in self._rows:
            losses: list[tuple[str, str]] = []

            def note(kind: str, what: str, losses: list[tuple[str, str]] = losses) -> None:
                losses.append((kind, what))

            item = self._item(where, row, note)
            if item is None:
                continue
            made = self._made(where, item, note, losses)
            if made is not None:
                self._count(where, losses)
                yield made

    def _item(self, where: str, row: Mapping[str, object], note: Callable[[str, str], None]) -> Item | None:
        try:
            item = self.source.read(row, note)
        except ValueError as error:
            self.bad(BadRow(where=where, reason=str(error)))
            return None
        unread(self.source, row, item, note)
        self._counts["read"] += 1
        return item

    def _made(
        self, where: str, item: Item, note: Callable[[str, str], None], losses: list[tuple[str, str]]
    ) -> dict[str, object] | None:
        try:
            made = self.target.write(item, note)
            if self._strict and losses:
                raise ValueError("; ".join(f"{kind}: {what}" for kind, what in losses))
        except ValueError as error:
            self._counts["left_out"] += 1
            self._list(BadRow(where=where, reason=str(error)), self._left_out)
            return None
        return made

    def _count(self, where: str, losses: list[tuple[str, str]]) -> None:
        self._counts["written"] += 1
        if not losses:
            self._counts["exact"] += 1
        for kind, what in losses:
            self._losses[kind] += 1
            if kind not in self._examples:
                self._examples[kind] = Example(where=where, what=what)

    def save(self, path: Path | str, progress: Callable[[int], None] | None = None) -> Report:
        """Write the rows to `path`, a `.jsonl`, `.json` (an array) or `.parquet` file, and return the report.

        The file appears when it is complete, or not at all. `progress` is told the rows written, after every 1,000.

        Raises:
            SettingsError: the suffix is none of these.
            InstructError: the file cannot be written.
        """
        suffix = Path(path).suffix.lower()
        rows = _counted(self, progress)
        if suffix == ".parquet":
            write_rows(path, rows, self.target.columns)
        elif suffix in _BETWEEN:
            _write_json(path, rows, _BETWEEN[suffix])
        else:
            raise SettingsError(
                f"“{path}” does not say its form: it ends in “{suffix}”.", cure="End it in .jsonl, .json or .parquet."
            )
        return self.report

    @property
    def report(self) -> Report:
        """What became of the rows so far."""
        return Report(
            from_format=self.source.name,
            to_format=self.target.name,
            read=self._counts["read"],
            written=self._counts["written"],
            exact=self._counts["exact"],
            left_out=self._counts["left_out"],
            bad=self._counts["bad"],
            losses=dict(self._losses.most_common()),
            examples=self._examples,
            left_out_rows=tuple(self._left_out),
            bad_rows=tuple(self._bad),
        )


def _counted(rows: Iterable[dict[str, object]], progress: Callable[[int], None] | None) -> Iterator[dict[str, object]]:
    count = 0
    for count, row in enumerate(rows, 1):
        yield row
        if progress and not count % TOLD:
            progress(count)
    if progress:
        progress(count)


def _write_json(path: Path | str, rows: Iterable[dict[str, object]], around: tuple[bytes, bytes, bytes, bytes]) -> None:
    begin, between, end, empty = around
    with replacing(path) as file:
        before = begin
        for row in rows:
            written(file, path, before + json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
            before = between
        written(file, path, end if before is between else empty)


def convert(
    source: Path | str,
    from_format: str,
    to_format: str,
    options: ConvertOptions | None = None,
    listener: Callable[[BadRow], None] | None = None,
) -> Conversion:
    """Return the rows of `source` on their way from one format to another. Iterating, or `save`, does the work.

    `listener` is told of every row that cannot be read or is left out; the report lists the first of them. With
    `from_format` `auto` the first rows are read at once.

    Raises:
        SetUnreadable: the source cannot be read, a format is unknown, or `auto` does not recognise the first rows.
    """
    options = options or ConvertOptions()
    early: list[BadRow] = []
    told: list[Callable[[BadRow], None]] = [early.append]
    rows: Iterator[Row] = read_rows(source, lambda row: told[0](row))  # noqa: PLW0108 - who is told changes below
    if from_format == AUTO:
        first = list(islice(rows, SEEN))
        from_format = _recognised(source, first, early)
        rows = chain(first, rows)
    made = Conversion(
        rows, find(from_format, options), find(to_format, options.writing()), strict=options.strict, listener=listener
    )
    told[0] = made.bad
    for row in early:
        made.bad(row)
    return made


def _recognised(source: Path | str, rows: Iterable[Row], bad: Sequence[BadRow]) -> str:
    """Return the one format that all `rows` seem to have."""
    seen: Counter[str] = Counter()
    keys: dict[str, None] = {}
    for _, row in rows:
        seen[recognise(row)] += 1
        keys |= dict.fromkeys(row)
    if len(seen) == 1 and (name := next(iter(seen))):
        return name
    cure = f"Name the format: --from {', '.join(FORMATS)}."
    if not seen:
        first = f" The first: {bad[0].where}: {bad[0].reason}." if bad else ""
        raise SetUnreadable(f"{source} has no row that can be read.{first}", cure=cure)
    if len(seen) == 1:
        told = ", ".join(f"“{key}”" for key in list(keys)[:12])
        raise SetUnreadable(f"The format of {source} is not recognised: its rows have the keys {told}.", cure=cure)
    told = ", ".join(f"{name or 'not recognised'} ({count})" for name, count in seen.most_common())
    raise SetUnreadable(f"The first rows of {source} seem to be of several formats: {told}.", cure=cure)
