"""Stance: what is denied, hedged or merely said in the evidence stays so.

A word that the evidence negates ("was not hurt"), hedges ("may close") or lays in somebody's mouth ("..., she said")
must not become a plain fact, and a plain fact must not be hedged or denied.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from newswright.records import Check, Outcome
from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations
from newswright.text.words import stem, words
from newswright.verify.gate.credit import credited
from newswright.verify.gate.tokens import tokens

NAME = "stance"

_UNSAID = re.compile(r"\b(?:is|are|was|were|been)\s+reported\b(?!\s+(?:to|that))", re.IGNORECASE)
"""Nobody speaks in "no injuries were reported"; in "was reported to be dead" somebody does."""
_MAY = re.compile(
    r"(\b(?:in|since|until|by|of|to|from|early|late|mid|last|next|this|during|before|after|through|\d+(?:st|nd|rd|th)?)"
    r"[ -])May\b()|\b()May(?= \d)",
)
"""The month, which is no hedge: a capital alone does not tell, for headlines have capitals everywhere."""
_A_MONTH = "June"
_NOT = re.compile(r"n't$")
_MODALS = {
    "will": "will",
    "shall": "will",
    "would": "would",
    "can": "can",
    "could": "could",
    "may": "may",
    "might": "may",
}
"""Modals, those that claim the same as one: what would happen is not what will."""
_TENSED = {"is": "is", "are": "is", "was": "was", "were": "was", "has": "has", "have": "has", "had": "had"}


def check_stance(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:
    """Look for a text of the `evidence` whose negations, hedges and attributions the `sentence` keeps."""
    if credited(sentence, outlets):
        return Check(name=NAME, outcome=Outcome.PASSED, detail="attributed to the outlet")
    faults = [_fault(sentence, text) for text in evidence]
    if any(not fault for fault in faults):
        return Check(name=NAME, outcome=Outcome.PASSED, detail="denied, hedged and attributed as in the evidence")
    return Check(name=NAME, outcome=Outcome.FAILED, detail=min(faults, key=len) if faults else "no evidence")


def _fault(sentence: str, text: str) -> str:
    mine, theirs = _marks(sentence), _marks(text)
    added = {mark for mark, _ in mine} - {mark for mark, _ in theirs}
    if added:
        return f"“{min(added)}” is not in the evidence"
    governs = {(mark, stem(word)) for mark, word in theirs}
    strayed = [(mark, word) for mark, word in mine if word and (mark, stem(word)) not in governs]
    if strayed:  # "nobody was hurt and the boat sank" does not say that nobody sank
        return f"“{strayed[0][0]}” does not stand before “{strayed[0][1]}” in the evidence"
    tense = _tensed(sentence, text) - _tensed(text)
    if tense:  # also where a form occurs more often: "has opened into why it left" has one "has", not two
        return f"“{min(tense)}” is another tense than the evidence's"
    stems = {token.stem for token in tokens(sentence)}
    kept = {mark for mark, _ in mine}
    for mark, governed in theirs:
        if governed and stem(governed) in stems and mark not in kept:
            return f"“{mark}” is lost before “{governed}”"
    return _unattributed(sentence, text)


def _marks(text: str) -> list[tuple[str, str]]:
    """Return each negation and hedge outside quotations with the next content word."""
    own = fold(outside_quotations(text))
    spoken = [word.text.lower() for word in words(_MAY.sub(lambda month: f"{month[1]}{_A_MONTH}{month[2]}", own))]
    found = []
    for at, word in enumerate(spoken):
        mark = _mark(word)
        if mark:
            found.append((mark, _next_content(spoken, at + 1)))
    return found


def _tensed(text: str, active: str = "") -> Counter[str]:
    """Return the forms of "be" and "have" outside quotations, singular and plural as one: "is" never becomes "was".

    "Was" or "were" before a past form that `active` has by itself is that form turned passive: the tense is the same.
    """
    spoken = [fold(word.text).lower() for word in words(outside_quotations(text))]
    alone = _alone(active)
    found: Counter[str] = Counter()
    for word, following in zip(spoken, [*spoken[1:], ""], strict=False):
        if word in _TENSED and not (_TENSED[word] == "was" and following in alone):
            found[_TENSED[word]] += 1
    return found


def _alone(text: str) -> set[str]:
    """Return the words of `text` that follow no form of "be" or "have"."""
    spoken = [fold(word.text).lower() for word in words(text)]
    return {word for before, word in zip(["", *spoken], spoken, strict=False) if before not in _TENSED}


def _mark(word: str) -> str:
    if _NOT.search(word) or word in _table("negations"):
        return "not"
    if word in _MODALS:
        return _MODALS[word]
    return word if word in _table("hedges") else ""


def _next_content(spoken: Sequence[str], at: int) -> str:
    for word in spoken[at:]:
        if not _mark(word) and tokens(word):
            return word
    return ""


def _unattributed(sentence: str, text: str) -> str:
    """Where the evidence says that somebody said it, the sentence says so too."""
    for kind in ("sayings", "namings"):
        said = _sayings(text, kind)
        if said and not _sayings(sentence, kind):
            return f"“{min(said)}” is lost: what somebody said has become a fact"
    return ""


def _sayings(text: str, kind: str) -> set[str]:
    own = _UNSAID.sub("", fold(outside_quotations(text)))
    spoken = (word.text.lower() for word in words(own))
    # "not" has the stem of "note"
    found = {word for word in spoken if stem(word) in _stems(kind) and word not in _table("negations")}
    if re.search(r"\b[Aa]ccording to\b", own):
        found.add("according to")
    return found


@cache
def _stems(kind: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _table(kind))


@cache
def _table(name: str) -> frozenset[str]:
    lines = files("newswright.verify.gate").joinpath("tables", "stance.txt").read_text(encoding="utf-8").splitlines()
    part = ""
    found: set[str] = set()
    for line in lines:
        if line.startswith("["):
            part = line.strip("[]")
        elif part == name and not line.startswith("#"):
            found.update(line.split())
    return frozenset(found)
