"""A block of a set rendered into its part: what one process does at a time.

Nothing here knows of other blocks, so they can be made in any order, in any process, and again.
"""

from __future__ import annotations

import gc
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import ValidationError

from newswright.errors import Unrenderable
from newswright.instruct.files.document import ROW_LIMIT
from newswright.instruct.files.rows import misfit
from newswright.instruct.files.sets import teaching_of
from newswright.instruct.preparing.blocks import Block, lines
from newswright.instruct.preparing.parts import Column, LeftOut, Tally, encoded, labels, put
from newswright.instruct.rendering.render import IGNORED, Renderer, RenderOptions
from newswright.instruct.rendering.template import Template
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.instruct.vocabularies.words import Words
from newswright.records import Lesson, Message, Preference, Role

Kind = Literal["lesson", "preference"]
TOGETHER = 250
"""Lessons encoded in one call. Measured from 250 to 1,000: the speed is the same, and 1,000 take 12 MB more."""
BINS = 32
"""Bins of the histogram of lengths."""


class Press(NamedTuple):
    """What every block of a run is rendered with. It can be sent to another process."""

    source: Path
    out: Path
    kind: Kind
    plan: str
    """Digest of the plan."""
    template: Template
    vocabulary: Vocabulary
    options: RenderOptions


def part_name(number: int) -> str:
    """Return the file name of the part of block `number`."""
    return f"part-{number:05}.parquet"


class Pressman:
    """Renders blocks, one after the other."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.bin = max(press.options.length // BINS, 1)

    def __getstate__(self) -> dict[str, object]:
        return {"press": self.press, "bin": self.bin}  # another process makes a renderer of its own

    @cached_property
    def renderer(self) -> Renderer:
        """The one renderer."""
        return Renderer(self.press.template, Words.of(self.press.vocabulary), self.press.options)

    def make(self, block: Block) -> Tally:
        """Write the part of `block` and return its tally. Raises OSError."""
        with _without_collector():
            return self._made(block)

    def _made(self, block: Block) -> Tally:
        made = _Lessons(self, block) if self.press.kind == "lesson" else _Preferences(self, block)
        for batch in _batched(self._items(block, made.bad)):
            made.add(batch)
        tally = made.tally()
        put(self.press.out / part_name(block.number), encoded(made.columns(), made.names, tally))
        return tally

    def _items(self, block: Block, bad: list[LeftOut]) -> Iterator[_Item]:
        name, kind = self.press.source.name, self.press.kind
        for number, line in lines(self.press.source, block):
            where = f"{name}:{number}"
            try:
                yield where, item_of(line, kind)
            except ValueError as error:
                bad.append(LeftOut(where=where, reason=str(error)))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let Python not look for cycles, which rendering has none of: measured, looking takes 16% of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


_Item = tuple[str, Lesson | Preference]


def _batched(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    while batch := list(itertools.islice(items, TOGETHER)):
        yield batch


def item_of(line: bytes, kind: Kind) -> Lesson | Preference:
    """Return the lesson or preference that a line of a set is.

    Raises:
        ValueError: it is not one of this kind; the text says why.
    """
    wanted = Lesson if kind == "lesson" else Preference
    if len(line) == ROW_LIMIT and not line.endswith(b"\n"):
        raise ValueError(f"the line is longer than {ROW_LIMIT:,} bytes")
    try:
        return wanted.model_validate_json(line)
    except ValidationError:
        pass  # the slow way finds out what is wrong with it, in the words of `sets.py`
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} (0x{line[error.start]:02x}) is not valid UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON: {error}") from None
    if fault := misfit(row, b"\\u" in line):
        raise ValueError(fault)
    item = teaching_of(row)
    if not isinstance(item, wanted):
        raise ValueError(f"a {type(item).__name__.lower()} in a set of {kind}s")
    return item


class _Made:
    """Rows of a block so far."""

    def __init__(self, by: Pressman, block: Block) -> None:
        self.by, self.block = by, block
        self.names: list[str] = []
        self.bad: list[LeftOut] = []
        self.left: list[LeftOut] = []
        self.counts: Counter[str] = Counter()
        self.lengths: Counter[int] = Counter()

    def add(self, batch: list[_Item]) -> None:
        """Render a batch."""
        raise NotImplementedError

    def columns(self) -> dict[str, Column]:
        """Return the columns of token ids."""
        raise NotImplementedError

    def count(self, name: str, length: int) -> None:
        """Count a row of so many tokens of the lesson `name`."""
        self.names.append(name)
        self.lengths[-(-length // self.by.bin) * self.by.bin] += 1

    def tally(self) -> Tally:
        return Tally(
            plan=self.by.press.plan,
            block=self.block.number,
            rows=len(self.names),
            **self.counts,
            lengths=dict(sorted(self.lengths.items())),
            bad=tuple(self.bad),
            left=tuple(self.left),
        )


class _Lessons(_Made):
    def __init__(self, by: Pressman, block: Block) -> None:
        super().__init__(by, block)
        self.ids = Column()
        self.trained: list[tuple[int, int]] = []

    def add(self, batch: list[_Item]) -> None:
        lessons = [item for _, item in batch if isinstance(item, Lesson)]
        for (where, _), made in zip(batch, self.by.renderer.batch(lessons), strict=True):
            self.counts["neutralised"] += made.neutralised
            if made.left:
                self.left.append(LeftOut(where=where, id=made.lesson, reason=made.left))
                continue
            self.counts.update(lessons=1, cut=made.cut, shortened=made.cut > 0)
            for row in made.rows:
                start = len(self.ids.values)
                self.ids.add(row.ids)
                self.trained += [(start + first, start + end) for first, end in row.trained]
                self.count(made.lesson, len(row.ids))

    def columns(self) -> dict[str, Column]:
        return {"input_ids": self.ids, "labels": labels(self.ids, self.trained, IGNORED)}

    def tally(self) -> Tally:
        self.counts["tokens"] = len(self.ids.values)
        self.counts["trained"] = sum(end - start for start, end in self.trained)
        return super().tally()


class _Preferences(_Made):
    def __init__(self, by: Pressman, block: Block) -> None:
        super().__init__(by, block)
        self.prompt, self.chosen, self.rejected = Column(), Column(), Column()

    def add(self, batch: list[_Item]) -> None:
        for where, item in batch:
            if isinstance(item, Preference):
                self._add(where, item)

    def _add(self, where: str, item: Preference) -> None:
        try:
            pair = self.by.renderer.pair(item)
        except Unrenderable as error:
            reason = error.what.removeprefix(f"Preference {item.id}: ").removesuffix(".")
            self.left.append(LeftOut(where=where, id=item.id, reason=reason))
            return
        self.prompt.add(pair.prompt)
        self.chosen.add(pair.chosen)
        self.rejected.add(pair.rejected)
        self.counts.update(lessons=1, neutralised=self._marks(item))
        self.count(item.id, len(pair.prompt) + max(len(pair.chosen), len(pair.rejected)))

    def _marks(self, item: Preference) -> int:
        answers = [Message(role=Role.ASSISTANT, content=text) for text in (item.chosen, item.rejected)]
        return sum(self.by.renderer.marks.cleaned(message)[1] for message in (*item.prompt, *answers))

    def columns(self) -> dict[str, Column]:
        return {"prompt_ids": self.prompt, "chosen_ids": self.chosen, "rejected_ids": self.rejected}

    def tally(self) -> Tally:
        self.counts["trained"] = len(self.chosen.values) + len(self.rejected.values)
        self.counts["tokens"] = len(self.prompt.values) + self.counts["trained"]
        return super().tally()
