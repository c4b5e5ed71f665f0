"""Which sentences of the sources a sentence of an article rests on.

A sentence rests on one or two source sentences that have all its figures and names and enough of its content words. A
check that newsroom passes in may then say no; what it is, this module does not know.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from newswright.instruct.building.articles import ArchiveArticle, SourceText
from newswright.instruct.building.options import Context
from newswright.text.dates import dates
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.quotes import quotations, same_words
from newswright.text.sentences import sentences
from newswright.text.words import content_stems

_PARTS = frozenset({"year", "month", "day", "weekday"})
PIECES = 2
"""Source sentences that a sentence may rest on: more is a digest of a report, no evidence for one fact."""


class Piece(NamedTuple):
    """A sentence of a source."""

    text: str
    source: SourceText


class Grounds:
    """The source sentences of one article, and what rests on them."""

    def __init__(self, article: ArchiveArticle, context: Context) -> None:
        self._article = article
        self._context = context

    @cached_property
    def pieces(self) -> tuple[tuple[Piece, frozenset[str]], ...]:
        """All sentences of its sources with their content words; headlines are none."""
        return _pieces(self._article.reports, self._article.language or "en")

    def of(self, sentence: str) -> tuple[Piece, ...]:
        """Return what `sentence` rests on, the best first; () where nothing in the sources says it."""
        wanted = set(content_stems(sentence))
        chosen: list[Piece] = []
        have: set[str] = set()
        while wanted and len(chosen) < PIECES and self.pieces:
            piece, stems = max(self.pieces, key=lambda pair: len((pair[1] & wanted) - have))
            if len((stems & wanted) - have) < (1 if not chosen else 2):
                break
            chosen.append(piece)
            have |= stems & wanted
            if self._holds(sentence, len(have) / len(wanted), chosen):
                return tuple(chosen)
        return ()

    def alone(self, sentence: str) -> Piece | None:
        """Return the one piece that says all of `sentence` without its outlet's name above it; None where none does.

        Of several it is the one that shares most of the sentence's words.
        """
        wanted = set(content_stems(sentence))
        shared = [(len(stems & wanted), piece) for piece, stems in self.pieces] if wanted else []
        for count, piece in sorted(shared, key=lambda pair: -pair[0]):  # stable: the earlier of two equals first
            if count < self._context.options.min_coverage * len(wanted):
                break
            if self._says(sentence, [piece.text], [piece.text]):
                return piece
        return None

    def _holds(self, sentence: str, coverage: float, chosen: list[Piece]) -> bool:
        if coverage < self._context.options.min_coverage:
            return False
        named = [credited(piece.text, piece.source) for piece in chosen]
        return self._says(sentence, [piece.text for piece in chosen], named)

    def _says(self, sentence: str, texts: list[str], named: list[str]) -> bool:
        """Whether `texts` have its quotations, `named` has its facts, and the newsroom's check agrees."""
        if not all(any(same_words(said.text, text) for text in texts) for said in quotations(sentence)):
            return False
        if facts(sentence) - frozenset().union(*(facts(text) for text in named)):
            return False
        return self._context.support is None or self._context.support(sentence, named)

    @cached_property
    def share(self) -> float:
        """Share of the article's sentences that the sources, whole, support; 1.0 where no check is given."""
        support = self._context.support
        if support is None or not self._article.reports:
            return 1.0
        language = self._article.language or "en"
        lines = [span.text for text in self._article.paragraphs for span in sentences(text, language)]
        reports = self._article.reports
        texts = [credited(f"{source.headline}\n\n{source.text}".strip(), source) for source in reports]
        return sum(support(line, texts) for line in lines) / len(lines) if lines else 0.0


@lru_cache(maxsize=1)  # an article's tasks come one after another
def _pieces(reports: tuple[SourceText, ...], language: str) -> tuple[tuple[Piece, frozenset[str]], ...]:
    return tuple(
        (Piece(span.text, source), frozenset(content_stems(span.text)))
        for source in reports
        for span in sentences(source.text, language)
        if len(span.text.split()) > 3
    )


def credited(text: str, source: SourceText) -> str:
    """Return a source's text under its outlet's name, so that "..., the outlet reported" is said by it."""
    return f"{source.outlet}: {text}" if source.outlet else text


@lru_cache(maxsize=4096)
def facts(text: str) -> frozenset[str]:
    """Return the figures, days, months, years, and the last words of the names in `text`, as comparable words."""
    numbers = {f"{figure.value} {figure.unit}" for figure in quantities(text) if not figure.weak}
    days = {f"{part} {value}" for mention in dates(text) for part, value in mention.parts.items() if part in _PARTS}
    return frozenset(numbers | days | {name.core[-1].casefold() for name in names(text) if not name.first})
