"""Relations: who did what to whom stays as the evidence says it.

All words of "Town beat Rovers" are in "Rovers beat Town". Without a parser, four things still tell the two apart, each
found on what the embedded model really writes (docs/lab-notes.md):

- **order** (`order.py`): at most one part of the sentence is moved, and visibly; a date stays with its clause;
- **cuts** (`order.py`): what is left out is a whole phrase, so that no word loses the one it belongs to;
- **ties** (`ties.py`): a preposition before a word is one that the evidence has there ("from nearby flats", not "to"),
  and a word tied in with one does not come out of it: what lay "on a sandbank" does not become the subject;
- **pronouns** (`ties.py`): no pronoun without the word it stands for.

The check looks for one text of the evidence that explains the whole sentence. It is stricter than a reader: what it
rejects is written again or quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.records import Check, Outcome
from newswright.text.quotes import outside_quotations
from newswright.verify.gate.alignment import align
from newswright.verify.gate.credit import credited
from newswright.verify.gate.order import cut, dated, moved, spoken
from newswright.verify.gate.ties import pronouns, tied, trailing
from newswright.verify.gate.tokens import Token, tokens

NAME = "relations"


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
    laid = align(mine, theirs)
    if laid is None:
        return "uses a word more often than the evidence, or one it lacks"
    return moved(laid) or spoken(laid) or cut(laid) or tied(laid) or pronouns(laid) or trailing(laid) or dated(laid)
