"""Words that look like finite verbs, by their form alone: auxiliaries and past forms."""

from __future__ import annotations

_AUXILIARY = frozenset(
    "is are was were am be has have had will would can could may might must should do does did said says say".split()
)
_PAST = frozenset(
    "went came took made gave got saw found left lost won beat hit cut set put ran fell rose grew held kept led"
    " met paid sent spent stood struck told thought threw wore wrote broke brought built bought caught chose drew"
    " drove felt fought flew froze heard hid knew laid lay let meant read rode sold shot shut sang sank sat slept"
    " spoke spread stole swam taught tore understood woke began became cost swept overtook withdrew quit sought"
    " fled dealt dug drank fed forbade hung hurt lent lit mistook overcame oversaw rang rebuilt shook shone shrank"
    " slid spun split sprang stuck stung swore swung undertook upheld wept withheld withstood bet burst cast"
    " forecast shed upset".split()
)


def verbal(word: str) -> bool:
    """Tell whether a word looks like a finite verb: an auxiliary, a past form."""
    lower = word.lower().rstrip(":")
    return lower in _AUXILIARY or lower.endswith("ed") or lower in _PAST
