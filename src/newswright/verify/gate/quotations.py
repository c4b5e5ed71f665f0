"""Quotations: word by word as the source has them, and quoted there too.

Words may be put between marks only where the evidence itself quotes them, or where the sentence attributes them to the
outlet that wrote them. What a speaker says of himself ("we lost") never stands outside the marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswright.records import Check, Outcome
from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations, quotations, same_words
from newswright.verify.gate.credit import credited

NAME = "quotations"

_FIRST_PERSON = re.compile(
    r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Oo]urs|[Mm]ine|me|us|I'm|[Ww]e're|I've|[Ww]e've|I'll|[Ww]e'll)\b"
)


def check_quotations(sentence: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> Check:
    """Compare what `sentence` quotes with the `evidence`; `outlets` are those the evidence comes from."""
    voice = _FIRST_PERSON.search(outside_quotations(fold(sentence)))
    if voice:
        return Check(name=NAME, outcome=Outcome.FAILED, detail=f"“{voice.group()}” speaks outside quotation marks")
    quoted = [span.text for span in quotations(sentence)]
    if not quoted:
        return Check(name=NAME, outcome=Outcome.IDLE, detail="no quotation")
    attributed = bool(credited(sentence, outlets))
    for words in quoted:
        fault = _fault(words, evidence, attributed=attributed)
        if fault:
            return Check(name=NAME, outcome=Outcome.FAILED, detail=fault)
    return Check(name=NAME, outcome=Outcome.PASSED, detail="word for word in the evidence")


def _fault(words: str, evidence: Sequence[str], *, attributed: bool) -> str:
    shown = words if len(words) <= 80 else words[:77] + "…"
    if not any(same_words(words, text) for text in evidence):
        return f"“{shown}” is not word for word in the evidence"
    if attributed:
        return ""
    spoken = [span.text for text in evidence for span in quotations(text)]
    if not any(same_words(words, text) for text in spoken):
        return f"“{shown}” is put in quotation marks, but the evidence does not quote it"
    return ""
