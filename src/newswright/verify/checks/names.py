"""Names: every person, place and organisation is one that the sources name.

A name counts as named where its words stand in the sources in any case, as an acronym or spelled out, as the country
for its people ("the Brazilian firm"), or with a title more or less. A first name that no source has is a doubt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from newswright.records import Gravity
from newswright.text.names import Name, acronym, is_calendar, names, ordinary_words
from newswright.text.words import stem, words
from newswright.verify.claim import Claim, Hit
from newswright.verify.sources import Known, plain_word

_DEMONYM = re.compile(r"(?:ian|ean|an|ese|ish|ic|ine|ians|ans|er|ers|based)$")
"""How words for a place's people end: "Tunisian" where the sources say "Tunis" is the same root."""
_ROOT = 4
"""Letters that a root has at least."""
_SMALL = frozenset("of the and for de la le van von der den del du al bin on upon a an in at to by with or st".split())


def check_names(claim: Claim, known: Known) -> Iterator[Hit]:
    """Look for each name's words among all words of the sources."""
    if claim.title or _headline_case(claim.text):
        return
    for name in names(claim.own):
        parts = [plain_word(word.text) for word in words(name.text)]
        parts = [part for part in parts if part and part not in _SMALL]
        missing = [part for part in parts if not _named(part, known)]
        if not missing or _spelled(name, parts, known):
            continue
        hit = _judged(name, parts, missing)
        if hit:
            yield hit


def _judged(name: Name, parts: list[str], missing: list[str]) -> Hit | None:
    if name.first or all(not _judged_word(part) for part in missing):
        return None
    if all(part in aliases() or _DEMONYM.search(part) for part in missing):
        detail = f"“{name.text}” is not in the sources; it may follow from a place that they name"
        return Hit(detail, name.start, name.end, Gravity.DOUBT)
    if parts[-1] not in missing and len(parts) > 1:
        listed = " ".join(missing)
        detail = f"the sources have “{parts[-1].title()}”, not “{listed.title()}” with it"
        return Hit(detail, name.start, name.end, Gravity.DOUBT)
    return Hit(f"“{name.text}” is not in the sources", name.start, name.end)


def _judged_word(part: str) -> bool:
    """Whether a word is a name by more than its capital: "Q2", "YoY" and "MPs" are shorthand."""
    return len(part) > 2 and part.isalpha() and part not in ordinary_words() and not is_calendar(part)


def _named(part: str, known: Known) -> bool:
    if is_calendar(part.rpartition("-")[2]):  # "mid-November"
        return True
    undotted = part.replace(".", "")
    if part in known.words or part in known.acronyms or undotted in known.words or undotted in known.acronyms:
        return True
    if "-" in part or "/" in part or "&" in part:
        inner = part.replace("/", "-").replace("&", "-").split("-")
        return all(
            piece in _SMALL | {"", "based", "born"} or piece.isdigit() or _named(piece, known) for piece in inner
        )
    forms = {part.removesuffix("s"), part + "s", stem(part), part.removesuffix("es")} - {""}
    if any(form in known.words for form in forms if len(form) > 2):
        return True
    if any(alias in known.words for alias in aliases().get(part, ())):
        return True
    root = part[: max(_ROOT, math.ceil(len(part) * 0.6))]
    return bool(_DEMONYM.search(part)) and any(word.startswith(root) for word in known.begins(root[:_ROOT]))


def _spelled(name: Name, parts: list[str], known: Known) -> bool:
    """Whether a source has the acronym of a name that is written out, or another name of the same place."""
    short = acronym(name.core).casefold()
    if len(short) > 1 and (short in known.words or ".".join(short) in known.words):
        return True
    return any(alias in known.words for alias in aliases().get(" ".join(parts), ()))


def _headline_case(text: str) -> bool:
    own = [word.text for word in words(text) if len(word.text) > 3]
    return len(own) >= 4 and sum(word[0].isupper() for word in own) > 0.8 * len(own)


@cache
def aliases() -> dict[str, frozenset[str]]:
    """Return the words that may stand for each other, all in lower case, from `tables/places.txt`."""
    table = files("newswright.verify.checks").joinpath("tables", "places.txt").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            group = [entry.strip() for entry in line.split(",")]
            single = frozenset(entry for entry in group if " " not in entry)
            for entry in group:
                found[entry] = found.get(entry, frozenset()) | single
                if " " in entry:  # the parts of "united states" are known where "american" is
                    for part in entry.split():
                        found[part] = found.get(part, frozenset()) | single
    return found
