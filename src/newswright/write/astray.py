"""Whether a phrase that a reply puts first has gone astray: to another verb than its own, or away from what it counts.

The checks of `verify` let one part of a sentence move. Which verb a phrase belongs to is plain where the source has one
verb before it, and cannot be told without a parser where it has more: "were wearing lifejackets and were treated at the
Infirmary" does not become "At the Infirmary, all were wearing lifejackets and were treated". A writer that was taught
to move phrases does that often, so what cannot be told is not printed (docs/lab-notes.md).
"""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations
from newswright.text.words import words
from newswright.write.verbs import verbal

_PHRASE = re.compile(
    r"^(?P<phrase>(?:on|in|at|by|for|from|within|until|since|during|near|under|over|as)\b[^,]*),\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"^(?:[\w.'&-]+\s+){1,9}?(?:said|says|told|confirmed|warned|added|announced)\b", re.IGNORECASE)
_SAYING = re.compile(r"\b(?:said|says|told|confirmed|warned|added|announced)(?: [\w']+){0,2}\s*$", re.IGNORECASE)
_BESIDE = re.compile(r",\s[^,]*,")
"""What two commas set off."""
_CLAUSE = re.compile(r"\b(?:that|which|who|whose|where|when|while|than|because|after|before|if)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:and|but|or)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:first|last|only|most|least|[a-z]{3,}est)\b(?:\W+\w+){0,4}\W*$", re.IGNORECASE)
_COMPARED = re.compile(r"^as (?:much|many|[a-z]+) as\b", re.IGNORECASE)
_NOUN = re.compile(r"^(?:the|a|an|its|his|her|their)\b", re.IGNORECASE)
_PRESENT = frozenset("hope hopes plan plans want wants expect expects remain remains face faces say says".split())
_SMALL = frozenset("only just even still already also again too and".split())


def astray(text: str, source: str) -> str:
    """Return what of `text` has gone astray against its `source`, "" where nothing has."""
    mine, theirs = fold(outside_quotations(text)), fold(outside_quotations(source))
    return _added(mine, theirs) or _lost(mine, theirs) or _fronted(mine, theirs)


def _added(mine: str, theirs: str) -> str:
    """Little words that change what is said and that the source has not, or not as often."""
    said, have = ([word.text.lower() for word in words(part)] for part in (mine, theirs))
    have += ["and"] * len(re.findall(r"[.;]\s", theirs))  # two sentences may become one
    return next((f"adds “{word}”" for word in said if word in _SMALL and said.count(word) > have.count(word)), "")


def _lost(mine: str, theirs: str) -> str:
    """An "and" that is left out between two words that now stand side by side."""
    for match in re.finditer(r"([\w.'-]*\w),? and (\w+)", theirs):
        if re.search(rf"\b{re.escape(match[1])},? {re.escape(match[2])}\b", mine, re.IGNORECASE):
            return f"loses “and” behind “{match[1]}”"
    return ""


def _fronted(mine: str, theirs: str) -> str:
    """A phrase at the beginning that stood elsewhere, where its verb cannot be told."""
    found = _PHRASE.match(mine)
    place = theirs.casefold().find(found["phrase"].casefold()) if found else -1
    if found is None or place < 0:
        return ""
    phrase, rest = found["phrase"], found["rest"]
    before, after = theirs[:place], theirs[place + len(phrase) :]
    if not before.strip():  # where it was; but "On Monday 12 were sent, she said" is not "On Monday, she said ..."
        stays = after.strip(" ,").casefold().startswith(rest[:12].casefold())
        return f"“{phrase}” goes to another verb" if _CREDIT.match(rest) and not stays else ""
    if _CREDIT.match(rest):
        return "" if _SAYING.search(before) else f"“{phrase}” goes to another verb"
    own = _BESIDE.sub(" ", before)
    counted = phrase.lower().startswith(("for ", "since ", "in ")) and _COUNTED.search(before)
    reasons = {
        f"“{phrase}” may go to another verb": bool(_CLAUSE.search(own)) or _two_verbs(own) or _two_verbs(rest),
        f"“{phrase}” leaves what it counts": bool(counted or _COMPARED.match(phrase)),
        f"what follows “{phrase}” stands for nothing": bool(_NOUN.match(rest))
        and after.casefold().startswith(f", {rest.partition(',')[0]}".casefold()),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _two_verbs(text: str) -> bool:
    """Whether "and" or "but" stands between two verbs."""
    return any(
        any(map(_acts, text[: joint.start()].split())) and any(map(_acts, text[joint.end() :].split()))
        for joint in _JOINED.finditer(text)
    )


def _acts(word: str) -> bool:
    return verbal(word) or word.lower() in _PRESENT
