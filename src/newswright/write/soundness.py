"""Whether a reply is a sentence to print at all, by its form alone. What it says is the checks' business."""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import words

SHORTEST = 5
"""Words of a sentence."""
_AGAIN = re.compile(r"\b(\w+ \w+ \w+ \w+)\b.*\b\1\b", re.IGNORECASE)
_HANGING = frozenset("a an the of to and or but in on at by for with from that which who as than when while".split())
"""Words that no sentence ends with: the reply was cut off, or lost its way."""
_ENDS_WELL = frozenset("in on at by for with from to of that which who".split())
"""Those of them that a sentence may end with after all ("the town he came from")."""


def unsound(text: str) -> str:
    """Return why `text` is no sentence to print, "" where it is one."""
    folded = fold(text)
    spoken = [word.text.lower() for word in words(text)]
    reasons = {
        "too short for a sentence": len(spoken) < SHORTEST,
        "cut off": bool(spoken) and spoken[-1] in _HANGING - _ENDS_WELL,
        "repeats itself": bool(_AGAIN.search(fold(outside_quotations(text)))),
        "a quotation is not closed": len(quotations(text)) != folded.count('"') / 2,
        "no capital at the beginning": text[:1].islower(),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
