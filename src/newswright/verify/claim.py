"""A sentence under examination, with what the sources say about the same; and the form of a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from newswright.records import Gravity
from newswright.text.passages import Piece
from newswright.text.quotes import outside_quotations
from newswright.text.words import content_stems
from newswright.verify.sources import Known

CLOSE = 0.5
"""Share of a sentence's content words from which a piece of a source says the same thing, as far as words can tell."""


@dataclass(frozen=True)
class Claim:
    """One sentence of the text."""

    text: str
    context: str
    """The sentence before it, "" for the first."""
    pieces: tuple[Piece, ...]
    """What the sources say about the same, in their order."""
    title: bool = False
    """Whether it is a headline, where capitals and missing words say nothing."""

    @cached_property
    def own(self) -> str:
        """The sentence with its quotations blanked out."""
        return outside_quotations(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(content_stems(self.text))

    @cached_property
    def near(self) -> tuple[Piece | None, float]:
        """The piece that has most of its content words, of several the one that says least else; and their share."""
        best = max(
            self.pieces,
            key=lambda piece: (len(self.stems & piece.stems), -len(piece.stems), -len(piece.text)),
            default=None,
        )
        return best, len(self.stems & best.stems) / len(self.stems) if best and self.stems else 0.0

    @property
    def twin(self) -> Piece | None:
        """The piece that says nearly the same, if one does."""
        piece, share = self.near
        return piece if share >= CLOSE else None

    @cached_property
    def novel(self) -> float:
        """Share of its content words that none of its pieces has."""
        known: set[str] = set().union(*(piece.stems for piece in self.pieces)) if self.pieces else set()
        return len(self.stems - known) / len(self.stems) if self.stems else 0.0


@dataclass(frozen=True)
class Hit:
    """What a check found in a sentence; `start` and `end` count characters of the sentence."""

    detail: str
    start: int
    end: int
    gravity: Gravity = Gravity.FAULT
    contradicts: bool = False


def short(text: str, most: int = 160) -> str:
    """Return words as a finding repeats them: `most` characters at most, which may be one or two less."""
    return text if len(text) <= most else text[: most - 3] + "…"


Check = Callable[[Claim, Known], Iterator[Hit]]
"""A check: yields what is wrong with a sentence, and nothing where it has no objection."""
