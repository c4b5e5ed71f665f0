"""Groups the items of one event, by average linkage over the similarity of their terms.

Two groups join where the *mean* similarity between their items reaches the threshold, the closest pair first. A single
close pair therefore never chains two events together, which is what a graph's connected components do. Pairs that share
no strong term are never compared and count as zero, so the work grows with the number of real neighbours.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from newswright.curate.options import CurateOptions
from newswright.curate.terms import Terms, vectors
from newswright.records import WireItem

STRONGEST = 16
"""Terms of an item, by weight, that make it a candidate for comparison with others that have the term among theirs."""
COMMON = 200
"""Items from which a term brings no candidates: at that spread it names a subject and no event."""

SHARED = 4
"""Terms that two items must share. Two teasers can be close by one rare name in both titles and tell of two events: a
seal count and a rescue, both off the same sandbank."""


def cluster(items: Sequence[WireItem], options: CurateOptions) -> list[list[WireItem]]:
    """Return the items in groups of one event each, every item in exactly one; the order within a group is kept.

    `items` must be in a fixed order (the earliest first): ties are settled by it.
    """
    terms = vectors(items)
    groups = _Groups(items, timedelta(days=options.window_days))
    for one, other in _neighbours(terms):
        if groups.in_window(one, other) and (alike := similarity(terms[one], terms[other])) > 0:
            groups.near[one][other] = groups.near[other][one] = alike
    return [[items[index] for index in sorted(group)] for group in groups.joined(options.cluster_similarity)]


def similarity(one: Terms, other: Terms) -> float:
    """Return the cosine (0 to 1) of two vectors; 0 where they share too few terms, or no name and no number."""
    if one.telling.isdisjoint(other.telling):
        return 0.0
    small, large = sorted((one.weights, other.weights), key=len)
    shared = [weight * large[term] for term, weight in small.items() if term in large]
    return sum(shared) if len(shared) >= SHARED else 0.0


def _neighbours(terms: Sequence[Terms]) -> Iterator[tuple[int, int]]:
    """Yield each pair of items that share one of their strongest terms, once."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(terms):
        met: dict[int, None] = {}
        for term in heapq.nsmallest(STRONGEST, own.weights, key=lambda t: (-own.weights[t], t)):
            if len(holders[term]) < COMMON:
                met.update(dict.fromkeys(holders[term]))
            holders[term].append(index)
        yield from ((other, index) for other in met)


class _Groups:
    """Groups of items while they are being joined; a group is named by its first item's index."""

    def __init__(self, items: Sequence[WireItem], window: timedelta) -> None:
        self.members = {index: [index] for index in range(len(items))}
        self.near: dict[int, dict[int, float]] = {index: {} for index in self.members}
        """Sum of the similarities between the items of two groups."""
        self._span = {index: (item.published_at, item.published_at) for index, item in enumerate(items)}
        self._window = window

    def in_window(self, one: int, other: int) -> bool:
        """Whether all dated items of both groups lie within one window."""
        times = [time for group in (one, other) for time in self._span[group] if time is not None]
        return not times or max(times) - min(times) <= self._window

    def joined(self, threshold: float) -> list[list[int]]:
        """Join the closest groups until no two are close enough; return the groups in order of their first item."""
        heap = [
            (-alike, one, other, 1, 1) for one in self.near for other, alike in self.near[one].items() if one < other
        ]
        heap = [entry for entry in heap if -entry[0] >= threshold]
        heapq.heapify(heap)
        while heap:
            _, one, other, size, others = heapq.heappop(heap)
            if len(self.members.get(one, ())) != size or len(self.members.get(other, ())) != others:
                continue  # one of them has grown or gone since
            if not self.in_window(one, other):
                continue
            self._join(one, other)
            for third, total in self.near[one].items():
                mean = total / (len(self.members[one]) * len(self.members[third]))
                if mean >= threshold:
                    first, second = sorted((one, third))
                    heapq.heappush(heap, (-mean, first, second, len(self.members[first]), len(self.members[second])))
        return [self.members[index] for index in sorted(self.members)]

    def _join(self, one: int, other: int) -> None:
        self.members[one] += self.members.pop(other)
        self._span[one] = _span(self._span[one], self._span.pop(other))
        gone = self.near.pop(other)
        self.near[one].pop(other, None)
        for third, total in gone.items():
            if third == one:
                continue
            self.near[third].pop(other)
            self.near[one][third] = self.near[third][one] = self.near[one].get(third, 0.0) + total


_Times = tuple[datetime | None, datetime | None]


def _span(one: _Times, other: _Times) -> _Times:
    times = [time for pair in (one, other) for time in pair if time is not None]
    return (min(times), max(times)) if times else (None, None)
