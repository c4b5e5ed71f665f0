"""What a set is made of: tasks, languages, parts that code made, answers that end as sentences do."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field

from newswright.instruct.dividing.leakage import story_of
from newswright.instruct.dividing.scores import Length
from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.tally import Tally
from newswright.instruct.looking.findings.thinned import Thinned, digest
from newswright.text.boilerplate import truncated
from newswright.text.language import language

PROSE = 25
"""Words from which an answer must end as a sentence does, whatever its task. The longest headline in Wikinews and the
round-ups has 19."""
ALL, EVERY = 5_000, 10
"""Rows whose language is looked at: all of the first, then one in so many, chosen by a checksum of the id."""
SPAN = (100, 1_000)
"""Characters that an answer must have for its language to be looked at, and that are looked at at most. Of the
round-ups' headlines two shorter ones were taken for German."""
SURE = 0.8
"""Confidence from which another language is believed."""
APART = 20
"""How many times as many rows the largest task has as the smallest. In sets that `build` makes of Wikinews and the
round-ups it has 8 to 9 times as many."""

CUT_OFF = Fault(
    "answer cut off",
    Level.WARNS,
    "The answer ends in mid-sentence, or in an ellipsis: the model learns to stop there.",
    spoils_from=0.1,
)
MIXED = Fault(
    "languages mixed",
    Level.WARNS,
    "The answer is in another language than most.",
)
UNEVEN = Fault(
    "tasks uneven", Level.NOTES, f"One task has more than {APART} times the rows of another: it is what is learned."
)
DERIVED = Fault(
    "parts made by code",
    Level.NOTES,
    "A part of the row was made by code and no person wrote it; the card says so too.",
)


@dataclass
class _Ends:
    """How the answers of a task end."""

    all: int = 0
    closed: int = 0
    """With a mark that ends a sentence. Where half of a task's answers have one, they are prose."""
    open: int = 0
    long: int = 0
    """Of `open`, those that are prose by their length."""
    examples: list[Look] = field(default_factory=list)
    long_examples: list[Look] = field(default_factory=list)


class Mixture:
    """Counts what a set is made of."""

    def __init__(self) -> None:
        self.tasks: Counter[str] = Counter()
        self._stories: Thinned[None] = Thinned()
        self._derived: Counter[str] = Counter()
        self._with_derived = 0
        self._ends: dict[str, _Ends] = {}
        self._languages: Counter[str] = Counter()
        self._first: dict[str, list[Look]] = {}

    @property
    def stories(self) -> int:
        """How many stories there are; estimated beyond a quarter of a million."""
        return len(self._stories.kept) * self._stories.stands_for

    def take(self, look: Look, tally: Tally) -> None:
        """Count a row."""
        self.tasks[look.item.task] += 1
        self._stories.put(digest(story_of(look.item)), None)
        self._with_derived += bool(look.item.derived)
        self._derived.update(look.item.derived)
        if look.answer.strip():
            self._ending(look)
        if tally.rows <= ALL or not zlib.crc32(look.item.id.encode("utf-8", "surrogatepass")) % EVERY:
            self._language(look)

    def _language(self, look: Look) -> None:
        least, most = SPAN
        found, sure = language(look.answer[:most]) if len(look.answer) >= least else ("", 0.0)
        if found and sure >= SURE:
            self._languages[found] += 1
            first = self._first.setdefault(found, [])
            if len(first) < 2:
                first.append(look)

    def _ending(self, look: Look) -> None:
        ends = self._ends.setdefault(look.item.task, _Ends())
        ends.all += 1
        ends.closed += Length.of(look.item).closed
        if not truncated(look.answer):
            return
        ends.open += 1
        keep = [ends.examples]
        if len(look.answer.split(None, PROSE)) >= PROSE:
            ends.long += 1
            keep.append(ends.long_examples)
        for examples in keep:
            if len(examples) < 2:
                examples.append(look)

    def close(self, tally: Tally) -> None:
        """Say what is uneven."""
        self._close_ends(tally)
        self._close_languages(tally)
        counts = [(count, task) for task, count in self.tasks.items()]
        if len(counts) > 1 and max(counts)[0] > APART * min(counts)[0]:
            told = f"{max(counts)[1] or 'no task'} {max(counts)[0]:,}, {min(counts)[1] or 'no task'} {min(counts)[0]:,}"
            tally.put(UNEVEN, max(counts)[0], detail=told)
        if self._with_derived:
            told = ", ".join(f"{name} {count:,}" for name, count in self._derived.most_common())
            tally.put(DERIVED, self._with_derived, detail=told)

    def _close_ends(self, tally: Tally) -> None:
        """Count open ends: in a task of prose all, in one of headlines only those too long for one."""
        count, of = 0, 0
        for ends in self._ends.values():
            prose = 2 * ends.closed >= ends.all
            of += ends.all
            count += ends.open if prose else ends.long
            for look in ends.examples if prose else ends.long_examples:
                tally.show(CUT_OFF, look.where, look.item.id, "…" + look.answer.rstrip()[-80:])
        if count:
            tally.put(CUT_OFF, count, of=of)

    def _close_languages(self, tally: Tally) -> None:
        if len(self._languages) < 2:
            return
        (most, _), *others = self._languages.most_common()
        told = f"mostly {most}; " + ", ".join(f"{name} {count:,}" for name, count in others[:6])
        tally.put(MIXED, sum(count for _, count in others), of=self._languages.total(), detail=told)
        for name, _ in others:
            for look in self._first[name]:
                tally.show(MIXED, look.where, look.item.id, f"{name}: {look.answer}")
