"""Words and their stems: what a sentence is about, once inflection and the little words are taken away."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from newswright.text.fold import fold
from newswright.text.span import Span

_WORD = re.compile(r"[^\W_]+(?:[.,'’&/-][^\W_]+)*", re.UNICODE)
_IRREGULAR = "irregular.txt"
_STOP = "stopwords.txt"


def words(text: str) -> list[Span]:
    """Return the words of `text` with their places; "6.40am", "Rovers'", "twenty-one" and "AT&T" are one word each."""
    return [Span(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


@cache
def stop_words() -> frozenset[str]:
    """English function words, lower-case: they bind a sentence and say nothing by themselves."""
    return frozenset(_table(_STOP).split())


@cache
def _irregular() -> dict[str, str]:
    forms = {}
    for line in _table(_IRREGULAR).splitlines():
        base, *others = line.split()
        forms.update(dict.fromkeys(others, base))
    return forms


def _table(name: str) -> str:
    lines = files("newswright.text").joinpath("tables", name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a light stem: possessive, plural and verb endings off, irregular verbs to their base; numbers untouched.

    Light on purpose: it must join "votes", "voted" and "voting" but never "universe" and "university", since a
    sentence is called supported by it.
    """
    folded = fold(word).lower().removesuffix("'s").rstrip("'")
    if any(c.isdigit() for c in folded):
        return folded
    return _strip(_irregular().get(folded, folded))


_WHOLE = frozenset(
    {"news", "always", "perhaps", "series", "species", "politics", "gas", "bus", "lens", "wales", "during"}
)
"""Words whose ending is no ending."""


def _strip(word: str) -> str:
    if word in _WHOLE:
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return _mend(word[: -len(ending)])
    return word.removesuffix("e") if len(word) > 3 else word


def _mend(base: str) -> str:
    """Undo what an ending did to a stem: "plann" -> "plan", "tri" -> "try"; a final e is gone from both forms alike."""
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
        return base[:-1]
    if base.endswith("i"):
        return base[:-1] + "y"
    return base.removesuffix("e") if len(base) > 3 else base


def content_stems(text: str) -> list[str]:
    """Return the stems of the content words of `text`, in order, repeats included."""
    stops = stop_words()
    return [stem(w.text) for w in words(text) if fold(w.text).lower().removesuffix("'s") not in stops]
