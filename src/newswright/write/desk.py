"""What the desk can print of a passage without the model: its own words, so quoted or so short that nobody minds.

Tried in this order, the one that reads best first:

- **speech**: a passage in which somebody speaks stands as it is, where little of it is outside the quotation marks;
- **short**: a passage of few words stands as it is, under its outlet's name;
- **part**: the beginning stands as it is and the rest between quotation marks, under its outlet's name;
- **whole**: the passage between quotation marks, under its outlet's name (`attribute.py`).

None of them changes a word or its place, so none can say what the passage does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from newswright.text.credits import credit, unstopped
from newswright.text.names import names
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.span import Span
from newswright.text.words import words
from newswright.write.attribute import attributed
from newswright.write.verbs import verbal

SHORTEST_HEAD, SHORTEST_TAIL = 4, 3
"""Words that stand before a part in quotation marks, and in it, at least."""
_JOINTS = frozenset(
    "in on at by for with from to into after before during because while as when if unless although since until over"
    " under against between among through despite following without than where".split()
)
"""Words that a part in quotation marks may begin with: they lead in a phrase or a clause of its own."""
_BETTER = frozenset("after before because while as when if unless although since until despite following".split())
"""Those that lead in a clause: the break shows least before one."""
_WITH_MARKS = re.compile(r"[“”\"]")
_SPEAKER = re.compile(
    r"\b(?:said|says|told|added|asked|wrote|tweeted|called|warned|announced|recalled)\b", re.IGNORECASE
)
_NOBODY = re.compile(r"\b(?:he|she|they|it)\s+(?:said|says|told|added|wrote|tweeted|warned|announced)\b", re.IGNORECASE)


class Form(StrEnum):
    """How a passage's own words are set."""

    SPEECH = "speech"
    SHORT = "short"
    PART = "part"
    WHOLE = "whole"


class Set(NamedTuple):
    """A sentence in a passage's own words."""

    text: str
    form: Form
    credited: bool
    """Whether it names the outlet, as it must where the words are the outlet's."""


def settings(passage: str, outlet: str, longest: int, turn: int = 0) -> Iterator[Set]:
    """Yield the ways to print `passage`, the best first; at most `longest` of its words stand free in a row.

    `turn` counts the article's sentences in its sources' words: the form of the credit varies with it.
    """
    text = passage.strip()
    own = _longest_free(text)
    if quotations(text):
        if own <= longest and _SPEAKER.search(outside_quotations(text)) and not _NOBODY.search(text):
            yield Set(text, Form.SPEECH, credited=False)
    elif own <= longest and outlet.strip() and text.endswith("."):
        yield Set(credit(text, [outlet], turn), Form.SHORT, credited=True)
    if not outlet.strip():
        return
    cut = _cut(text, longest)
    if cut:
        yield Set(credit(_quoted_from(text, cut), [outlet], turn), Form.PART, credited=True)
    yield Set(attributed(text, outlet, turn), Form.WHOLE, credited=True)


def _longest_free(text: str) -> int:
    """Words in the longest stretch outside quotation marks."""
    free = outside_quotations(text)
    stretches = re.split(r" {3,}", free)  # marks and words that are blanked out
    return max((len(words(stretch)) for stretch in stretches), default=0)


def _cut(text: str, longest: int) -> int:
    """Return the character at which the part in quotation marks begins, 0 where there is no good place."""
    if not text.endswith(".") or _WITH_MARKS.search(text):
        return 0
    spans = words(text)
    inside = [(name.start, name.end) for name in names(text)]
    places = [
        at
        for at in range(SHORTEST_HEAD, min(longest, len(spans) - SHORTEST_TAIL) + 1)
        if _joint(spans, at, text) and not any(start < spans[at].start < end for start, end in inside)
    ]
    places = [at for at in places if any(verbal(span.text) for span in spans[:at])]
    best = max(places, key=lambda at: (spans[at].text.lower() in _BETTER, at), default=0)
    return spans[best].start if best else 0


def _joint(spans: list[Span], at: int, text: str) -> bool:
    """Whether a part may begin at this word: a joining word that no comma sets off from what it belongs to."""
    word, before = spans[at].text.lower(), spans[at - 1].text.lower()
    gap = text[spans[at - 1].end : spans[at].start]
    return word in _JOINTS and gap == " " and before not in _JOINTS and not before[:1].isdigit()


def _quoted_from(text: str, cut: int) -> str:
    return f"{text[:cut].rstrip()} “{unstopped(text[cut:])}”."
