"""A verification as one page: the text on the left, its sources on the right, each sentence tied to its passages.

The page needs nothing else: no script from elsewhere, no style, no font. Text and sources are untrusted and are escaped
by the template engine. Without scripts it still shows every verdict; with them a sentence shows its passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import Environment, PackageLoader, Template

from newswright.records import Verification
from newswright.verify.sources import Source


@dataclass(frozen=True)
class Stretch:
    """A part of a source that is evidence of the same sentences throughout."""

    text: str
    of: tuple[int, ...]
    """The sentences, by their place; () for what no sentence rests on."""


def page(found: Verification, sources: Sequence[Source]) -> str:
    """Return the page as HTML."""
    laid = [(seen, list(_stretches(source, found))) for seen, source in zip(found.sources, sources, strict=True)]
    return _template().render(found=found, sources=laid)


@cache
def _template() -> Template:
    loader = PackageLoader("newswright.verify", "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("page.html")


def _stretches(source: Source, found: Verification) -> Iterator[Stretch]:
    """Cut a source where evidence begins and ends."""
    spans = [
        (piece.start, piece.end, number)
        for number, one in enumerate(found.sentences, 1)
        for piece in one.evidence
        if piece.item == source.id
    ]
    cuts = sorted({0, len(source.text), *(edge for start, end, _ in spans for edge in (start, end))})
    for start, end in pairwise(cuts):
        if start < end:
            of = tuple(number for low, high, number in spans if low <= start and end <= high)
            yield Stretch(source.text[start:end], of)
