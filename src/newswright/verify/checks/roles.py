"""Roles: who did what to whom is as the sources have it.

Looked at where a sentence has two names with one verb between them and a piece of a source has the same names and verb:
"Rovers beat Town" and "Town beat Rovers" contradict each other, "Town were beaten by Rovers" and "Rovers beat Town" do
not. What is put otherwise, with another verb or without names, is for the learned checker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from newswright.text.fold import fold
from newswright.text.names import names
from newswright.text.quotes import outside_quotations
from newswright.text.words import stem, stop_words, words
from newswright.verify.claim import Claim, Hit
from newswright.verify.sources import Known, plain_word

_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be|got)\b(?:\s+\w+){0,1}\s*$", re.IGNORECASE)
_BY = re.compile(r"^\W*by\b", re.IGNORECASE)
_STOPS = re.compile(
    r"[.;:!?()]|\b(?:who|which|that|when|while|because|after|before|and|but|or|whose|where|as|than)\b|,"
)


@dataclass(frozen=True)
class _Deed:
    actor: str
    verb: str
    patient: str
    start: int
    end: int


_REACH = 70
"""Characters between two names in which a verb and a title have room."""
_TITLE = 4
"""Content words between two names: the verb, and up to three of a title ("sued the shipping magnate Bo Ray")."""


def check_roles(claim: Claim, known: Known) -> Iterator[Hit]:  # noqa: ARG001 - one form for all checks
    """Compare "A did B" of the sentence with the pieces that have the same verb and names."""
    mine = _deeds(claim.own)
    if not mine:
        return
    theirs = {(deed.actor, deed.verb, deed.patient) for piece in claim.pieces for deed in _deeds(piece.text)}
    for deed in mine:
        turned = (deed.patient, deed.verb, deed.actor)
        if turned in theirs and (deed.actor, deed.verb, deed.patient) not in theirs:
            detail = f"the other way round in the sources: {deed.patient.title()} is said to have done it"
            yield Hit(detail, deed.start, deed.end, contradicts=True)


def _deeds(text: str) -> list[_Deed]:
    """Return who did what to whom, for each two neighbouring names of a clause with one verb between them."""
    own = fold(outside_quotations(text))
    found = names(own)
    deeds = []
    for one, other in pairwise(found):
        between = own[one.end : other.start]
        if len(between) > _REACH or _STOPS.search(between):
            continue
        inner = words(between)
        content = [word for word in inner if word.text.lower() not in stop_words()]
        if not 1 <= len(content) <= _TITLE or any(word.text[0].isupper() for word in content):
            continue
        verb = content[0]
        behind = between[verb.end :]
        passive = bool(_PASSIVE.search(between[: verb.start])) and bool(_BY.search(behind))
        small = {word.text.lower() for word in words(behind)} & stop_words()
        if not passive and small - {"the", "a", "an", "his", "her", "its", "their"}:
            continue
        actor, patient = plain_word(one.core[-1]), plain_word(other.core[-1])
        if passive:
            actor, patient = patient, actor
        deeds.append(_Deed(actor, stem(verb.text), patient, one.start, other.end))
    return deeds
