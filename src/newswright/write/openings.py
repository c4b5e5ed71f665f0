"""Ways to begin a sentence other than its source does.

A small model asked to reword copies: most of what it gets right is its source word for word. Made to *begin* elsewhere,
with the day, the speaker, a later clause or a name from the middle, it has to build another sentence round the same
facts, and it can (docs/lab-notes.md has the figures).
"""

from __future__ import annotations

import re

from newswright.text.fold import fold
from newswright.text.names import names
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import stem, stop_words, words

_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATE = re.compile(rf"\b(on) (?:({_DAY})(?: (morning|afternoon|evening|night))?)\b(?! [A-Z])", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:,|\w)\s+((?:after|before|when|while|because|with|during|despite|following|as)\s+"
    r"(?:[^,.;:“”\"]|[.,](?=\d)){8,90})(?=[,.]|$)"
)
_SPEAKER = re.compile(
    r"(?:^|[,”\"]\s+)(?P<who>(?:[a-z][\w'’-]*\s+){0,5}(?:[A-Z][\w'’.-]*\s*){1,5}|(?:[a-z][\w'’-]*\s+){1,4})(?P<verb>said|told|warned|added|announced)\b"
    r"|\b(?P<verb2>said|warned|added|announced)\s+(?P<who2>(?:[a-z][\w'’-]*\s+){0,5}(?:[A-Z][\w'’-]*(?:\s+|(?=[,.]))){1,4}(?:,\s+who[^,.]{3,60},?)?)"
)
_PRONOUNS = frozenset({"he", "she", "they", "it", "who", "and", "but"})
_COUNT = re.compile(
    r"(?<=\s)((?:(?:about|nearly|almost|more than|at least|up to)\s+)?\d+(?:[.,]\d+)*(?:\s+[a-z]+){1,3})\b"
)


def openings(text: str) -> list[str]:
    """Return beginnings to try for a sentence on `text`, the most promising first; "" (let the model choose) is one."""
    found = [*_speaker(text), *_date(text), *_clause(text), *_count(text), *_named(text)]
    begins = fold(text).casefold()
    fresh = [opening for opening in found if not begins.startswith(fold(opening).casefold().rstrip(" ,:“"))]
    return [*dict.fromkeys(fresh), ""]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _date(text: str) -> list[str]:
    match = _DATE.search(text)
    if not match or match.start() < 8:
        return []
    return [f"On {' '.join(part for part in match.groups()[1:] if part)},"]


def _clause(text: str) -> list[str]:
    own = outside_quotations(text)
    return [f"{_upper(match.group(1).strip())}," for match in _CLAUSE.finditer(own) if _whole(match.group(1))][:2]


def _whole(clause: str) -> bool:
    """A clause with a reporting verb at its end belongs to the speaker; one on a small word is cut off."""
    last = words(clause)[-1].text.lower()
    return stem(last) not in {"say", "tell", "warn"} and last not in {"the", "a", "an", "of", "to", "and"}


def _speaker(text: str) -> list[str]:
    """The speaker first: "Harbour master Ines Calloway said", with the quotation opened where there is one."""
    match = _SPEAKER.search(outside_quotations(text).replace("  ", " ") if '"' in text or "“" in text else text)
    if not match:
        return []
    who = (match.group("who") or match.group("who2") or "").strip(" ,")
    verb = match.group("verb") or match.group("verb2")
    if not who or who.lower() in _PRONOUNS:
        return []
    quoted = quotations(text)
    # The first words of the quotation too: left to itself the model makes up another one.
    begun = " ".join(quoted[0].text.split()[:4]) if quoted else ""
    tail = (", " if ", who" in who else " ") + verb + (f": “{begun}" if begun else "")
    return [_upper(who) + tail]


def _count(text: str) -> list[str]:
    own = outside_quotations(text)
    counts = (_phrase(match.group(1)) for match in _COUNT.finditer(own) if match.start() > 8)
    return [_upper(count) for count in counts if count][:1]


def _phrase(count: str) -> str:
    """Cut a count behind its noun: "34 people and a" -> "34 people"; "" where no noun follows."""
    kept = [word.text for word in words(count)]
    for at, word in enumerate(kept):
        if word.lower() in stop_words() and word.lower() != "per":
            kept = kept[:at]
            break
    return " ".join(kept) if len(kept) > 1 and kept[-1] != "per" else ""


def _named(text: str) -> list[str]:
    found = []
    for name in names(outside_quotations(text)):
        if name.start < 8 or name.first or text[name.end : name.end + 1] == ".":
            continue  # a stop behind it is an abbreviation's, or the sentence's end
        before = text[max(0, name.start - 4) : name.start].lower()
        found.append(f"The {name.text}" if before.endswith("the ") else name.text)
    return found[:2]
