"""Whether a reply is a sentence at all: it has a verb that carries it, and says something before "she said"."""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.quotes import quotations
from newswright.text.words import words

_AUXILIARY = frozenset(
    "is are was were am be has have had will would can could may might must should do does did said says say".split()
)
_SUBORDINATE = re.compile(
    r"^(?:after|before|when|while|because|with|during|despite|following|as|if|although|since|on|in|at|by|for|from)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r",?\s+(?:[\w'-]+\s+){1,8}(?:said|told|says)\.?$")


def unsound(text: str, *, whole: bool) -> str:
    """Return why `text` is no sentence to print, "" where it is one; `whole` where it has all its source's words."""
    folded = fold(text)
    if not whole and not any(_verbal(word.text) for word in words(folded)):
        return "no verb"
    said = _SAID.search(folded)
    if said and _SUBORDINATE.search(folded) and "," not in folded[: said.start()]:
        return "nothing is said"
    if re.search(r"\b(\w+ \w+ \w+)\b.*\b\1\b", folded, re.IGNORECASE):
        return "repeats itself"
    if len(quotations(text)) != folded.count('"') / 2:
        return "a quotation is not closed"
    return ""


def _verbal(word: str) -> bool:
    lower = word.lower()
    return lower in _AUXILIARY or lower.endswith("ed") or lower in _PAST


_PAST = frozenset(
    "went came took made gave got saw found left lost won beat hit cut set put ran fell rose grew held kept led met"
    " paid sent spent stood struck told thought threw wore wrote broke brought built bought caught chose drew drove"
    " felt fought flew froze heard hid knew laid lay let meant read rode sold shot shut sang sank sat slept spoke"
    " spread stole swam taught tore understood woke began became cost".split()
)
