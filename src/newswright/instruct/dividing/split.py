"""Splits a set by date and story: the future never trains on itself, and one story is never on both sides.

A first reading takes each story's latest date and its sketch; near-copies (`instruct.leakage`) count as one story, and
their texts cost a second reading. What comes out is a `Split`, which says of each lesson where it belongs; writing the
parts is the caller's. Where the dates decide nothing, a hash of the story does, and the report says so.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal, Self, TypeVar

from pydantic import AwareDatetime, Field, model_validator

from newswright.instruct.dividing.leakage import Copy, LeakOptions, Reread, Sketches, copies, story_of
from newswright.records import Record, Teaching

_Kind = TypeVar("_Kind", bound=Teaching)
_By = Literal["date", "hash"]

LARGEST = 0.05
"""Share of the stories that a group of near-copies may hold to be kept together. A larger one is form letters chained
to each other; it would go to one side whole. Its training stories that repeat a story outside leave instead."""
SMALL = 10
"""Stories that a group may hold in any set, however small."""
LISTED = 200
"""Near-copies that the report lists; it counts all."""


class Side(StrEnum):
    """Where a lesson goes."""

    TRAIN = "train"
    EVAL = "eval"
    TEST = "test"
    LEFT_OUT = "left out"
    """On no side: a training lesson that leaks, or one without a date where those are dropped."""


class SplitOptions(Record):
    """How a set is split."""

    eval: float = Field(default=0.1, ge=0, lt=1)
    """Share of the dated stories, the newest after the test's, by which a run is watched."""
    test: float = Field(default=0.1, ge=0, lt=1)
    """Share of the dated stories, the newest, kept for the end."""
    eval_from: AwareDatetime | None = None
    """Stories from this date on are for watching, instead of a share."""
    test_from: AwareDatetime | None = None
    """Stories from this date on are for the end, instead of a share."""
    undated: Literal["train", "drop"] = "train"
    """What becomes of stories without a date. In `train` they may be newer than what judges the model."""
    copies: LeakOptions = LeakOptions()
    """What counts as a near-copy."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.eval + self.test >= 1:
            raise ValueError(
                f"eval={self.eval} and test={self.test} leave nothing to train on; give less than 1 in sum"
            )
        if self.eval_from and self.test_from and self.eval_from > self.test_from:
            raise ValueError(f"eval_from ({self.eval_from}) lies after test_from ({self.test_from}); swap them")
        return self


class Part(Record):
    """One side of a split."""

    side: Side
    stories: int
    lessons: int
    first: AwareDatetime | None = None
    """The earliest of its stories' latest dates."""
    last: AwareDatetime | None = None


class SplitReport(Record):
    """What was done and what remains to be known."""

    by: _By
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    """Sentences for people: why by hash, what the undated risk."""
    undated_stories: int
    undated_lessons: int
    joined: int
    """Stories that count as one with another, as near-copies."""
    leaking: int
    """Training stories left out because they repeat a story that judges."""
    near_copies: tuple[Copy, ...]
    """The first 200 pairs."""
    near_copy_pairs: int


@dataclass
class _Stories:
    """What is held of each story."""

    latest: dict[str, float | None] = field(default_factory=dict)
    lessons: Counter[str] = field(default_factory=Counter)

    def add(self, lesson: Teaching) -> None:
        story = story_of(lesson)
        date, before = lesson.date.timestamp() if lesson.date else None, self.latest.get(story)
        self.latest[story] = before if date is None else date if before is None else max(before, date)
        self.lessons[story] += 1


class Split:
    """Where each lesson of a set belongs."""

    def __init__(self, sides: dict[str, Side], report: SplitReport) -> None:
        self._sides = sides
        self.report = report

    def side(self, lesson: Teaching) -> Side:
        """Return the side of a lesson of the set that was split; KeyError for one of a story that was not in it."""
        return self._sides[story_of(lesson)]

    def part(self, lessons: Iterable[_Kind], side: Side) -> Iterator[_Kind]:
        """Yield those of `lessons` that belong to `side`, in their order."""
        return (lesson for lesson in lessons if self.side(lesson) is side)


def split(lessons: Reread, options: SplitOptions | None = None) -> Split:
    """Decide for each story of a set the side it is on; the order of the lessons makes no difference.

    The set is read twice, and once more for each further 20,000 stories that look like near-copies. Held in memory:
    about a kilobyte a story.
    """
    options = options or SplitOptions()
    stories, sketches = _Stories(), Sketches(options.copies)
    for lesson in lessons():
        stories.add(lesson)
        sketches.add(story_of(lesson), lesson)

    def units() -> Iterator[tuple[str, Teaching]]:
        return ((story_of(lesson), lesson) for lesson in lessons())

    found = list(copies(units, options.copies, sketches=sketches))
    groups, loose = _grouped(sorted(stories.latest), found)
    by, notes, chosen = _chosen({name: _latest(stories, group) for name, group in groups.items()}, options)
    sides = {story: chosen[name] for name, group in groups.items() for story in group}
    leaking = _leaking(loose, sides)
    sides.update(dict.fromkeys(leaking, Side.LEFT_OUT))
    undated = [story for name, group in groups.items() if _latest(stories, group) is None for story in group]
    if undated and by == "date":
        notes.append(_undated_note(len(undated), options.undated))
    report = SplitReport(
        by=by,
        parts=tuple(_part(side, stories, sides) for side in Side),
        notes=tuple(notes),
        undated_stories=len(undated),
        undated_lessons=sum(stories.lessons[story] for story in undated),
        joined=len(stories.latest) - len(groups),
        leaking=len(leaking),
        near_copies=tuple(found[:LISTED]),
        near_copy_pairs=len(found),
    )
    return Split(sides, report)


def _latest(stories: _Stories, group: Iterable[str]) -> float | None:
    return max((date for story in group if (date := stories.latest[story]) is not None), default=None)


def _grouped(names: Sequence[str], found: Sequence[Copy]) -> tuple[dict[str, list[str]], list[Copy]]:
    """Join near-copies; return the groups by their smallest name, and the pairs of those too large to be joined."""
    above: dict[str, str] = {}

    def root(story: str) -> str:
        while (parent := above.get(story, story)) != story:
            above[story] = above.get(parent, parent)
            story = parent
        return story

    for copy in found:
        one, other = sorted((root(copy.one), root(copy.other)))
        above[other] = one
    sizes = Counter(root(story) for story in names)
    most = max(SMALL, LARGEST * len(names))
    groups: dict[str, list[str]] = {}
    for story in names:
        name = root(story)
        groups.setdefault(story if sizes[name] > most else name, []).append(story)
    return groups, [copy for copy in found if sizes[root(copy.one)] > most]


def _chosen(dates: dict[str, float | None], options: SplitOptions) -> tuple[_By, list[str], dict[str, Side]]:
    """Return how the groups were split, what is to be said about it, and the side of each."""
    unknown = Side.TRAIN if options.undated == "train" else Side.LEFT_OUT
    sides = {name: Side.TRAIN if date is not None else unknown for name, date in dates.items()}
    dated = sorted((date, name) for name, date in dates.items() if date is not None)
    why = _coarse(dated, dates, options)
    if not why:
        wanted = ((Side.TEST, options.test, options.test_from), (Side.EVAL, options.eval, options.eval_from))
        rest, empty = dated, False
        for side, share, start in wanted:
            cut = _cut(rest, share * len(dated), start)
            empty = empty or bool(share and not start and cut == len(rest))
            sides.update((name, side) for _, name in rest[cut:])
            rest = rest[:cut]
        if options.eval_from or options.test_from or (len(rest) * 2 >= len(dated) and not empty):
            return "date", [], sides
        why = f"too many of the {len(dated)} dated stories share a date to part them by it"
    return (
        "hash",
        [_hash_note(why)],
        _hashed([name for name in dates if sides[name] is not Side.LEFT_OUT], options, sides),
    )


def _coarse(dated: Sequence[tuple[float, str]], dates: dict[str, float | None], options: SplitOptions) -> str:
    """Say why dates cannot split the set, or nothing where they can."""
    if options.eval_from or options.test_from:
        return ""
    if not dated:
        return f"none of the {len(dates)} stories has a date"
    if dated[0][0] == dated[-1][0]:
        return f"all {len(dated)} stories that have a date have the same"
    return ""


def _cut(dated: Sequence[tuple[float, str]], wanted: float, start: datetime | None) -> int:
    """Return the place from which the newest are taken: never between two of the same date, and near what is wanted."""
    if start:
        return bisect_left(dated, (start.timestamp(), ""))
    places = [at for at in range(1, len(dated)) if dated[at][0] != dated[at - 1][0]]
    if not wanted or not places:
        return len(dated)
    return min(places, key=lambda at: (abs(len(dated) - at - max(1.0, wanted)), -at))


def _hashed(names: Iterable[str], options: SplitOptions, sides: dict[str, Side]) -> dict[str, Side]:
    """Split by a hash of the group's name, so that the same stories are chosen whatever the order."""
    order = sorted(names, key=lambda name: hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest())
    test, watch = (max(1, round(share * len(order))) if share else 0 for share in (options.test, options.eval))
    if test + watch >= len(order):
        return dict.fromkeys(sides, Side.TRAIN) | {n: s for n, s in sides.items() if s is Side.LEFT_OUT}
    chosen = {name: Side.TRAIN if side is not Side.LEFT_OUT else side for name, side in sides.items()}
    chosen.update(dict.fromkeys(order[:test], Side.TEST))
    chosen.update(dict.fromkeys(order[test : test + watch], Side.EVAL))
    return chosen


def _leaking(loose: Iterable[Copy], sides: dict[str, Side]) -> set[str]:
    """Return training stories that repeat a story on another side."""
    judged = (Side.EVAL, Side.TEST)
    both = [(copy.one, copy.other) for copy in loose] + [(copy.other, copy.one) for copy in loose]
    return {one for one, other in both if sides[one] is Side.TRAIN and sides[other] in judged}


def _part(side: Side, stories: _Stories, sides: dict[str, Side]) -> Part:
    names = [story for story, own in sides.items() if own is side]
    dates = [date for story in names if (date := stories.latest[story]) is not None]
    first, last = (datetime.fromtimestamp(end(dates), UTC) if dates else None for end in (min, max))
    return Part(side=side, stories=len(names), lessons=sum(stories.lessons[n] for n in names), first=first, last=last)


def _hash_note(why: str) -> str:
    return f"Split by a hash of the story, not by date: {why}. A model judged on this split may have read the future."


def _undated_note(count: int, undated: Literal["train", "drop"]) -> str:
    if undated == "drop":
        return f"Stories without a date were left out: {count}."
    return (
        f"Stories without a date are in train: {count}. They may be newer than what judges the model, and tell it of"
        " the same events; leave them out with undated = drop."
    )
