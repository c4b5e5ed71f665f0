"""Whether a reply is a sentence at all: it has a verb that carries it, and says something before "she said"."""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.names import ordinary_words
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import words
from newswright.write.astray import astray
from newswright.write.verbs import verbal

_TENSED = frozenset("is are was were has have had".split())
_SUBORDINATE = re.compile(
    r"^(?:after|before|when|while|because|with|during|despite|following|as|if|although|since|on|in|at|by|for|from)\b",
    re.IGNORECASE,
)
_HANGING = re.compile(r"^[^,]*,\s+(?:when|which|who|where|that|because|while)\b[^,]*$", re.IGNORECASE)
_AGAIN = re.compile(r"\b(\w+ \w+ \w+)\b.*\b\1\b", re.IGNORECASE)
_SAID = re.compile(r",?\s+(?:[\w'-]+\s+){1,8}(?:said|told|says)\.?$")
_SAID_THEN = re.compile(
    r",\s+(?:[\w'-]+\s+){1,8}said(?:\s+(?:on|in|at|during|late|early|last|this|after)\b[^,]*){1,2}\.?$"
)
"""A credit at the end that says when or where: "..., the agency said on Tuesday"."""


def unsound(text: str, source: str, *, whole: bool) -> str:
    """Return why `text` is no sentence to print, "" where it is one; `whole` where it has all words of `source`."""
    folded = fold(text)
    quoted = quotations(text)
    said = _SAID.search(folded)
    reasons = {
        "no verb": not _has_verb(folded, source, whole=whole),
        "nothing is said before the credit": said is not None and not quoted and not _claims(folded[: said.start()]),
        "nothing is said behind the credit": not quoted and _unsaid(folded),
        "no main clause": not quoted and bool(_SUBORDINATE.search(folded) and _HANGING.search(folded)),
        "nobody says the quotation": bool(quoted) and not _introduced(text[: quoted[0].start - 1]),
        "a capital in the middle": _lost_capital(text, source),
        "repeats itself": bool(_AGAIN.search(fold(outside_quotations(text)))),
        "a quotation is not closed": len(quoted) != folded.count('"') / 2,
    }
    return next((reason for reason, holds in reasons.items() if holds), "") or astray(text, source)


def _has_verb(text: str, source: str, *, whole: bool) -> bool:
    """Only fragments lose their verb, but "is" and "has" get lost from whole sentences too."""
    needed = any(word.text.lower() in _TENSED for word in words(fold(source)))
    return (whole and not needed) or any(verbal(word.text) for word in words(text))


def _introduced(before: str) -> bool:
    """Whether what stands before a quotation leads to it: nothing, or words with a verb."""
    return not before.strip() or any(verbal(word.text) for word in words(before))


def _claims(text: str) -> bool:
    """Whether what stands before ", she said" is a clause with a verb, not a lone "after ..." and no bare phrase."""
    if _SUBORDINATE.search(text) and "," not in text:
        return False
    return any(verbal(word.text) for word in words(text))


def _unsaid(text: str) -> bool:
    """Whether "she said" is followed by something without a verb, and by more than when or where she said it."""
    dated = _SAID_THEN.search(text)
    if dated and _claims(text[: dated.start()]):
        return False
    _, said, rest = text.partition(" said ")
    return bool(said) and not any(verbal(word.text) or word.text.lower() == "to" for word in words(rest))


def _lost_capital(text: str, source: str) -> bool:
    """Whether an ordinary word that opens the source stands inside the text with its capital."""
    opening = words(source)[:1]
    if not opening or opening[0].text.lower() not in ordinary_words():
        return False
    return any(word.text == opening[0].text and word.start > 1 for word in words(outside_quotations(text)))
