"""Who says what: the name beside a verb of saying, in a sentence with a quotation. No check: quotations asks it."""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.names import Name, names
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.sentences import sentences
from newswright.text.span import Span
from newswright.text.words import stop_words
from newswright.verify.checks.tables import pattern
from newswright.verify.sources import Known, plain_word

_REACH = 60
"""Characters between a quotation's edge and the verb that says who spoke."""
_BETWEEN = 40
"""Characters between a name and its verb: room for a title or an age."""
_TIED = re.compile(r"\b(?:of|in|at|from|near|for|with|to|on|by|outside|against)(?: the)? $")
"""What makes a name no subject: "Residents of Larrow Bay say"."""
_INSERTED = re.compile(r",[^,]*\b(?:who|whom|whose|which|where)\b[^,]*,\s*$")
"""What stands between a subject and its verb and has names of its own: "Wendell, whom Stoll had mocked, said"."""
_PRONOUN = re.compile(r"\b(?:he|she|they|it|we|i|who)\s*$", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:calls|called|describes|described|dubbed|branded|labell?ed|deemed|termed)\b[^.,;]{0,30}$", re.IGNORECASE
)
"""Verbs that quote without being in the table of saying, directly before a quotation."""
_TIES = stop_words() - {"the", "a", "an", "his", "her", "their", "former"}
_WINDOW = 500


def speaker(text: str, quotation: Span) -> tuple[str, ...]:
    """Return the words of the name that `text` gives `quotation` to, lower-case; () where it gives none for certain."""
    own = fold(outside_quotations(text))
    if _CALLED.search(own[: quotation.start].rstrip(" \"'“‘")):
        return ()
    found = names(own)
    for verb in pattern("saying").finditer(own):
        near = min(abs(verb.start() - quotation.end), abs(quotation.start - verb.end()))
        if near > _REACH and len(quotations(text)) > 1:
            continue
        name = _beside(own, verb, found)
        if name:
            return tuple(plain_word(word) for word in name.core)
    return ()


def sayer(text: str) -> tuple[str, ...]:
    """Return the words of the one name that speaks in `text`, lower-case; () where none or several do."""
    own = fold(outside_quotations(text))
    found = names(own)
    said = {
        tuple(plain_word(word) for word in name.core)
        for verb in pattern("saying").finditer(own)
        if (name := _beside(own, verb, found))
    }
    return said.pop() if len(said) == 1 else ()


def _beside(own: str, verb: re.Match[str], found: list[Name]) -> Name | None:
    """The name that is the subject of a verb: "Brill said", "said Brill", "Brill, 42, a baker, said"."""
    if verb.group().lower() == "according to":
        return next((name for name in found if 0 <= name.start - verb.end() <= 5), None)
    behind = [name for name in found if name.start - verb.end() >= 0 and _title(own[verb.end() : name.start])]
    if behind and verb.group().lower() not in {"told", "tells"} and not own[verb.end() :].lstrip().startswith("that"):
        return behind[0]
    inserted = _INSERTED.search(own[: verb.start()])
    if inserted:
        own = own[: inserted.start()] + "," + " " * (len(inserted.group()) - 1) + own[inserted.end() :]
        found = [name for name in found if name.end <= inserted.start() or name.start >= inserted.end()]
    if _PRONOUN.search(own[: verb.start()]):
        return None
    reach = _BETWEEN + (len(inserted.group()) if inserted else 0)
    before = [name for name in found if 0 <= verb.start() - name.end <= reach and not _TIED.search(own[: name.start])]
    if not before:
        return None
    name = before[-1]
    between = own[name.end : verb.start()]
    if re.search(r"[.;:!?]|\b(?:and|who|that|which|but|whose)\b", between) or (between.strip() and "," not in between):
        return None
    return name


def _title(between: str) -> bool:
    """Whether only a title stands between a verb and the name behind it: "said skipper Tom Garrow"."""
    inner = between.split()
    if inner and inner[-1] in {"the", "a", "an"}:  # "said the Philippine boat had turned"
        return False
    return len(inner) <= 3 and all(part.isalpha() and part.islower() for part in inner) and not set(inner) & _TIES


def speakers_of(quoted: str, known: Known) -> list[tuple[str, ...]]:
    """Return who says `quoted` in the sources, wherever they say so in the sentence of the quotation itself."""
    wanted = _letters(quoted)
    found: list[tuple[str, ...]] = []
    for source in known.sources:
        for start, end in _holding(source.text, wanted):
            for sentence in sentences(source.text[start:end]):
                for span in quotations(sentence.text):
                    if wanted[:60] in _letters(span.text) or _letters(span.text) in wanted:
                        name = speaker(sentence.text, span)
                        if name and name not in found:
                            found.append(name)
    return found


def _letters(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text).casefold()))


def _holding(text: str, wanted: str) -> list[tuple[int, int]]:
    """The stretches of `text` around the first words of what is wanted."""
    opening = wanted.split()[:4]
    letters = r"[\W_]+".join(re.escape(word) for word in opening)
    places = []
    for match in re.finditer(letters, fold(text), re.IGNORECASE):
        places.append((max(match.start() - _WINDOW, 0), match.end() + _WINDOW))
        if len(places) == 5:
            break
    return places
