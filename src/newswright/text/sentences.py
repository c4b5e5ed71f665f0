"""Sentences with their places: sentencex finds them, this module gives each its span and closes its known gaps."""

from __future__ import annotations

import re

import sentencex

from newswright.text.names import ordinary_words
from newswright.text.span import Span

_PARAGRAPH = re.compile(r"\n\s*\n")
_GOES_ON = re.compile(r"(?:^|[\s(])(?:(?:[A-Z]\.){2,}|(?:Gov|Sen|Rep|Lt|Sgt|Capt|Gen|Col|Rev|Hon|Atty|Supt|Det)\.)$")
"""A dotted acronym or a title, behind which a name goes on: "the 4th U.S. Circuit Court"."""
LONGEST = 20_000
"""Characters handed to the segmenter at once; a longer paragraph (no news has one) is cut at white space first."""


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text` in order, without surrounding white space; a paragraph break always ends one.

    `language` is an ISO 639-1 code; sentencex falls back to general rules for one it does not know.
    """
    found: list[Span] = []
    for start, end in _paragraphs(text):
        found.extend(_segment(text, start, end, language))
    return found


def _paragraphs(text: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for gap in _PARAGRAPH.finditer(text):
        places.append((start, gap.start()))
        start = gap.end()
    places.append((start, len(text)))
    return [cut for place in places for cut in _cuts(text, *place)]


def _cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = []
    while end - start > LONGEST:
        stop = text.rfind(" ", start, start + LONGEST)
        stop = stop if stop > start else start + LONGEST
        cuts.append((start, stop))
        start = stop
    return [*cuts, (start, end)]


def _segment(text: str, start: int, end: int, language: str) -> list[Span]:
    found: list[Span] = []
    place = start
    for piece in sentencex.segment(language or "en", text[start:end]):
        words = piece.strip()
        if not words:
            continue
        at = text.find(words, place, end)
        if at < 0:  # the segmenter changed the text; keep the rest of the paragraph whole rather than lose it
            words = text[place:end].strip()
            at = text.find(words, place, end)
        if found and _one(found[-1].text, words):
            at, words = found[-1].start, text[found[-1].start : at + len(words)]
            found.pop()
        found.append(Span(at, at + len(words), words))
        place = at + len(words)
    return found


def _one(before: str, after: str) -> bool:
    """Whether the segmenter broke a name: "U.S." ends a sentence too, so what follows must be no usual opener."""
    if not _GOES_ON.search(before):
        return False
    first = re.match(r"[A-Z][\w'’]*", after)
    return first is not None and first.group().lower() not in ordinary_words()
