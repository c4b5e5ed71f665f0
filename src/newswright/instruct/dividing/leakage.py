"""Near-copies between lessons: what stands in the training part and again in the part that judges it.

MinHash sketches (rensa) of word shingles give candidates, one sketch of a story's answers and one of its sources, so
the work grows with the number of stories and not with its square. An exact measure decides: the share of the smaller
text's shingles that stand in the other, without those that many stories have in common. What becomes of a near-copy is
for `instruct.split` and the doctor.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappush, heapreplace
from typing import Literal, NamedTuple

import rensa
from pydantic import Field

from newswright.records import Lesson, Preference, Record, Role, Teaching
from newswright.text.fold import fold
from newswright.text.overlap import overlap

Reread = Callable[[], Iterable[Teaching]]
"""Opens a set anew at each call, with the same lessons in the same order: what is larger than memory is read again."""
Units = Callable[[], Iterator[tuple[str, Teaching]]]
"""As `Reread`, each lesson with the name of the unit (story) that it belongs to."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_PERMUTATIONS, _SEED, _ROWS = 32, 42, 2
"""Two rows a band, 16 bands: a pair that shares a third of its shingles is found with 85%, one that shares half with
99%. Two sketches of 32 numbers are 256 bytes a story."""
_NEIGHBOURS = 8
"""Units of one bucket that a unit is compared with, the nearest by name: it bounds the work on form letters."""
_ALIKE = 4
"""Numbers of 32 that two sketches share at least, or the texts are not read: an estimated eighth of their shingles."""
_BATCH = 20_000
"""Units whose texts are held at once while candidates are compared; more of them cost another reading of the set."""
_SAMPLE, _FURNITURE, _FURNITURE_LEAST = 1_000, 0.02, 5
"""A shingle that stands in 2% of a sample of stories, and in five at least, is furniture: an instruction, a byline.
In 365 Wikinews articles one shingle of five words does: a minister's name with its title."""
_EXCERPT = 240
"""Characters of the shared words that are shown."""
_LONGEST_READ = 20_000
"""Characters of a unit's answers, and of its sources, that are compared exactly; the sketches take in everything."""


class LeakOptions(Record):
    """What counts as a near-copy. docs/instruct/split.md has the measurement."""

    shingle: int = Field(default=5, ge=2, le=20)
    """Words of a shingle."""
    share: float = Field(default=0.4, gt=0, le=1)
    """Share of the smaller text's shingles that must stand in the other. Between 2,452 and 307 round-ups of the same
    outlets' news the highest is .33, two reports of one event; a text with every tenth word changed has .59."""
    words: int = Field(default=20, ge=1)
    """Shingles that two texts must share at least: two of the same headline are no near-copies, nor is a notice."""


class Copy(Record):
    """Two units (stories) of which one repeats the other."""

    one: str
    other: str
    lessons: tuple[str, str]
    """A lesson of each."""
    part: Literal["answers", "sources"]
    share: float
    """Share of the smaller text's shingles that stand in the other."""
    excerpt: str
    """The longest run of words that both have, cut to 240 characters."""


class Leak(Record):
    """A lesson of the training part that is known to the part that judges."""

    train: str
    """Id of a training lesson."""
    eval: str
    """Id of a lesson that judges."""
    why: Literal["same story", "answers", "sources"]
    """Both belong to one story, or what their texts share."""
    share: float
    excerpt: str = ""


def story_of(lesson: Teaching) -> str:
    """Return the story of a lesson; a lesson without one is a story of its own, named by its id."""
    return lesson.story or lesson.id


def answers(lesson: Teaching) -> str:
    """Return what is to be learned: the assistant's words, or the chosen answer."""
    if isinstance(lesson, Preference):
        return lesson.chosen
    messages = lesson.messages if isinstance(lesson, Lesson) else ()
    return "\n\n".join(m.content for m in messages if m.role is Role.ASSISTANT)


def sources(lesson: Teaching) -> str:
    """Return the source material of a lesson: the marked spans, or the user's words where none are marked."""
    messages = lesson.prompt if isinstance(lesson, Preference) else getattr(lesson, "messages", ())
    asked = [m for m in messages if m.role is not Role.ASSISTANT]
    marked = [m.content[start:end] for m in asked for start, end in sorted(m.sources)]
    return "\n\n".join(marked or [m.content for m in asked if m.role is Role.USER])


def leaks(train: Reread, judged: Reread, options: LeakOptions | None = None) -> Iterator[Leak]:
    """Yield what the training set `train` has of the set `judged`, the same stories first, each pair of stories once.

    Both sets are read two times or more: for sketches, then for the texts of the candidates.
    """
    options = options or LeakOptions()
    seen: dict[str, str] = {}
    for lesson in judged():
        seen.setdefault(story_of(lesson), lesson.id)
    reported: set[str] = set()
    for lesson in train():
        story = story_of(lesson)
        if story in seen and story not in reported:
            reported.add(story)
            yield Leak(train=lesson.id, eval=seen[story], why="same story", share=1.0)

    def units() -> Iterator[tuple[str, Teaching]]:
        for lesson in train():
            if story_of(lesson) not in seen:
                yield "t" + story_of(lesson), lesson
        for lesson in judged():
            yield "e" + story_of(lesson), lesson

    for copy in copies(units, options, pair=lambda one, other: one[0] != other[0]):
        ids = copy.lessons if copy.one[0] == "t" else copy.lessons[::-1]
        yield Leak(train=ids[0], eval=ids[1], why=copy.part, share=copy.share, excerpt=copy.excerpt)


def copies(
    units: Units,
    options: LeakOptions,
    *,
    sketches: Sketches | None = None,
    pair: Callable[[str, str], bool] | None = None,
) -> Iterator[Copy]:
    """Yield pairs of units of which one repeats the other, in order of their names.

    `sketches` are those of a reading already done; `pair` says which two units matter. Candidates are compared exactly,
    20,000 units at a time: each such batch reads the set once more.
    """
    if sketches is None:
        sketches = Sketches(options)
        for unit, lesson in units():
            sketches.add(unit, lesson)
    candidates = sketches.candidates(pair or (lambda _one, _other: True))
    furniture = sketches.furniture()
    for batch in _batches(candidates):
        yield from _decided(batch, _texts(units, {name for couple in batch for name in couple}), furniture, options)


def shingles(text: str, size: int) -> list[str]:
    """Return the runs of `size` words in `text`, case and typography folded; a shorter text is one run."""
    found = _WORD.findall(fold(text).casefold())
    if len(found) <= size:
        return [" ".join(found)] if found else []
    return [" ".join(found[at : at + size]) for at in range(len(found) - size + 1)]


class Sketches:
    """Sketches of units, gathered lesson by lesson: 256 bytes and the name of each, and a sample of what they say."""

    def __init__(self, options: LeakOptions) -> None:
        self._size = options.shingle
        self._at: dict[str, int] = {}
        self._numbers = (array("I"), array("I"))
        self._sample: dict[str, set[int]] = {}
        self._ranks: list[tuple[int, str]] = []

    def add(self, unit: str, lesson: Teaching) -> None:
        """Take in a lesson of `unit`; a unit's sketch is that of all its lessons together."""
        at = self._at.get(unit)
        if at is None:
            at = self._at[unit] = len(self._at)
            for numbers in self._numbers:
                numbers.extend(_EMPTY)
        parts = [shingles(answers(lesson), self._size), shingles(sources(lesson), self._size)]
        hashes = rensa.RMinHash.hash_token_sets(parts)
        rows = rensa.RMinHash.digest_matrix_from_token_hash_sets(hashes, _PERMUTATIONS, _SEED).to_rows()
        place = slice(at * _PERMUTATIONS, (at + 1) * _PERMUTATIONS)
        for numbers, row in zip(self._numbers, rows, strict=True):
            # The sketch of two sets together is the smaller number at each place: a property of MinHash.
            numbers[place] = array("I", map(min, numbers[place], row))
        self._keep_sample(unit, hashes)

    def _keep_sample(self, unit: str, hashes: Sequence[Sequence[int]]) -> None:
        """Keep what is said in the units of the smallest checksums: a sample that no order of reading changes."""
        if unit not in self._sample:
            rank = (-zlib.crc32(unit.encode("utf-8", "surrogatepass")), unit)
            if len(self._ranks) < _SAMPLE:
                heappush(self._ranks, rank)
            elif rank > self._ranks[0]:
                self._sample.pop(heapreplace(self._ranks, rank)[1])
            else:
                return
            self._sample[unit] = set()
        self._sample[unit].update(*hashes)

    def furniture(self) -> frozenset[int]:
        """Return hashes of the shingles that so many units have that they prove nothing."""
        counts = Counter(number for said in self._sample.values() for number in said)
        least = max(_FURNITURE_LEAST, _FURNITURE * len(self._sample))
        return frozenset(number for number, count in counts.items() if count >= least)

    def candidates(self, pair: Callable[[str, str], bool]) -> list[tuple[str, str]]:
        """Return pairs of units worth an exact look, sorted; within a pair the smaller name is first.

        Band by band, so that the tables of one band only are in memory.
        """
        names = sorted(self._at)
        found: set[tuple[str, str]] = set()
        for numbers in self._numbers:
            for band in range(0, _PERMUTATIONS, _ROWS):
                buckets: dict[tuple[int, ...], list[str]] = defaultdict(list)
                for name in names:
                    start = self._at[name] * _PERMUTATIONS + band
                    key = tuple(numbers[start : start + _ROWS])
                    if key != _NOTHING:
                        buckets[key].append(name)
                for bucket in buckets.values():
                    if len(bucket) > 1:
                        found.update(c for c in _couples(bucket, pair) if c not in found and self._alike(numbers, *c))
        return sorted(found)

    def _alike(self, numbers: array[int], one: str, other: str) -> bool:
        first, second = self._at[one] * _PERMUTATIONS, self._at[other] * _PERMUTATIONS
        rows = zip(numbers[first : first + _PERMUTATIONS], numbers[second : second + _PERMUTATIONS], strict=True)
        return sum(a == b for a, b in rows) >= _ALIKE


_EMPTY = array("I", [0xFFFFFFFF] * _PERMUTATIONS)
_NOTHING = (0xFFFFFFFF,) * _ROWS


def _couples(bucket: Sequence[str], pair: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    for place, name in enumerate(bucket):
        near = 0
        for earlier in range(place - 1, -1, -1):
            if pair(bucket[earlier], name):
                yield bucket[earlier], name
                near += 1
            if near == _NEIGHBOURS or place - earlier == 100 * _NEIGHBOURS:
                break


def _batches(candidates: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    held: set[str] = set()
    for couple in candidates:
        if batch and len(held | set(couple)) > _BATCH:
            yield batch
            batch, held = [], set()
        batch.append(couple)
        held.update(couple)
    if batch:
        yield batch


class _Said(NamedTuple):
    lesson: str
    parts: tuple[dict[str, None], dict[str, None]]
    """The different answers, and the different sources, in order."""


def _texts(units: Units, wanted: set[str]) -> dict[str, _Said]:
    said: dict[str, _Said] = {}
    for unit, lesson in units():
        if unit in wanted:
            parts = said.setdefault(unit, _Said(lesson.id, ({}, {}))).parts
            for part, text in zip(parts, (answers(lesson), sources(lesson)), strict=True):
                if sum(map(len, part)) < _LONGEST_READ:
                    part[text[:_LONGEST_READ]] = None
    return said


def _decided(
    batch: Sequence[tuple[str, str]], said: dict[str, _Said], furniture: frozenset[int], options: LeakOptions
) -> Iterator[Copy]:
    cached: dict[tuple[str, int], frozenset[int]] = {}

    def own(unit: str, part: int) -> frozenset[int]:
        if (unit, part) not in cached:
            found = [s for text in said[unit].parts[part] for s in shingles(text, options.shingle)]
            cached[unit, part] = frozenset(rensa.RMinHash.hash_token_sets([found])[0]) - furniture
        return cached[unit, part]

    last = ""
    for one, other in batch:
        if one != last:
            cached.clear()
            last = one
        for part, kind in enumerate(_PARTS):
            first, second = own(one, part), own(other, part)
            shared = len(first & second)
            smaller = min(len(first), len(second))
            if shared >= options.words and shared >= options.share * smaller:
                excerpt = _excerpt(said[one].parts[part], said[other].parts[part])
                ids = (said[one].lesson, said[other].lesson)
                share = round(shared / smaller, 3)
                yield Copy(one=one, other=other, lessons=ids, part=kind, share=share, excerpt=excerpt)
                break


_PARTS: tuple[Literal["answers"], Literal["sources"]] = ("answers", "sources")


def _excerpt(one: Iterable[str], other: Iterable[str]) -> str:
    return " ".join(overlap("\n".join(one), "\n".join(other)).run.split())[:_EXCERPT]
