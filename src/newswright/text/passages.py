"""Where a text speaks of what a sentence says: the passage that a reader would lay beside it.

An `Index` is made once for the sources of a text. Each sentence then gets the few pieces of them that share its rarest
words, in the order of the sources. Work grows with the length of the sentence and of the pieces that share a word with
it, not with the product of sentences and sources.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from newswright.text.sentences import sentences
from newswright.text.span import Span
from newswright.text.words import content_stems, words

BUDGET = 150
"""Words of a passage. With a sentence of 40 words they fill the 288 tokens that the shipped checker reads. A hundred
words have 89% of the content words of CNN/DM's true summaries, 150 have 93%, whole articles 94%; and the checker tells
edited summaries apart better with 150 (docs/lab-notes.md)."""
LONGEST = 60
"""Words from which a sentence is cut into pieces: transcripts and lists have sentences of a thousand words."""
_NEIGHBOUR = 0.3
"""What a piece is worth for standing behind one that was chosen: a pronoun there stands for a name here."""
_AGAIN = 0.25
"""What a word is worth that a chosen piece already has."""
_POSTINGS = 400
"""Pieces looked at for one word; a word that stands in more of them tells nothing."""


@dataclass(frozen=True)
class Piece:
    """A sentence of a source, or a part of a long one."""

    source: int
    """The source's place in the list that the index was made of."""
    start: int
    end: int
    text: str
    stems: frozenset[str]
    size: int
    """Its words."""


def joined(pieces: Iterable[Piece]) -> str:
    """Return pieces as the one text that a learned checker reads."""
    return " ".join(piece.text for piece in pieces)


class Index:
    """The pieces of some texts, and which words stand in which."""

    def __init__(self, texts: Sequence[str], language: str = "en") -> None:
        self.pieces = tuple(
            piece for at, text in enumerate(texts) for span in sentences(text, language) for piece in _cut(span, at)
        )
        self._places: dict[str, list[int]] = defaultdict(list)
        for at, piece in enumerate(self.pieces):
            for stem in piece.stems:
                self._places[stem].append(at)

    def weight(self, stem: str) -> float:
        """Return what a word tells here: one that few pieces have tells more."""
        return math.log(1 + (len(self.pieces) + 1) / (1 + len(self._places.get(stem, ()))))

    def passage(self, sentence: str, context: str = "", budget: int = BUDGET) -> tuple[Piece, ...]:
        """Return the pieces that share the most with `sentence`, in the order of the sources, `budget` words at most.

        Words of `context`, the sentence before it, count half. At least one piece comes back where any shares a word.
        """
        wanted = dict.fromkeys(content_stems(context), 0.5) | dict.fromkeys(content_stems(sentence), 1.0)
        wanted = {stem: part * self.weight(stem) for stem, part in wanted.items()}
        shares = self._shares(wanted)
        chosen: set[int] = set()
        covered: set[str] = set()
        looked: set[int] = set()
        left = budget
        while shares:
            best = max(shares, key=lambda at: (self._worth(at, shares[at], chosen, covered, wanted), -at))
            shared = shares.pop(best)
            looked.add(best)
            if chosen and self.pieces[best].size > left:
                continue
            chosen.add(best)
            covered |= shared
            left -= self.pieces[best].size
            for near in (best - 1, best + 1):
                if 0 <= near < len(self.pieces) and near not in looked and self._together(best, near):
                    shares.setdefault(near, set())
        return tuple(self.pieces[at] for at in sorted(chosen))

    def _shares(self, wanted: dict[str, float]) -> dict[int, set[str]]:
        shares: dict[int, set[str]] = {}
        for stem in wanted:
            places = self._places.get(stem, ())
            if len(places) <= _POSTINGS:
                for at in places:
                    shares.setdefault(at, set()).add(stem)
        ranked = sorted(shares, key=lambda at: (-sum(wanted[stem] for stem in shares[at]), at))
        return {at: shares[at] for at in ranked[:40]}

    def _worth(self, at: int, shared: set[str], chosen: set[int], covered: set[str], wanted: dict[str, float]) -> float:
        new = sum(wanted[stem] * (_AGAIN if stem in covered else 1.0) for stem in shared)
        beside = sum(_NEIGHBOUR for near in (at - 1, at + 1) if near in chosen and self._together(at, near))
        return new + beside

    def _together(self, one: int, other: int) -> bool:
        return self.pieces[one].source == self.pieces[other].source


def _cut(span: Span, source: int) -> list[Piece]:
    found = words(span.text)
    cuts = [0, *(found[at].start for at in range(LONGEST, len(found), LONGEST)), len(span.text)]
    pieces = []
    for start, end in pairwise(cuts):
        text = span.text[start:end].rstrip()
        if text:
            stems = frozenset(content_stems(text))
            pieces.append(
                Piece(source, span.start + start, span.start + start + len(text), text, stems, len(words(text)))
            )
    return pieces
