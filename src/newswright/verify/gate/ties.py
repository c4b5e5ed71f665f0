"""Ties: the prepositions, articles and pronouns that a word has in the evidence, it has in the sentence."""

from __future__ import annotations

from collections import Counter

from newswright.verify.gate.alignment import Alignment
from newswright.verify.gate.joints import CONJUNCTIONS, PASSIVE, PREPOSITIONS, PRONOUNS
from newswright.verify.gate.tokens import Token


def tied(laid: Alignment) -> str:
    """No preposition is added ("to" for "from"), and what lay "on a sandbank" does not become the subject."""
    for at, token in zip(laid.places, laid.mine, strict=True):
        yours = laid.theirs[at]
        added = (set(token.ties) & PREPOSITIONS) - set(yours.ties)
        lost = (set(yours.ties) & PREPOSITIONS) - CONJUNCTIONS - set(token.ties)
        if token.calendar:  # "on Tuesday" and "Tuesday" are one, "by Tuesday" and "until Tuesday" are others
            added, lost = added - {"on"}, lost & {"by", "until", "from", "before", "after", "since"}
        if added or lost or (not token.calendar and (_article(token, yours) or _voice(token, yours))):
            return f"“{_shown(token)}” is “{_shown(yours)}” in the evidence"
    return ""


def _article(mine: Token, yours: Token) -> bool:
    """Whether the article says something else: "the" may follow "a", never the other way, nor come before a name."""
    indefinite = set(mine.ties) & {"a", "an"} and not set(yours.ties) & {"a", "an"}
    named = mine.text[:1].isupper() and "the" in mine.ties and "the" not in yours.ties
    return bool(indefinite or named)


def _voice(mine: Token, yours: Token) -> bool:
    """Whether a passive has become active ("has turned"), or one thing several ("towns" for "town")."""
    active = set(yours.ties) & PASSIVE and not set(mine.ties) & PASSIVE
    one, other = sorted((mine.text.lower(), yours.text.lower()), key=len)
    return bool(active) or one + "s" == other


def _shown(token: Token) -> str:
    return " ".join((*token.ties, token.text))


def pronouns(laid: Alignment) -> str:
    """A pronoun keeps what it stands for: the words before it in the evidence, or the evidence's opening."""
    used = [
        (at, tie) for at, token in zip(laid.places, laid.mine, strict=True) for tie in token.ties if tie in PRONOUNS
    ]
    more = Counter(tie for _, tie in used) - Counter(tie for token in laid.theirs for tie in token.ties)
    if more:
        return f"“{min(more)}” stands for something the evidence names"
    subjects = _subjects(laid.theirs)
    for at, tie in used:
        near = [place for place in range(max(at - 2, 0), at) if not laid.theirs[place].calendar]
        if not set(near) & set(laid.places) and not set(subjects) & set(laid.places):
            return f"“{tie}” has lost what it stands for"
    return ""


def _subjects(theirs: tuple[Token, ...]) -> list[int]:
    """The places of the first two words that are no number and no date."""
    return [at for at, token in enumerate(theirs) if not token.calendar and not any(c.isdigit() for c in token.text)][
        :2
    ]


def trailing(laid: Alignment) -> str:
    """Little words behind the last content word stand there in the evidence too."""
    last = laid.mine[-1]
    added = set(last.trails) - set(laid.theirs[laid.places[-1]].trails)
    return f"ends in “{last.text} {' '.join(last.trails)}”" if added else ""
