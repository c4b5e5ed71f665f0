"""Finds what a sentence puts between quotation marks and looks for it, word for word, in the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .fold import Span, overlaps

_SINGLE = re.compile(r"(?<![\w'\"])'(?=[^\W\d_])(.+?)(?<=[\w.,!?])'(?!\w)")


@dataclass(frozen=True)
class Quotation:
    """The words between two marks, and where they stand in the folded sentence (marks included)."""

    text: str
    start: int
    end: int


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of folded `text`, by double marks, then by single ones outside of those.

    A mark without a partner quotes up to the sentence's end, or from its start where it closes.
    """
    marks = [m.start() for m in re.finditer('"', text) if not _inches(text, m.start())]
    found, at = [], 0
    if len(marks) % 2 and marks and _closes(text, marks[0]):
        found.append(Quotation(text[: marks[0]], 0, marks[0] + 1))
        at = 1
    for opening in marks[at::2]:
        rest = [mark for mark in marks if mark > opening]
        closing = rest[0] if rest else len(text)
        found.append(Quotation(text[opening + 1 : closing], opening, min(closing + 1, len(text))))
    doubles: list[Span] = [(q.start, q.end) for q in found]
    found += [
        Quotation(m[1], m.start(), m.end())
        for m in _SINGLE.finditer(text)
        if not overlaps((m.start(), m.end()), doubles)
    ]
    return [quotation for quotation in found if re.search(r"\w", quotation.text)]


def stands_in(quotation: str, evidence: str) -> bool:
    """Return whether folded `quotation` occurs in folded `evidence`, to the word.

    Forgiven: the kind of marks and dashes, a comma or full stop at the end, the case of the first letter.
    """
    wanted, text = _bare(quotation).strip(" ").rstrip(" ,."), _bare(evidence)
    if not wanted:
        return True
    first = re.escape(wanted[0])
    if wanted[0].isalpha():
        first = f"[{wanted[0].lower()}{wanted[0].upper()}]"
    return re.search(rf"(?<!\w){first}{re.escape(wanted[1:])}(?!\w)", text) is not None


def marked_in(quotation: str, evidence: str) -> bool:
    """Return whether the evidence, too, has these words between quotation marks."""
    return any(stands_in(quotation, inner.text) for inner in quotations(evidence))


def _bare(text: str) -> str:
    """Fold nested marks too, and put a comma or full stop behind the mark it stands before."""
    return re.sub(r"([.,])'", r"'\1", re.sub(r"\s*-\s*", "-", text.replace('"', "'")))


def _inches(text: str, at: int) -> bool:
    """Return whether the mark at `at` is the inch sign of `12" pipe`: digits before it, and no quotation open."""
    return at > 0 and text[at - 1].isdigit() and text.count('"', 0, at) % 2 == 0 and '"' not in text[at + 1 :]


def _closes(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] != " " and (at + 1 == len(text) or not text[at + 1].isalnum())
