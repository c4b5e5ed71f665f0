"""Finds the numbers of a text, in digits and in words, with their value and what they count in.

A reading is a value and a kind: `percent`, a currency, `ordinal`, `about` (dozens, hundreds), `code` (A320), a unit of
measure, or "" for a plain number. A text in front of the reader often has more than one reading ("5m"); a sentence is
content when one of them is offered by the evidence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from . import number_words as nw
from .dates import date_spans
from .fold import Span, overlaps
from .number_reader import NumberReader, Quantity, Reading, Token

_TOKEN = re.compile(
    r"\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: \d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)?|[½¼¾⅓⅔⅛]|[^\W\d_]+|\S"
)
_LINK = re.compile(
    r"\s*(?:-|/|,|to|and|or|, and|, or|and up to|to up to)\s*"
    r"(?:about|nearly|almost|around|some|roughly|as many as|a record|a|between|from)?\s*(?:[A-Z]{0,3}[$£€¥₹])?"
)


def quantities(text: str, *, skip: list[Span] | None = None, joined: bool = True) -> list[Quantity]:
    """Return the numbers of folded `text` in order, without those that touch a span of `skip`.

    `joined` says how "two hundred and five thousand" is read: as one number, or as two.
    """
    tokens = [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found, at = [], 0
    while at < len(tokens):
        if overlaps((tokens[at].start, tokens[at].end), skip or []):
            at += 1
            continue
        quantity, after = NumberReader(text, tokens, at, joined=joined).read()
        if quantity:
            found.append(quantity)
        at = max(after, at + 1)
    return _share_units(text, [_second_year(text, quantity) for quantity in found])


def offered(text: str) -> set[Reading]:
    """Return every reading that folded `text`, as evidence, can answer for."""
    dates = date_spans(text)
    days = [day for start, end in dates for day in re.findall(r"\d+", text[start:end])]
    found: set[Reading] = {(Fraction(day), "ordinal") for day in days}
    for joined in (True, False):
        for quantity in quantities(text, skip=dates, joined=joined):
            for value, kind in quantity.readings:
                found |= _wider(value, kind)
            plain = [value for value, kind in quantity.readings if kind in {"", *nw.MEASURES}]
            found |= {(value, unit) for value in plain for unit in _units_after(text, quantity.end)}
    for match in re.finditer(r"\b([^\W\d_]+)[- ]?(\d+)\b", text):
        found.add(((match[1] + match[2]).casefold(), "code"))
    if re.search(r"\b(?:single|sole|lone)\b", text, re.IGNORECASE):
        found.add((Fraction(1), ""))
    return found


def unsupported(sentence: str, evidence: list[str], skip: list[Span]) -> list[Quantity]:
    """Return the numbers of folded `sentence` that no text of folded `evidence` offers."""
    have = set[Reading]().union(*(offered(text) for text in evidence))
    missing = []
    for joined in (True, False):
        found = quantities(sentence, skip=skip, joined=joined)
        missing.append([q for q in found if not (q.readings & have or _lone(q, evidence))])
    return min(missing, key=len) or _scores(sentence, evidence, skip)


def _scores(sentence: str, evidence: list[str], skip: list[Span]) -> list[Quantity]:
    """Return the scores and ranges ("2-0") whose two numbers the evidence has, but never next to each other."""
    known: set[frozenset[Reading]] = set()
    for text in evidence:
        for left, right in pairwise(quantities(text)):
            known |= {frozenset((a, b)) for a in left.readings for b in right.readings}
    missing = []
    for left, right in pairwise(quantities(sentence, skip=skip)):
        glued = sentence[left.end : right.start] == "-" and left.surface.isdigit() and right.surface.isdigit()
        short = len(left.surface) < 3 and len(right.surface) < 3
        pairs = {frozenset((a, b)) for a in left.readings for b in right.readings}
        if glued and short and not pairs & known:
            missing.append(replace(left, surface=f"{left.surface}-{right.surface}", end=right.end))
    return missing


def _lone(quantity: Quantity, evidence: list[str]) -> bool:
    """Return whether "one X" goes back to "a X"."""
    if not quantity.noun:
        return False
    noun = "|".join(nw.PERSONS.split()) if quantity.noun == "person" else re.escape(quantity.noun)
    article = re.compile(rf"\b(?:an?|another)[ -](?:[\w',-]+[ -]){{0,4}}?(?:{noun})\b", re.IGNORECASE)
    return any(article.search(text) for text in evidence)


def _wider(value: Fraction | str, kind: str) -> set[Reading]:
    """Return a reading of the evidence with what it says implicitly."""
    wider: set[Reading] = {(value, kind)}
    if kind in nw.DOLLAR_CODES:
        wider.add((value, "dollar"))
    if kind in {"points", *nw.MEASURES}:
        wider.add((value, ""))
    if kind in nw.DEGREES.values():
        wider.add((value, "degree"))
    if isinstance(value, Fraction):
        if kind == "percent":
            wider.add((value / 100, ""))
        if value < 0:
            wider |= {(-value, kind), (-value, "")}
    return wider


def _units_after(text: str, end: int) -> set[str]:
    """Return the units among the next three words, up to a stop."""
    near = re.split(r"[.;:!?]", text[end:], maxsplit=1)[0]
    return {nw.UNITS[word] for word in re.findall(r"[^\W\d_]+", near.casefold())[:4] if word in nw.UNITS}


def _second_year(text: str, quantity: Quantity) -> Quantity:
    """Let the second year of "2019-20" mean 2020, too."""
    first = re.search(r"\b(1\d|20)\d\d[-/]$", text[: quantity.start])
    if not first or not re.fullmatch(r"\d\d", quantity.surface):
        return quantity
    return replace(quantity, readings=quantity.readings | {(Fraction(first[1] + quantity.surface), "")})


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let "5 to 7 per cent" and "$2 to 3 million" share their unit and their magnitude."""
    for at in range(len(found) - 2, -1, -1):
        left, right = found[at], found[at + 1]
        if left.end > right.start or not _LINK.fullmatch(text[left.end : right.start]):
            continue
        found[at] = replace(left, readings=left.readings | _borrow(left, right), kind=left.kind or right.kind)
        found[at + 1] = replace(right, readings=right.readings | _borrow(right, left))
    for at, (left, right) in enumerate(pairwise(found)):
        if left.scale == 1 != right.scale and _LINK.fullmatch(text[left.end : right.start]):
            scaled = {(v * right.scale, k) for v, k in left.readings if isinstance(v, Fraction)}
            found[at] = replace(left, readings=left.readings | scaled)
    return found


def _borrow(one: Quantity, other: Quantity) -> set[Reading]:
    """Return the readings of `one` in the kind of `other`, where `one` has none of its own."""
    if one.kind or not other.kind or other.kind in {"ordinal", "code", "about"}:
        return set()
    return {(value, other.kind) for value, _ in one.readings}
