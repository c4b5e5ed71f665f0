"""Credit: telling a sentence that only quotes an outlet from one that claims something itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswright.text.credits import Credited, uncredited
from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import words

_SIGN = re.compile(r"[£$€¥₹#]$|(?<![^\W_])[-−+]$")
_AFTER = ("%", "°")


def credited(sentence: str, outlets: Sequence[str]) -> str:
    """Return the outlet whose words `sentence` is, where all of it is a quotation and "OUTLET reported"; else ""."""
    if not quotations(sentence):
        return ""
    rest = " ".join(outside_quotations(sentence).split()).strip(" ,.")
    return next((outlet for outlet in outlets if outlet and rest in _forms(" ".join(outlet.split()))), "")


def verbatim(said: Credited, evidence: Sequence[str]) -> bool:
    """Whether `said` is a passage under its outlet's name, word for word and in its order, wherever the marks stand.

    Nothing in it can be other than the outlet has it; whose words they are, the credit says.
    """
    if not said.outlets or said.figure:
        return False
    return as_it_stands(said.body, evidence)


def as_it_stands(body: str, evidence: Sequence[str]) -> bool:
    """Whether `body` is a passage of the evidence word for word, wherever the marks stand."""
    mine = _spoken(body)
    return bool(mine) and any(mine == _spoken(text) for text in evidence)


def _spoken(text: str) -> list[str]:
    """The words, each with the sign that says what it counts: "£5m" is not "$5m", nor "5%" "5"."""
    found = []
    for word in words(text):
        before = _SIGN.search(text[: word.start])
        after = text[word.end : word.end + 1]
        found.append(fold(f"{before.group() if before else ''}{word.text}{after if after in _AFTER else ''}"))
    return found


def has_figure(text: str, figure: str) -> bool:
    """Whether `figure` stands in `text` to the letter and whole: "7 people" is no part of "37 people"."""
    return bool(re.search(rf"(?<![\w£$€¥₹#-])(?<!\d[.,]){re.escape(figure)}(?![\w%])(?![.,]\d)", text))


def _forms(outlet: str) -> tuple[str, ...]:
    return f"{outlet} reported", f"{outlet} reported:", f"According to {outlet}", f"According to {outlet}:"


__all__ = ["Credited", "as_it_stands", "credited", "has_figure", "uncredited", "verbatim"]
