"""What lies across two sets, or across the stories of one: near-copies, one story on both sides, dates out of order.

Near-copies are `leakage.py`'s; here they become findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from newswright.instruct.dividing.leakage import LeakOptions, Reread, Sketches, copies, leaks, story_of
from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.tally import EXAMPLES, Tally
from newswright.records import Teaching

STORIES = 100_000
"""Rows among which near-copies inside one set are looked for: sketches take about half a kilobyte a story."""

BOTH_SIDES = Fault(
    "story on both sides", Level.SPOILS, "Lessons of one story are in both sets: what judges the model was learned."
)
LEAKED = Fault(
    "near-copy in both sets", Level.SPOILS, "Another story in the set that judges says the same in the same words."
)
LATER = Fault(
    "dates out of order",
    Level.SPOILS,
    "The row is newer than the earliest of the set that judges: the model is trained on what came after.",
)
UNDATED_LATER = Fault(
    "no date beside a dated set", Level.NOTES, "The row has no date: it may be newer than the set that judges."
)
NEAR = Fault(
    "near-copies of stories",
    Level.WARNS,
    "Two stories of the set say the same in the same words: they are learned twice.",
    spoils_from=0.2,
)


class Dates:
    """Compares rows with the earliest date of the set that judges."""

    def __init__(self, earliest: datetime | None) -> None:
        self._earliest = earliest

    def take(self, look: Look, tally: Tally) -> None:
        """Compare a row's date."""
        if self._earliest is None:
            return
        if look.item.date is None:
            tally.add(UNDATED_LATER, look)
        elif look.item.date > self._earliest:
            dates = f"{look.item.date.date().isoformat()}, after {self._earliest.date().isoformat()}"
            tally.add(LATER, look, dates)

    def close(self, tally: Tally) -> None:
        """Nothing more is known at the end."""


class NearCopies:
    """Sketches the stories of a set, and looks for those that say the same."""

    def __init__(self, reread: Reread) -> None:
        self._options = LeakOptions()
        self._sketches = Sketches(self._options)
        self._reread = reread
        self.cut_short = False
        """Whether the set has more rows than are looked at."""

    def take(self, look: Look, tally: Tally) -> None:
        """Sketch a row."""
        if tally.rows > STORIES:
            self.cut_short = True
        else:
            self._sketches.add(story_of(look.item), look.item)

    def close(self, tally: Tally) -> None:
        """Compare the stories whose sketches are alike; this reads the set again, if there are any."""
        stories: set[str] = set()

        def units() -> Iterator[tuple[str, Teaching]]:
            return ((story_of(item), item) for item in islice(self._reread(), STORIES))

        for copy in copies(units, self._options, sketches=self._sketches):
            if copy.other not in stories:
                tally.show(NEAR, "", copy.lessons[1], f"{copy.share:.0%} of {copy.lessons[0]}: {copy.excerpt}")
            stories.add(copy.other)
        tally.put(NEAR, len(stories), detail="stories" if stories else "")


def across(
    train: Reread, judged: Reread, tally: Tally, stories: int, told: Callable[[int], None] | None = None
) -> None:
    """Find what the training set knows of the set that judges. Both are read twice or more."""
    counts = {BOTH_SIDES: 0, LEAKED: 0}
    for found in leaks(train, judged):
        fault = BOTH_SIDES if found.why == "same story" else LEAKED
        counts[fault] += 1
        if counts[fault] <= EXAMPLES:
            what = f"also {found.eval}" + (
                f", {found.share:.0%} of the {found.why}: {found.excerpt}" if found.excerpt else ""
            )
            tally.show(fault, "", found.train, what)
        if told:
            told(sum(counts.values()))
    for fault, count in counts.items():
        if count:
            tally.put(fault, count, of=stories, detail="stories")
