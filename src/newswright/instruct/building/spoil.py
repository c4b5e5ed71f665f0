"""Unsupported sentences out of true ones, for lessons in correcting and for preference pairs.

`spoil` changes one thing that a reader would be misled by: a figure, a name, a date, a denial, an attribution, a hedge;
or it puts in a sentence of another article. The same sentence, generator and pool give the same result. The names and
sentences it puts in come from articles seen before (`Pool`), so they are of the archive's own kind.
"""

from __future__ import annotations

import random
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from newswright.instruct.building.spoil_figures import other_date, other_number
from newswright.instruct.building.spoil_stance import with_negation_turned, without_attribution, without_hedge
from newswright.text.names import Name, names
from newswright.text.quotes import quotations

KINDS = ("number", "name", "date", "negation", "attribution", "hedge", "inserted")
"""What may be done to a sentence."""
NAMES, SENTENCES = 400, 100
"""What a pool holds at most: the last 400 names and 100 sentences, of about 30 articles."""

_WEIGHTS = {"attribution": 6, "hedge": 6, "date": 3, "number": 3, "name": 3, "negation": 1, "inserted": 0.5}
"""How much sooner a change is tried than another. What editors find most in generated news is attributed opinion turned
into fact and hedges lost, and few sentences have either: with equal weights 5% of changes were of these kinds in 365
Wikinews articles, with these weights 9%."""

_PLACE = re.compile(r"\b(?:in|near|outside)\s+$")
_SPEAKS = re.compile(r"^\s*,?\s*(?:said|says|told|added|announced|warned)\b")
_TITLED = re.compile(
    r"\b(?:[Mm]inister|[Pp]resident|[Mm]ayor|[Ss]enator|[Gg]overnor|[Ss]pokes\w+|Mr|Mrs|Ms|Dr|Sir)\.?\s+$"
)


class Spoiled(NamedTuple):
    """A sentence that its evidence does not support any longer."""

    text: str
    kind: str
    """What was done, one of `KINDS`."""


class Pool:
    """Names and sentences of the articles seen before; the oldest go first."""

    def __init__(self) -> None:
        self._names: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._sentences: deque[str] = deque(maxlen=SENTENCES)

    def add(self, sentences: Sequence[str]) -> None:
        """Take in an article: all names, and the first three sentences that stand by themselves."""
        for sentence in sentences:
            for name in names(sentence):
                if (cue := _cue(sentence, name)) and len(name.text) > 2:
                    self._names.pop((name.text, cue), None)
                    self._names[name.text, cue] = None
        while len(self._names) > NAMES:
            self._names.popitem(last=False)
        self._sentences.extend([sentence for sentence in sentences if not quotations(sentence)][:3])

    def name(self, like: tuple[str, str], rng: random.Random, known: str) -> str:
        """Return a name of the same kind and number of words that does not occur in `known`, or ""."""
        text, cue = like
        fitting = [
            name
            for name, theirs in self._names
            if theirs == cue and _shape(name) == _shape(text) and name not in known and text not in name
        ]
        return rng.choice(fitting) if fitting else ""

    def sentence(self, rng: random.Random, known: str) -> str:
        """Return a sentence of another article, or ""."""
        fitting = [sentence for sentence in self._sentences if sentence not in known]
        return rng.choice(fitting) if fitting else ""


def spoil(
    sentence: str, rng: random.Random, pool: Pool, known: str = "", kinds: Sequence[str] = KINDS
) -> Spoiled | None:
    """Return `sentence` with one thing changed, or None where nothing can be.

    Args:
        sentence: a true sentence.
        rng: decides which of the possible changes is made, and how.
        pool: where other names and sentences come from.
        known: the evidence: no name or sentence that stands in it is put in.
        kinds: the changes that may be made.
    """
    known = known or sentence
    makers = _makers(rng, pool, known)
    order = sorted((kind for kind in KINDS if kind in kinds), key=lambda kind: -(rng.random() ** (1 / _WEIGHTS[kind])))
    for kind in order:
        text = makers[kind](sentence)
        if text and text != sentence:
            return Spoiled(text, kind)
    return None


def _makers(rng: random.Random, pool: Pool, known: str) -> dict[str, Callable[[str], str]]:
    return {
        "number": lambda text: other_number(text, rng, known),
        "name": lambda text: _other_name(text, rng, pool, known),
        "date": lambda text: other_date(text, rng, known),
        "negation": lambda text: with_negation_turned(text, rng),
        "attribution": without_attribution,
        "hedge": lambda text: without_hedge(text, rng),
        "inserted": lambda text: _inserted(text, pool.sentence(rng, known)),
    }


def _inserted(text: str, other: str) -> str:
    return f"{text} {other}" if other else ""


def _other_name(text: str, rng: random.Random, pool: Pool, known: str) -> str:
    quoted = quotations(text)
    free = [
        (name, cue)
        for name in names(text)
        if (cue := _cue(text, name)) and not any(span.start <= name.start < span.end for span in quoted)
    ]
    rng.shuffle(free)
    for name, cue in free:
        other = pool.name((name.text, cue), rng, known)
        if other:
            return other.join(re.split(rf"(?<!\w){re.escape(name.text)}(?!\w)", text))
    return ""


def _cue(text: str, name: Name) -> str:
    """What a name's neighbours say it is: a person, a place, or ""; only like is put for like."""
    before, behind = text[max(name.start - 24, 0) : name.start], text[name.end : name.end + 12]
    if any(character.isdigit() for character in name.text) or name.text.isupper():
        return ""
    if _TITLED.search(before):
        return "person"
    if _SPEAKS.match(behind) and 2 <= len(name.words) <= 3 and not before.endswith(("the ", "'s ", "’s ")):
        return "person"
    return "place" if _PLACE.search(before) and not _SPEAKS.match(behind) else ""


def _shape(name: str) -> tuple[int, bool, bool]:
    return len(name.split()), name.isupper(), name.endswith(("'s", "’s"))
