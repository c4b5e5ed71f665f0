"""What an item is about, as weighted terms: the vectors that clustering compares.

A term is a stem of a content word. Its weight grows with its rarity in the batch, with standing in the title, and with
being a name or a number: two reports of one event share who, where and how many; two events of one kind share the rest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newswright.records import WireItem
from newswright.text.boilerplate import without_boilerplate
from newswright.text.fold import fold
from newswright.text.words import stem, stop_words, words

LEAD = 60
"""Words read after the title. A report says what happened first; the background that follows joins unlike events."""
TITLE = 1.25
"""Weight of a term that stands in the title."""
NAMED = 1.5
"""Weight of a name or number against that of an ordinary word."""
BATCH = 50
"""Imagined further items that have none of the terms, so that in a batch of two a shared word is still a rare one."""
SINGLE_CAPITALS = 0.6
"""Share of a headline's words with a capital from which its capitals say nothing about names."""


@dataclass(frozen=True)
class Terms:
    """An item's vector: unit length, term to weight; and those of its terms that are names or numbers."""

    weights: dict[str, float]
    telling: frozenset[str]


@dataclass
class _Read:
    counts: Counter[str]
    titled: set[str]
    lower: set[str]
    upper: set[str]


def vectors(items: Sequence[WireItem]) -> list[Terms]:
    """Return the terms of each item, weighted by their rarity among all of `items`."""
    reads = [_read(item) for item in items]
    names = _names(reads)
    spread = Counter(term for read in reads for term in read.counts)
    return [_weighted(read, names, spread, len(reads)) for read in reads]


def _read(item: WireItem) -> _Read:
    read = _Read(Counter(), set(), set(), set())
    rest = without_boilerplate("\n\n".join(part for part in (item.description, item.body) if part))
    title = words(item.title)
    titlecase = sum(w.text[0].isupper() for w in title) > SINGLE_CAPITALS * len(title)
    _take(read, item.title, capitals=not titlecase)
    read.titled.update(read.counts)
    _take(read, rest, capitals=True)
    return read


def _take(read: _Read, text: str, *, capitals: bool) -> None:
    stops = stop_words()
    for found in words(text)[:LEAD]:
        plain = fold(found.text).lower()
        if plain.removesuffix("'s") in stops:
            continue
        term = stem(found.text)
        read.counts[term] += 1
        if not found.text[0].isupper():
            read.lower.add(term)
        elif capitals and _inside(text, found.start):
            read.upper.add(term)


def _inside(text: str, start: int) -> bool:
    """Whether a word stands inside a sentence, where a capital means a name."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return bool(before) and (before[-1].isalnum() or before[-1] in ",;)’'-")


def _names(reads: Sequence[_Read]) -> frozenset[str]:
    """Terms that the batch writes with a capital inside sentences more often than without one."""
    upper = Counter(term for read in reads for term in read.upper)
    lower = Counter(term for read in reads for term in read.lower)
    return frozenset(term for term, times in upper.items() if times > lower[term])


def _weighted(read: _Read, names: frozenset[str], spread: Counter[str], total: int) -> Terms:
    weights: dict[str, float] = {}
    telling = set()
    for term, times in read.counts.items():
        weight = (1 + math.log(times)) * math.log((total + BATCH) / spread[term])
        if term in read.titled:
            weight *= TITLE
        if term in names or any(c.isdigit() for c in term):
            telling.add(term)
            weight *= NAMED
        weights[term] = weight
    length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
    return Terms({term: weight / length for term, weight in weights.items()}, frozenset(telling))
