"""Faults of preferences: two answers that are one, and answers that length alone tells apart."""

from __future__ import annotations

from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.tally import Tally
from newswright.instruct.looking.histogram import Histogram
from newswright.records import Preference

LEAST = 20
"""Pairs below which nothing is said of lengths."""
FAR = 1.25
"""How many times as many words make one answer far longer."""
MOST = 0.7
"""Share of pairs in which the same side is far longer from which length is what is learned. In the pairs built from
Wikinews and the round-ups one side is far longer in 2.4%."""

SAME = Fault("chosen is rejected", Level.SPOILS, "Both answers of a preference are the same: it says nothing.")
LENGTH = Fault(
    "length tells the choice",
    Level.WARNS,
    "The chosen answers are far longer, or far shorter, than the rejected ones: length is learned, not quality.",
)


class Pairs:
    """Looks at preferences."""

    def __init__(self) -> None:
        self._count = 0
        self._longer: list[Look] = []
        self._sides = [0, 0]
        self._words = (Histogram(), Histogram())

    def take(self, look: Look, tally: Tally) -> None:
        """Compare the answers of a preference."""
        if not isinstance(look.item, Preference):
            return
        self._count += 1
        if look.item.chosen.split() == look.item.rejected.split():
            tally.add(SAME, look, look.item.chosen)
        chosen, rejected = len(look.item.chosen.split()), len(look.item.rejected.split())
        self._words[0].add(chosen)
        self._words[1].add(rejected)
        for side, (one, other) in enumerate(((chosen, rejected), (rejected, chosen))):
            if one > FAR * other:
                self._sides[side] += 1
                if len(self._longer) < 2:
                    self._longer.append(look)

    def close(self, tally: Tally) -> None:
        """Say whether length tells the choice."""
        tally.of(SAME, self._count)
        longer = max(self._sides)
        if self._count >= LEAST and longer >= MOST * self._count:
            medians = tuple(words.quantile(0.5) for words in self._words)
            told = f"median {medians[0]} words chosen, {medians[1]} rejected"
            tally.put(LENGTH, longer, of=self._count, detail=told)
            for look in self._longer:
                tally.show(LENGTH, look.where, look.item.id, look.answer)
