"""Names: every person, place and organisation of a sentence stands in its evidence.

A later mention may be shorter than the evidence's ("Calloway" for "Ines Calloway"), never longer, and an acronym may
stand for a name whose capitals spell it. The outlet that a sentence is attributed to is evidence of itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.records import Check, Outcome
from newswright.text.names import Name, acronym, bare, names, ordinary_words
from newswright.text.words import words
from newswright.verify.gate.credit import credited

NAME = "names"


def check_names(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:
    """Compare the names of `sentence` with the texts of its `evidence` and the `outlets` it may be attributed to."""
    found = names(sentence)
    if not found:
        return Check(name=NAME, outcome=Outcome.IDLE, detail="no names")
    outlet = credited(sentence, outlets)
    texts = [_words(text) for text in (*evidence, outlet)]
    short = {acronym(name.core) for text in evidence for name in names(text) if len(name.core) > 1}
    missing = [name.text for name in found if not _stands(name, texts, short)]
    if missing:
        listed = ", ".join(f"“{name}”" for name in dict.fromkeys(missing))
        return Check(name=NAME, outcome=Outcome.FAILED, detail=f"not in the evidence: {listed}")
    listed = ", ".join(dict.fromkeys(name.text for name in found))
    return Check(name=NAME, outcome=Outcome.PASSED, detail=f"in the evidence: {listed}")


def _words(text: str) -> list[str]:
    return [bare(word.text) for word in words(text)]


def _stands(name: Name, texts: Sequence[list[str]], short: set[str]) -> bool:
    if len(name.core) == 1 and name.core[0].replace(".", "") in short:
        return True
    wanted = [bare(word.text) for word in words(name.text)]
    if any(_consecutive(wanted, text, opens=name.opens) for text in texts):
        return True
    # The first word of a sentence may be none of the name: "A Delaware judge", "Investor Ryder Kane".
    first = wanted[0].casefold()
    plain = name.opens and len(wanted) > 1 and (first in ordinary_words() or any(first in text for text in texts))
    return plain and any(_consecutive(wanted[1:], text, opens=False) for text in texts)


def _consecutive(wanted: list[str], text: list[str], *, opens: bool) -> bool:
    """Where the name opens a sentence, its first word may be in lower case in the evidence: "Director Hana Brill"."""
    size = len(wanted)
    return any(
        wanted[1:] == text[at + 1 : at + size]
        and (wanted[0] == text[at] or (opens and wanted[0].casefold() == text[at].casefold()))
        for at in range(len(text) - size + 1)
    )
