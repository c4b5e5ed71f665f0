"""Quotations: word by word what a source has, in one piece, from the mouth that said it.

Typography, case and the punctuation between words are folded. What is left out must be marked (… or square brackets).
An altered quotation is named with the words that the source has; one that is put together from two places is named as
stitched; one with another speaker is named with the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from newswright.records import Gravity
from newswright.text.fold import fold
from newswright.text.quotes import quotations
from newswright.text.span import Span
from newswright.text.words import words
from newswright.verify.checks.speakers import speaker, speakers_of
from newswright.verify.claim import Claim, Hit, short
from newswright.verify.sources import Known, spoken

SHORT = 3
"""Words below which quotation marks are as often for a title, a nickname or a distance: then a doubt, no fault."""
ALTERED = 75
"""Similarity (0 to 100, rapidfuzz's partial ratio) from which a quotation is one of the sources', altered."""
APART = 400
"""Characters between two parts of a quotation from which it is stitched; an ellipsis leaves out less."""
_GAP = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_LONGEST = 100_000
"""Characters of a source in which an altered quotation is looked for."""


def check_quotations(claim: Claim, known: Known) -> Iterator[Hit]:
    """Compare each quotation with the sources, then its speaker with the source's."""
    for quotation in quotations(claim.text):
        parts = [spoken(part) for part in _GAP.split(fold(quotation.text))]
        parts = [part for part in parts if part.strip()]
        if not parts:
            continue
        places = [(at, place) for at, text in enumerate(known.spoken) if (place := _place(parts, text)) >= 0]
        if places:
            if len(words(quotation.text)) >= SHORT:
                yield from _speaker(claim, quotation, known)
            continue
        yield _missing(quotation, parts, known)


def _place(parts: list[str], text: str) -> int:
    """Where the parts stand one after another, near each other; -1 where they do not."""
    first = text.find(parts[0])
    while first >= 0:
        at = first + len(parts[0])
        for part in parts[1:]:
            behind = text.find(part.lstrip(), at - 1, at + APART + len(part))
            if behind < 0:
                break
            at = behind + len(part)
        else:
            return first
        first = text.find(parts[0], first + 1)
    return -1


def _missing(quotation: Span, parts: list[str], known: Known) -> Hit:
    few = sum(len(part.split()) for part in parts) < SHORT
    gravity = Gravity.DOUBT if few else Gravity.FAULT
    shown = short(quotation.text, 80)
    if len(parts) > 1 and all(any(part in text for text in known.spoken) for part in parts):
        detail = f"“{shown}” is stitched together from places that are apart"
        return Hit(detail, quotation.start, quotation.end, gravity, contradicts=True)
    altered = _altered(quotation, known)
    if altered and not few:
        detail = f"“{shown}” is altered: the source has “{altered}”"
        return Hit(detail, quotation.start, quotation.end, gravity, contradicts=True)
    return Hit(f"nobody says “{shown}” in the sources", quotation.start, quotation.end, gravity)


def _altered(quotation: Span, known: Known) -> str:
    wanted = fold(quotation.text).casefold()
    best, found = float(ALTERED), ""
    for at, text in enumerate(known.folded):
        own = text[:_LONGEST].casefold()
        if len(own) < len(wanted):
            continue
        laid = fuzz.partial_ratio_alignment(wanted, own, score_cutoff=best)
        if laid and laid.score >= best:
            start, end = _whole_words(text, laid.dest_start, laid.dest_end)
            best, found = laid.score, known.sources[at].text[start:end].strip(' \n“”„"«»')
    return found


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _speaker(claim: Claim, quotation: Span, known: Known) -> Iterator[Hit]:
    mine = speaker(claim.text, quotation)
    if not mine:
        return
    theirs = speakers_of(quotation.text, known)
    if theirs and not any(mine[-1] in name or name[-1] in mine for name in theirs):
        said = " or ".join(" ".join(part.title() for part in name) for name in theirs)
        detail = f"said by {said} in the sources, not by {' '.join(part.title() for part in mine)}"
        yield Hit(detail, quotation.start, quotation.end, contradicts=True)
