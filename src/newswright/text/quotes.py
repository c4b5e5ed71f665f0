"""Quotations in prose: where double-quoted words stand, and whether a source has exactly these words."""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.span import Span
from newswright.text.words import words

_OPEN_CLOSE = re.compile(r"“([^“”]*)”|\"([^\"]*)\"|«([^«»]*)»|„([^„“”]*)[“”]")


def quotations(text: str) -> list[Span]:
    """Return what stands between double quotation marks, without the marks.

    Single marks are not taken: in news text they are mostly apostrophes. An opening mark that is never closed runs to
    the end of the text: better one quotation checked too much than words passed off as said.
    """
    found = []
    last = 0
    for match in _OPEN_CLOSE.finditer(text):
        group = match.lastindex or 1
        found.append(Span(match.start(group), match.end(group), match.group(group)))
        last = match.end()
    stray = re.search(r"[“”„«»\"]", text[last:])
    if stray:
        start = last + stray.end()
        found.append(Span(start, len(text), text[start:]))
    return [span for span in found if span.text.strip()]


def outside_quotations(text: str) -> str:
    """Return `text` with quoted words, and their marks, blanked out; the length does not change."""
    blanked = list(text)
    for span in quotations(text):
        for at in range(max(span.start - 1, 0), min(span.end + 1, len(text))):
            blanked[at] = " "
    return "".join(blanked)


def same_words(quotation: str, source: str) -> bool:
    """Tell whether `source` has the words of `quotation` one after another, typography and case of the first folded.

    Punctuation between words may differ in kind (a comma for a full stop before the closing mark), words may not.
    """
    wanted = _spoken(quotation)
    if not wanted:
        return True
    have = _spoken(source)
    size = len(wanted)
    return any(_equal(wanted, have[at : at + size]) for at in range(len(have) - size + 1))


def _spoken(text: str) -> list[str]:
    return [fold(w.text) for w in words(text)]


def _equal(wanted: list[str], have: list[str]) -> bool:
    return wanted[1:] == have[1:] and wanted[0].casefold() == have[0].casefold()
