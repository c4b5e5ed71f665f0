"""Which file of a set's folder a lesson goes into: by what it is, and by its side of the split."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from newswright.instruct.dividing.leakage import leaks
from newswright.instruct.dividing.split import Side, Split
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rereading import reading
from newswright.instruct.files.sets import line_of
from newswright.instruct.making.card import SetStats
from newswright.records import Lesson, Preference

Teaching = Lesson | Preference
JUDGED = (Side.EVAL, Side.TEST)
"""The sides that judge a model."""


def distribute(items: Iterable[Teaching], done: Split, folder: Path) -> tuple[SetStats, dict[str, dict[str, int]]]:
    """Write each lesson into the file of its kind and side."""
    stats, counts = SetStats(), Counter[tuple[str, str]]()
    with contextlib.ExitStack() as stack:
        files: dict[tuple[str, str], IO[bytes]] = {}
        for item in items:
            side = done.side(item)
            stats.add(item, side)
            key = (_kind(item), side.value)
            if side is not Side.LEFT_OUT:
                if key not in files:
                    files[key] = stack.enter_context(replacing(folder / file_of(*key)))
                files[key].write(line_of(item))
            counts[key] += 1
    table: dict[str, dict[str, int]] = {}
    for (kind, side_name), count in sorted(counts.items()):
        table.setdefault(kind, {})[side_name] = count
    return stats, table


def _kind(item: Teaching) -> str:
    if isinstance(item, Preference):
        return "preferences"
    return "texts" if len(item.messages) == 1 else "lessons"


def count_leaks(folder: Path) -> int:
    """Count what the training files share with those that judge: none is expected, so the search is a check."""

    def sides(*wanted: Side) -> Iterator[Teaching]:
        for side in wanted:
            for path in sorted(folder.glob(f"*{side.value}.jsonl")):
                yield from reading(path)()

    return sum(1 for _ in leaks(lambda: sides(Side.TRAIN), lambda: sides(*JUDGED)))


def file_of(kind: str, side: str) -> str:
    """Return the name of the file of a kind and a side."""
    return f"{side}.jsonl" if kind == "lessons" else f"{kind}-{side}.jsonl"
