"""Relations: who did what to whom stays as the evidence says it.

All words of "Town beat Rovers" are in "Rovers beat Town". Without a parser, three things still tell the two apart, each
measured on what the embedded model really writes (docs/lab-notes.md):

- **order**: at most one part of the sentence is moved to another place (a fronted clause); dates float freely;
- **cuts**: what is left out begins where a phrase begins, so that no noun loses the word it belongs to;
- **ties**: a preposition before a word is one that the evidence has there ("from nearby flats", not "to"), and a word
  that the evidence ties in with one does not come out of it: what lay "on a sandbank" does not become the subject.

The check looks for one text of the evidence that explains the whole sentence. It is stricter than a reader: what it
rejects is written again or quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from newswright.records import Check, Outcome
from newswright.text.quotes import outside_quotations
from newswright.verify.credit import credited
from newswright.verify.tokens import Token, tokens
from newswright.verify.wording import same

NAME = "relations"
MOVES = 1
"""Parts that may stand elsewhere than in the evidence: two already turn "Rovers beat Town" round."""

_PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto upon about above below under over between among through during before"
    " after against across along around behind beside beyond despite inside near off outside per past toward towards"
    " within without as than until since because if unless although while".split()
)
_CONJUNCTIONS = frozenset("after before since until because while as than if unless although".split())
"""Words that also join clauses: the clause behind one may stand alone."""
_JOINING = frozenset("when where who which that and but with".split())
_PASSIVE = frozenset("is are was were be been being".split())
_PRONOUNS = frozenset("he she it they him her them his hers its their theirs who whom whose".split())


def check_relations(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:
    """Look for a text of the `evidence` whose relations between words the `sentence` keeps."""
    mine = tokens(outside_quotations(sentence))
    if not mine or credited(sentence, outlets):
        return Check(name=NAME, outcome=Outcome.IDLE, detail="the words are quoted")
    # The evidence's quotations may be reported in the sentence's own words or stand between its marks: both readings.
    readings = [reading for text in evidence for reading in dict.fromkeys((text, outside_quotations(text)))]
    faults = [_fault(mine, tokens(reading)) for reading in readings]
    if any(not fault for fault in faults):
        return Check(name=NAME, outcome=Outcome.PASSED, detail="order and ties as in the evidence")
    return Check(name=NAME, outcome=Outcome.FAILED, detail=min(faults, key=len) if faults else "no evidence")


def _fault(mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> str:
    """Return what is wrong with `mine` by the light of `theirs`, "" if nothing."""
    places = _places(mine, theirs)
    if places is None:
        return "uses a word more often than the evidence, or one it lacks"
    fixed = [(at, token) for at, token in zip(places, mine, strict=True) if not token.calendar]
    return (
        _moved(fixed, theirs)
        or _cut(fixed, theirs)
        or _tied(places, mine, theirs)
        or _pronoun(places, mine, theirs)
        or _trailing(places, mine, theirs)
    )


def _places(mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> list[int] | None:
    """Give each word of `mine` a place of its own in `theirs`, continuing the run of the word before where possible."""
    free: dict[str, list[int]] = {}
    for at, token in enumerate(theirs):
        free.setdefault(same(token), []).append(at)
    places: list[int] = []
    for token in mine:
        open_places = free.get(same(token))
        if not open_places:
            return None
        last = places[-1] if places else -1
        at = min(open_places, key=lambda place: (place <= last, abs(place - last - 1)))
        open_places.remove(at)
        places.append(at)
    return places


def _moved(fixed: list[tuple[int, Token]], theirs: tuple[Token, ...]) -> str:
    """At most one part moves, and it shows: a comma or a conjunction sets it off, or the verb has turned passive."""
    moves = [later for earlier, later in pairwise(fixed) if later[0] < earlier[0]]
    if len(moves) > MOVES:
        return f"words change places at {', '.join(f'“{token.text}”' for _, token in moves)}"
    for at, token in moves:
        passive = set(token.ties) & _PASSIVE and not set(theirs[at].ties) & _PASSIVE
        if not (token.breaks or passive or set(token.ties) & (_CONJUNCTIONS | _JOINING)):
            return f"“{token.text}” has changed its place"
    return ""


def _cut(fixed: list[tuple[int, Token]], theirs: tuple[Token, ...]) -> str:
    """What is skipped in `theirs` must begin where a phrase begins; dates in between do not count."""
    used = {at for at, _ in fixed}
    for (last, token), (at, _) in pairwise(fixed):
        left = [place for place in range(last + 1, at) if place not in used]
        skipped = [theirs[place] for place in left if not theirs[place].calendar]
        if at > last and skipped and not skipped[0].opens and not all(_figure(token) for token in skipped):
            return f"“{token.text}” is cut from “{skipped[0].text}”"
    return ""


def _figure(token: Token) -> bool:
    """Whether a word is a bare number, which a sentence may leave out without changing who did what."""
    return token.text[:1].isdigit()


def _tied(places: list[int], mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> str:
    for at, token in zip(places, mine, strict=True):
        if token.calendar:
            continue
        added = (set(token.ties) & _PREPOSITIONS) - set(theirs[at].ties)
        lost = (set(theirs[at].ties) & _PREPOSITIONS) - _CONJUNCTIONS - set(token.ties)
        if added or lost:
            return f"“{_shown(token)}” is “{_shown(theirs[at])}” in the evidence"
    return ""


def _shown(token: Token) -> str:
    return " ".join((*token.ties, token.text))


def _pronoun(places: list[int], mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> str:
    """A pronoun keeps what it stands for: the evidence's own place of it, or the evidence's opening words."""
    used = [(at, tie) for at, token in zip(places, mine, strict=True) for tie in token.ties if tie in _PRONOUNS]
    subjects = _subjects(theirs)
    more = Counter(tie for _, tie in used) - Counter(tie for token in theirs for tie in token.ties)
    if more:
        return f"“{min(more)}” stands for something the evidence names"
    for at, tie in used:
        near = [place for place in range(max(at - 2, 0), at) if not theirs[place].calendar]
        if not set(near) & set(places) and not set(subjects) & set(places):
            return f"“{tie}” has lost what it stands for"
    return ""


def _trailing(places: list[int], mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> str:
    """Little words behind the last content word stand there in the evidence too."""
    added = set(mine[-1].trails) - set(theirs[places[-1]].trails)
    return f"ends in “{mine[-1].text} {' '.join(mine[-1].trails)}”" if added else ""


def _subjects(theirs: tuple[Token, ...]) -> list[int]:
    """The places of the first two words that are no number and no date."""
    return [at for at, token in enumerate(theirs) if not token.calendar and not any(c.isdigit() for c in token.text)][
        :2
    ]
