"""Credits: the words that say which outlet has a thing, set at the end of a sentence, and found there again.

One table of forms for the writer that sets them and the verifier that reads them, so that nothing is set that cannot
be read. A credit names outlets in full, as the wire does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

FORMS = (", {} reported", ", according to {}")
"""What stands before the full stop; `{}` is the outlet, or several."""
OTHERWISE = ", according to {}; {} gave the figure as {}."
"""How two outlets' figures are set: the first outlet, the second, and what the second has."""
_OTHERWISE = re.compile(r"(?P<body>.+), according to (?P<one>.+?); (?P<other>.+) gave the figure as (?P<figure>.+)\.")
_ABBREVIATED = re.compile(
    r"\b(?:(?:[A-Za-z]\.){2,}|(?:Inc|Ltd|Co|Corp|Jr|Sr|Calif|Mass|Pa|Fla|Ga|Va|Ala|Ariz|Colo|Conn)\.)$"
)
_SAID = re.compile(r"\b(?:said|says|told [^,.]{1,40}|reported|added|according to [^,.]{1,60})$")
MOST = 3
"""Outlets that one credit names; more make a list that nobody reads."""


class Credited(NamedTuple):
    """A sentence apart from its credit."""

    body: str
    outlets: tuple[str, ...]
    """Whom it credits; () where it credits none."""
    figure: str = ""
    """What the second of two outlets has otherwise, "" where they do not disagree."""


def credit(sentence: str, outlets: Sequence[str], turn: int = 0) -> str:
    """Return `sentence` with a credit to `outlets` before its full stop; `turn` varies the form.

    A sentence that ends with "..., she said." gets "according to", which can stand behind it.
    """
    body = sentence.rstrip()
    body = unstopped(body)
    form = FORMS[1] if _SAID.search(body) else FORMS[turn % len(FORMS)]
    return f"{body}{form.format(listed(outlets[:MOST]))}."


def otherwise(sentence: str, outlet: str, other: str, figure: str) -> str:
    """Return `sentence`, which is `outlet`'s, with the `figure` that the `other` outlet has in its place."""
    body = uncredited(sentence, [outlet]).body
    return unstopped(body) + OTHERWISE.format(outlet, other, figure)


def unstopped(sentence: str) -> str:
    """Return `sentence` without its full stop; that of "the U.S." is the abbreviation's and stays."""
    return sentence if _ABBREVIATED.search(sentence) else sentence.removesuffix(".")


def _stopped(body: str) -> str:
    return body if _ABBREVIATED.search(body) else body + "."


def listed(outlets: Sequence[str]) -> str:
    """Return "A", "A and B" or "A, B and C"."""
    *first, last = outlets
    return f"{', '.join(first)} and {last}" if first else last


def uncredited(sentence: str, outlets: Sequence[str]) -> Credited:
    """Take the credit to any of `outlets` from the end of `sentence`. What is left has its full stop again.

    A sentence that is one quotation with its credit stays as it is: without the outlet nobody says it.
    """
    known = [" ".join(outlet.split()) for outlet in dict.fromkeys(outlets) if outlet.strip()]
    plain = " ".join(sentence.split())
    two = _OTHERWISE.fullmatch(plain)
    if two and {two["one"], two["other"]} <= set(known):
        return Credited(_stopped(two["body"]), (two["one"], two["other"]), two["figure"])
    for size in range(min(MOST, len(known)), 0, -1):
        for named in permutations(known, size):
            for form in FORMS:
                tail = f"{form.format(listed(named))}."
                if plain.endswith(tail) and not _one_quotation(plain[: -len(tail)]):
                    return Credited(_stopped(plain[: -len(tail)]), named)
    return Credited(sentence, ())


def _one_quotation(body: str) -> bool:
    body = body.strip(" ,.")
    return body[:1] in '“"' and body[-1:] in '”"' and not re.search(r"[“”\"]", body[1:-1])
