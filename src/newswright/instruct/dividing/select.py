"""Keeps the best N lessons of a set: quality over quantity, each adding something, near-copies never both.

Each next lesson is the one of the highest score times what it says that is not yet said (lazy greedy over pairs of
content words); the tasks keep their shares. `random` draws a control set of the same size and shares instead. Scores
are `instruct.scores`'; writing the kept lessons and the scores is the caller's.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush, nsmallest
from itertools import pairwise
from typing import TypeVar

from pydantic import Field

from newswright.instruct.dividing.leakage import Reread, answers
from newswright.instruct.dividing.scores import WEIGHTS, Length, Score, Support, Usual, score
from newswright.records import Record, Teaching
from newswright.text.words import content_stems

_Kind = TypeVar("_Kind", bound=Teaching)

FEATURES = 32
"""Pairs of neighbouring content words kept of an answer: those of the smallest checksums, a sketch of what it says."""
KEYS = 8
"""Of these, the smallest by which near-copies meet: two answers that share half of their pairs miss each other in
fewer than one case in two hundred."""
_CELLS = 1 << 24
"""Cells that count what is said already: 32 MB; at a million kept answers half of the pairs would share a cell."""
_NONE, _KEPT, _COPY = 0, 1, 2


class SelectOptions(Record):
    """How many lessons are kept, and how."""

    keep: int = Field(ge=1)
    """Lessons to keep."""
    random: bool = False
    """Draw them instead: the control set."""
    seed: int = 0
    """Seed of the draw."""
    balanced: bool = True
    """Keep the tasks' shares as they are in the set."""
    diversity: float = Field(default=0.5, ge=0, le=1)
    """How much of a lesson's worth depends on what it adds: 0 is the score alone."""
    copy_share: float = Field(default=0.5, gt=0, le=1)
    """Share of two answers' word pairs from which they are near-copies; only one of them is kept in a task."""


class SelectReport(Record):
    """Why lessons were kept, and why not."""

    read: int
    kept: int
    random: bool
    seed: int
    tasks: dict[str, tuple[int, int]]
    """For each task, lessons read and kept."""
    near_copies: int
    """Lessons passed over because a near-copy was kept."""
    lowest_of_dropped: dict[str, int]
    """For each part, how many of the dropped lessons have it as their lowest; "" is none below 1."""
    mean_kept: float
    """Mean total of the kept lessons."""
    mean_read: float
    lowest_kept: float


class Selection:
    """Which rows of a set are kept."""

    def __init__(self, fates: bytearray, report: SelectReport) -> None:
        self._fates = fates
        self.report = report

    def kept(self, row: int) -> bool:
        """Whether the lesson in place `row` (from 0) is kept."""
        return self._fates[row] == _KEPT

    def part(self, lessons: Iterable[_Kind]) -> Iterator[_Kind]:
        """Yield the kept ones of the set that was selected from, read again in the same order."""
        return (lesson for row, lesson in enumerate(lessons) if self._fates[row] == _KEPT)


class _Rows:
    """What is held of each lesson, about 200 bytes: total, task, lowest part, an order and a sketch."""

    def __init__(self) -> None:
        self.totals = array("f")
        self.tasks = array("H")
        self.lowest = array("b")
        self.orders = array("Q")
        self._starts = array("Q", [0])
        self._features = array("I")
        self.names: dict[str, int] = {}

    def add(self, lesson: Teaching, scored: Score, order: int) -> None:
        self.totals.append(scored.total)
        self.tasks.append(self.names.setdefault(lesson.task, len(self.names)))
        self.lowest.append(_PARTS.index(scored.lowest()))
        self.orders.append(order)
        self._features.extend(features(answers(lesson)))
        self._starts.append(len(self._features))

    def features(self, row: int) -> array[int]:
        return self._features[self._starts[row] : self._starts[row + 1]]


_PARTS = ("", *WEIGHTS)


def features(text: str) -> list[int]:
    """Return checksums of pairs of neighbouring content words, the smallest 32, sorted: the same for the same words."""
    stems = content_stems(text)
    pairs = {f"{one} {other}" for one, other in pairwise(stems)} or set(stems)
    return nsmallest(FEATURES, {zlib.crc32(pair.encode("utf-8", "surrogatepass")) for pair in pairs})


def select(
    lessons: Reread,
    options: SelectOptions,
    *,
    support: Support | None = None,
    each: Callable[[Score], None] | None = None,
) -> Selection:
    """Choose the lessons of a set to keep.

    The set is read twice: for the usual lengths, then for the scores, each of which is handed to `each` in the set's
    order. The same lessons in another order give the same choice, but for which of two equal ones is kept.
    """
    usual = Usual()
    for lesson in lessons():
        usual.add(Length.of(lesson))
    rows = _Rows()
    for lesson in lessons():
        scored = score(lesson, usual, support)
        if each:
            each(scored)
        rows.add(lesson, scored, _order(options.seed, lesson.id))
    quotas = _quotas(Counter(rows.tasks), rows.names, options) if options.balanced else None
    fates = _drawn(rows, options, quotas) if options.random else _chosen(rows, options, quotas)
    return Selection(fates, _report(rows, fates, options))


def _order(seed: int, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\0{key}".encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _quotas(counts: Counter[int], names: dict[str, int], options: SelectOptions) -> Counter[int]:
    """Share `keep` among the tasks as they are in the set, by the largest remainder."""
    total, keep = counts.total(), min(options.keep, counts.total())
    quotas = Counter({task: keep * count // total for task, count in counts.items()})
    rest = sorted(names.items(), key=lambda item: (-(keep * counts[item[1]] % total), item[0]))
    quotas.update(task for _, task in rest[: keep - quotas.total()])
    return quotas


def _drawn(rows: _Rows, options: SelectOptions, quotas: Counter[int] | None) -> bytearray:
    fates = bytearray(len(rows.totals))
    left = Counter(quotas) if quotas is not None else None
    kept = 0
    for row in sorted(range(len(fates)), key=rows.orders.__getitem__):
        if kept == options.keep:
            break
        if left is None or left[rows.tasks[row]] > 0:
            fates[row] = _KEPT
            kept += 1
            if left is not None:
                left[rows.tasks[row]] -= 1
    return fates


def _chosen(rows: _Rows, options: SelectOptions, quotas: Counter[int] | None) -> bytearray:
    """Choose greedily; places that a task cannot fill without near-copies go to the others."""
    greedy = _Greedy(rows, options)
    greedy.fill(options.keep, quotas)
    if quotas is not None and greedy.kept < options.keep:
        greedy.fill(options.keep, None)
    return greedy.fates


class _Greedy:
    """Takes the lesson of the highest worth again and again.

    Worth only falls as more is said, so a lesson whose worth is still the highest when it is looked at anew is the best
    of all (lazy evaluation, Minoux 1978).
    """

    def __init__(self, rows: _Rows, options: SelectOptions) -> None:
        self.fates = bytearray(len(rows.totals))
        self.kept = 0
        self._rows = rows
        self._diversity = options.diversity
        self._copy_share = options.copy_share
        self._said = array("H", bytes(2 * _CELLS))
        self._near: dict[tuple[int, int], list[int]] = defaultdict(list)

    def fill(self, keep: int, quotas: Counter[int] | None) -> None:
        rows, left = self._rows, Counter(quotas) if quotas is not None else None
        heap = [(-rows.totals[row], rows.orders[row], row) for row, fate in enumerate(self.fates) if fate == _NONE]
        heapify(heap)
        while heap and self.kept < keep:
            _, order, row = heappop(heap)
            if left is not None and left[rows.tasks[row]] <= 0:
                continue
            worth = self._worth(row)
            if heap and -worth > heap[0][0]:
                heappush(heap, (-worth, order, row))
            elif self._repeats(row):
                self.fates[row] = _COPY
            else:
                self._take(row)
                if left is not None:
                    left[rows.tasks[row]] -= 1

    def _worth(self, row: int) -> float:
        pairs = self._rows.features(row)
        new = sum(1 / (1 + self._said[pair % _CELLS]) for pair in pairs) / len(pairs) if pairs else 0.0
        return self._rows.totals[row] * (1 - self._diversity + self._diversity * new)

    def _repeats(self, row: int) -> bool:
        mine, task = set(self._rows.features(row)), self._rows.tasks[row]
        near = {other for pair in sorted(mine)[:KEYS] for other in self._near.get((task, pair), ())}
        return not mine or any(_resemblance(mine, set(self._rows.features(o))) >= self._copy_share for o in near)

    def _take(self, row: int) -> None:
        self.fates[row] = _KEPT
        self.kept += 1
        pairs = self._rows.features(row)
        for pair in pairs:
            cell = pair % _CELLS
            self._said[cell] = min(self._said[cell] + 1, 0xFFFF)
        for pair in pairs[:KEYS]:
            self._near[self._rows.tasks[row], pair].append(row)


def _resemblance(one: set[int], other: set[int]) -> float:
    """Estimate the Jaccard similarity of two answers from their sketches (Broder's bottom-k)."""
    smallest = nsmallest(FEATURES, one | other)
    return sum(pair in one and pair in other for pair in smallest) / len(smallest)


def _report(rows: _Rows, fates: bytearray, options: SelectOptions) -> SelectReport:
    kept = [row for row, fate in enumerate(fates) if fate == _KEPT]
    read, chosen = Counter(rows.tasks), Counter(rows.tasks[row] for row in kept)
    dropped = Counter(_PARTS[rows.lowest[row]] for row, fate in enumerate(fates) if fate != _KEPT)
    return SelectReport(
        read=len(fates),
        kept=len(kept),
        random=options.random,
        seed=options.seed,
        tasks={name: (read[task], chosen[task]) for name, task in sorted(rows.names.items())},
        near_copies=fates.count(_COPY),
        lowest_of_dropped=dict(sorted(dropped.items())),
        mean_kept=round(sum(rows.totals[row] for row in kept) / len(kept), 4) if kept else 0.0,
        mean_read=round(sum(rows.totals) / len(fates), 4) if fates else 0.0,
        lowest_kept=round(min((rows.totals[row] for row in kept), default=0.0), 4),
    )
