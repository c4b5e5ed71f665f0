"""Mending a reply: what a small model adds at the end, or says twice, is cut; nothing is put in.

The commonest faults of the embedded model are a clause added at the end ("..., councillors said") and the forced
beginning said again in its old place ("On Tuesday, ... early on Tuesday"). Both leave a good sentence once cut.
"""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.words import words

_JOINTS = re.compile(r",\s+|\s+(?=(?:and|but|while|when|after|before|because|as|where|which|who|with)\b)")
SHORTEST = 6
"""Words that a mended sentence has at least."""


def mended(text: str, opening: str) -> list[str]:
    """Return shorter versions, the longest first: without the opening said again, without the last clauses."""
    found = []
    once = _once(text, opening)
    for version in dict.fromkeys((once, text)):
        found += [version] if version != text else []
        found += _shorter(version)
    return [version for version in dict.fromkeys(found) if len(words(version)) >= SHORTEST]


def _once(text: str, opening: str) -> str:
    """Drop a later repetition of the opening, as in "On Tuesday, a fire broke out on Tuesday"."""
    said = fold(opening).strip(" ,").casefold()
    place = fold(text).casefold().rfind(said) if said else -1
    if place <= 0:
        return text
    rest = text[:place].rstrip(" ,") + text[place + len(said) :]
    return re.sub(r"\s+([,.])", r"\1", rest)


def _shorter(text: str) -> list[str]:
    """Cut the last clause, then the last two; nothing inside a quotation is cut."""
    if "“" in text or '"' in text:
        return []
    joints = [match.start() for match in _JOINTS.finditer(text)]
    return [text[:at].rstrip(" ,.") + "." for at in reversed(joints[-2:])]
