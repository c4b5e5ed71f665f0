"""Order: what may move, what may be left out, and where a date belongs."""

from __future__ import annotations

from newswright.verify.gate.alignment import Alignment, clauses
from newswright.verify.gate.joints import CONJUNCTIONS, JOINING, MEASURES, PASSIVE, PREPOSITIONS, SAYING
from newswright.verify.gate.tokens import Token

MOVES = 1
"""Parts that may stand elsewhere than in the evidence: two already turn "Rovers beat Town" round."""


def moved(laid: Alignment) -> str:
    """At most one part moves, and it shows: set off by a comma or joining word, beside "said", or turned passive."""
    moves = [(earlier, later) for earlier, later in laid.steps if later[0] < earlier[0]]
    if len(moves) > MOVES:
        return f"words change places at {', '.join(f'“{later.text}”' for _, (_, later) in moves)}"
    for (last, before), (at, token) in moves:
        if _credit(laid, last, before, at, token):
            continue
        if _turned(laid, at, token):
            continue
        if not (token.breaks or set(token.ties) & (CONJUNCTIONS | JOINING | {"with"})):
            return f"“{token.text}” has changed its place"
        start, first = laid.fixed[0]
        if not _rooted(start, laid):
            return f"“{first.text}” is moved away from “{laid.theirs[start - 1].text}”"
    return ""


def _credit(laid: Alignment, last: int, before: Token, at: int, token: Token) -> bool:
    """Whether only the credit moves: "..., Calloway said", "said Calloway" and "Calloway said ..." are one."""
    home = clauses(laid.theirs)
    if before.stem in SAYING:  # what was said follows now; it stood in another clause
        return home[at] != home[last]
    return token.stem in SAYING and (at == 0 or laid.theirs[at].breaks)


def _turned(laid: Alignment, at: int, token: Token) -> bool:
    """Whether the verb is passive here and active there."""
    return bool(set(token.ties) & PASSIVE and not set(laid.theirs[at].ties) & PASSIVE)


def _rooted(start: int, laid: Alignment) -> bool:
    """Whether the part that was moved to the front keeps what it hangs on: the word before it, or a clause's edge."""
    theirs = laid.theirs
    before = [at for at in range(start - 1, -1, -1) if not theirs[at].calendar][:1]
    if not before or theirs[start].breaks:
        return True
    measured = theirs[before[0]].stem in MEASURES and {"after", "before", "since", "from"} & set(theirs[start].ties)
    return theirs[start].opens and before[0] in laid.places and not measured


def spoken(laid: Alignment) -> str:
    """Who says it in the evidence says it here: the speaker's word beside "said" stays."""
    for at, token in laid.fixed:
        if token.stem not in SAYING:
            continue
        beside = at + 1 if laid.theirs[at].breaks else at - 1
        if 0 <= beside < len(laid.theirs) and beside not in laid.places:
            return f"“{token.text}” has lost “{laid.theirs[beside].text}”, who says it in the evidence"
    return ""


def cut(laid: Alignment) -> str:
    """What is skipped is a whole phrase: nothing that stays belonged to it, nor does it belong to what stays."""
    for (last, token), (at, here) in laid.steps:
        if at < last:
            continue
        skipped = [place for place in range(last + 1, at) if place not in laid.places]
        fault = _edge(laid, token, here, at, skipped)
        if fault:
            return fault
    return ""


def _edge(laid: Alignment, token: Token, here: Token, at: int, skipped: list[int]) -> str:
    theirs = laid.theirs
    apart = here.breaks or set(here.ties) & (CONJUNCTIONS | JOINING)
    left = [theirs[place] for place in skipped if not theirs[place].calendar]
    if theirs[at].breaks and not apart and not (left and left[0].breaks):
        return f"“{here.text}” is joined to “{token.text}” over a break"
    if not left or all(word.text[:1].isdigit() for word in left):
        return ""  # a bare number may go: it changes how many, not who did what
    if not left[0].opens:
        return f"“{token.text}” is cut from “{left[0].text}”"
    if set(theirs[at].ties) & (PREPOSITIONS - CONJUNCTIONS) and not theirs[at].breaks:
        return f"“{theirs[at].text}” hangs on “{left[-1].text}”, which is cut"
    return ""


def dated(laid: Alignment) -> str:
    """A date floats within its clause only: what happened on Wednesday must not swap with what happened before."""
    own, home = clauses(laid.mine), clauses(laid.theirs)
    words = list(zip(laid.places, laid.mine, own, strict=True))
    for at, token, clause in words:
        if not token.calendar:
            continue
        # "On Wednesday, ...": a date with a clause to itself belongs to what follows.
        beside = [home[place] for place, word, c in words if c == clause and not word.calendar] or [
            home[place] for place, word, _ in words if not word.calendar
        ]
        if beside and home[at] not in beside:
            return f"“{token.text}” belongs to another part of the evidence"
    return ""
