"""A denial put in or taken out, a hedge or an attribution dropped: how firmly a sentence claims what it claims."""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import pairwise

from newswright.instruct.building.spoil_figures import table
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import words

_DENIED = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|may|might|should|must) (?:not|never) (?!only\b)"
)
_NEGATIVE = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|hardly|without)\b|n['’]t\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b([Aa])n? $")
_CANNOT = re.compile(r"\bcannot\b")
_SHORT = re.compile(r"\b(is|are|was|were|has|have|had|would|could|should)n['’]t ")
_LEANING = re.compile(r"^(?:he|she|it|they|his|her|its|their|this|these|those|such|there)\b", re.IGNORECASE)
_OPEN_SUBJECT = re.compile(r"\b(?:and|but|who|which|because|although|while|when|if|as|after|before|until)\b|[,;:]")


def with_negation_turned(text: str, rng: random.Random) -> str:
    """Return `text` without its first "not", or with one behind an auxiliary; "" where neither is possible."""
    if text.rstrip("\"”'’ ").endswith("?"):
        return ""
    own = outside_quotations(text)
    for pattern, put in ((_DENIED, r"\1 "), (_SHORT, r"\1 "), (_CANNOT, "can")):
        match = pattern.search(own)
        if match:
            return text[: match.start()] + match.expand(put) + text[match.end() :]
    places = _deniable(own)
    if not places or _NEGATIVE.search(own):
        return ""
    at = places[0] if len(places) == 1 or rng.random() < 0.7 else rng.choice(places)
    return text[:at] + " not" + text[at:]


def _deniable(own: str) -> list[int]:
    """Places behind an auxiliary that "not" may follow."""
    found = []
    tokens = words(own)
    for token, behind in pairwise(tokens):
        if own[token.end : behind.start] != " " or token.text not in _list("auxiliaries"):
            continue
        participle = behind.text.endswith("ed") or behind.text in _list("participles")
        if token.text in {"has", "have", "had"} and not participle:
            continue
        if (
            behind.text.lower() in {"not", "no", "never", "also", "now", "to", "he", "she", "it", "they"}
            or behind.text[:1].isdigit()
        ):
            continue
        found.append(token.end)
    return found


def without_hedge(text: str, rng: random.Random) -> str:
    """Return `text` without one of its hedges outside quotations, or "" where it has none."""
    matches = [match for pattern in _hedges() for match in pattern.finditer(outside_quotations(text))]
    if not matches:
        return ""
    match = rng.choice(matches)
    put = "will " if match.lastgroup in {"modal", "expected"} else ""
    before, behind = text[: match.start()], text[match.end() :]
    done = (before if put else _ARTICLE.sub(lambda found: _fitted(found, behind), before)) + put + behind
    return done[:1].upper() + done[1:]


def _fitted(found: re.Match[str], behind: str) -> str:
    """Return "a" or "an" as the word behind wants it, by its spelling."""
    vowel = behind[:1].lower() in "aeiou" and not behind.lower().startswith(("uni", "use", "one", "eu"))
    return found[1] + ("n " if vowel else " ")


@cache
def _hedges() -> tuple[re.Pattern[str], ...]:
    spoiling = table()
    approximate = "|".join(spoiling["approximate"])
    adverbs = "|".join(spoiling["adverbs"].split())
    return (
        re.compile(rf"(?<![\w-])(?:{adverbs}) ", re.IGNORECASE),
        re.compile(
            rf"(?<=[a-z] )(?:{'|'.join(spoiling['adjectives'].split())}) (?=[a-z])(?!to\b|that\b|by\b|for\b|in\b)"
        ),
        re.compile(rf"\b(?P<modal>{'|'.join(spoiling['modals'].split())}) (?=[a-z]+\b)(?!not\b|have\b|also\b)"),
        re.compile(r"\b(?P<expected>(?:is|are) (?:expected|likely|due|scheduled|planned|believed) to )(?!have\b)"),
        re.compile(rf"(?<![\w-])(?:{approximate}) (?=[£$€]?\d)", re.IGNORECASE),
    )


def without_attribution(text: str) -> str:
    """Return `text` without saying who says so, as a plain fact; "" where nobody does, or where it quotes."""
    if quotations(text):
        return ""
    for pattern in _attributions():
        match = pattern.match(text)
        if match and len(match["fact"].split()) >= 5 and not _LEANING.match(match["fact"]) and not _says(match["fact"]):
            fact = match["fact"].rstrip(",. ")
            return f"{fact[:1].upper()}{fact[1:]}."
    return ""


def _says(fact: str) -> bool:
    """Whether what is left begins with a verb of saying: somebody else said it."""
    return fact.partition(" ")[0].lower() in table()["saying"].split()


@cache
def _attributions() -> tuple[re.Pattern[str], ...]:
    saying = "|".join(table()["saying"].split())
    subject = rf"(?:(?!{_OPEN_SUBJECT.pattern}).){{2,70}}?"
    return (
        re.compile(r"(?P<fact>.+), (?:according to|as reported by) [^,]{2,80}\.$"),
        re.compile(rf"(?P<fact>.+), {subject} (?:{saying})(?: (?:on|in) [A-Z][a-z]+)?\.$"),
        re.compile(rf"According to {subject}, (?P<fact>.+)$"),
        re.compile(rf"{subject} (?:has |have |had )?(?:{saying})(?: (?:on|in) [A-Z][a-z]+)? that (?P<fact>.+)$"),
        re.compile(
            rf"{subject} (?:said|says|believes?|claims?|claimed|estimates?|estimated) "
            r"(?P<fact>(?:the|a|an|[A-Z0-9]\w*) .+)$"
        ),
    )


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(table()[name].split())
