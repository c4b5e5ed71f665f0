"""Items that say the same in the same words: re-crawls of one page, and copies of one agency report.

Candidates come from MinHash sketches (rensa), so the work grows with the number of items and not with its square. An
exact measure decides. One item repeats another where nearly all its words stand there in the same order, it has no name
and no number that the other lacks, and the other has none of its own in between. The copy of a report is no second
source, but an update ("12 dead" after "9 dead") and another event in the same phrases are none of the report's copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import rensa

from newswright.curate.marks import figure_words
from newswright.curate.rules import reported
from newswright.records import WireItem
from newswright.text.fold import fold
from newswright.text.words import content_stems, words

SHINGLE = 3
"""Words of a shingle. In a teaser of 25 words one changed word touches 3 of 23."""
SHORT = 15
"""Words below which a text is compared together with its title: "Follow the latest from the Commons" is no report."""
OPENING = 16
"""Words of the opening that is sketched by itself, so that a report cut off early still meets the whole."""
TITLE_SHARED = 0.5
"""Share of a copy's headline words that the other must have: outlets put their own headline over an agency's text."""
_PERMUTATIONS, _BANDS, _SEED = 64, 32, 42
"""Two rows a band: a pair that shares a third of its shingles is found with 97%, one that shares half with 99.99%."""
_COMPARED = 40
"""Candidates that one item is compared with at most, the nearest in time: it bounds the work on form letters."""
_TRACKING = ("utm_", "fbclid", "gclid", "cmp", "ref", "src", "ns_", "at_", "ito", "smid", "mc_")


@dataclass(frozen=True)
class _Fingerprint:
    words: tuple[str, ...]
    shingles: frozenset[tuple[str, ...]]
    facts: tuple[bool, ...]
    """Which of `words` are names, numbers or negations."""
    figures: frozenset[str]
    """Numbers of the title."""
    title: frozenset[str]
    has: frozenset[str]
    """Every word of title and text, and their stems."""


def recrawls(items: Sequence[WireItem], overlap: float) -> dict[str, str]:
    """Return, for each item that came before under the same address with the same text, the id of the one that stands.

    `items` are in order of preference, the earliest first; `overlap` is `CurateOptions.copy_overlap`.
    """
    pages: dict[str, list[WireItem]] = defaultdict(list)
    for item in items:
        if item.url:
            pages[page(item.url)].append(item)
    found: dict[str, str] = {}
    for versions in pages.values():
        if len(versions) > 1:
            found |= _same(versions, overlap)
    return found


def _same(versions: Sequence[WireItem], overlap: float) -> dict[str, str]:
    kept: list[tuple[str, _Fingerprint]] = []
    found = {}
    for item in versions:
        own = _fingerprint(item)
        before = (
            name for name, other in kept[-_COMPARED:] if other.words == own.words or _repeats(own, other, overlap)
        )
        if first := next(before, ""):
            found[item.id] = first
        else:
            kept.append((item.id, own))
    return found


def near_copies(items: Sequence[WireItem], overlap: float) -> dict[str, str]:
    """Return, for each item that repeats another, the id of the one that stands: the fuller, or the earlier of equals.

    `items` are in order of preference, the earliest first; `overlap` is `CurateOptions.copy_overlap`.
    """
    prints = [_fingerprint(item) for item in items]
    stands: dict[int, int] = {}
    for one, other in _candidates(prints):
        early, late = min(one, other), max(one, other)
        if _repeats(prints[late], prints[early], overlap):
            stands[late] = min(early, stands.get(late, early))
        elif _repeats(prints[early], prints[late], overlap):
            stands[early] = min(late, stands.get(early, late))
    return {items[index].id: items[_last(index, stands)].id for index in stands if _last(index, stands) != index}


def _last(index: int, stands: dict[int, int]) -> int:
    """Follow a copy to the item that stands; where the copies go round in a circle, the earliest of them stands."""
    path = [index]
    while (following := stands.get(path[-1])) is not None:
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


def page(url: str) -> str:
    """Return what identifies a page in its address: no scheme, `www.`, tracking parameters, fragment, final slash."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
        kept = [pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(_TRACKING)]
    except ValueError:
        return url
    path = parts.path.rstrip("/").removesuffix("/amp")
    return f"{host}{path}?{urlencode(sorted(kept))}" if kept else f"{host}{path}"


def _fingerprint(item: WireItem) -> _Fingerprint:
    rest = fold(reported(item))
    found = words(rest)
    if len(found) < SHORT:
        rest = fold(f"{item.title}\n\n{rest}")
        found = words(rest)
    plain = tuple(w.text.lower().removesuffix("'s") for w in found)
    facts = tuple(_fact(w.text, p, inside=_inside(rest, w.start)) for w, p in zip(found, plain, strict=True))
    figures = frozenset(w.text.lower() for w in words(item.title) if any(c.isdigit() for c in w.text))
    has = {w.text.lower().removesuffix("'s") for w in words(fold(item.text))} | set(content_stems(item.text))
    title = frozenset(content_stems(item.title))
    return _Fingerprint(plain, _shingles(plain), facts, figures, title, frozenset(has))


def _fact(word: str, plain: str, *, inside: bool) -> bool:
    return any(c.isdigit() for c in word) or plain in figure_words() or (inside and word[0].isupper())


def _inside(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start].rstrip(" ")
    return bool(before) and (before[-1].isalnum() or before[-1] in ",;)'-")


def _shingles(plain: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    if len(plain) <= SHINGLE:
        return frozenset({plain})
    return frozenset(plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1))


def _repeats(one: _Fingerprint, other: _Fingerprint, overlap: float) -> bool:
    """Whether `one` adds nothing to `other`, and `other` changes nothing in it."""
    if len(one.shingles & other.shingles) < overlap * len(one.shingles):
        return False
    if len(one.title & other.has) < TITLE_SHARED * len(one.title) or not one.figures <= other.has:
        return False
    return _facts(one, 0, len(one.words)) <= other.has and _facts(other, *_stretch(other, one)) <= one.has


def _facts(whole: _Fingerprint, start: int, end: int) -> set[str]:
    return {whole.words[at] for at in range(start, end) if whole.facts[at]}


def _stretch(whole: _Fingerprint, part: _Fingerprint) -> tuple[int, int]:
    """Return the places in `whole.words` between which the words of `part` stand: what is outside was only added."""
    starts = range(max(1, len(whole.words) - SHINGLE + 1))
    shared = [at for at in starts if whole.words[at : at + SHINGLE] in part.shingles]
    return (shared[0], min(shared[-1] + SHINGLE, len(whole.words))) if shared else (0, 0)


def _candidates(prints: Sequence[_Fingerprint]) -> Iterator[tuple[int, int]]:
    """Yield pairs worth an exact look; texts that are equal to the letter are sketched once."""
    equal: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, fingerprint in enumerate(prints):
        equal[fingerprint.words].append(index)
    for group in equal.values():
        for place, index in enumerate(group):
            yield from ((earlier, index) for earlier in group[: min(place, _COMPARED)])
    firsts = [group[0] for group in equal.values()]
    wholes = rensa.RMinHash.from_token_sets([_tokens(prints[i].words) for i in firsts], _PERMUTATIONS, _SEED)
    openings = rensa.RMinHash.from_token_sets(
        [_tokens(prints[i].words[:OPENING]) for i in firsts], _PERMUTATIONS, _SEED
    )
    index = rensa.RMinHashLSH(0.5, _PERMUTATIONS, _BANDS)
    count = len(firsts)
    for at in range(count):
        near = {key % count for sketch in (wholes[at], openings[at]) for key in index.query(sketch)} if count else set()
        yield from ((firsts[other], firsts[at]) for other in sorted(near, reverse=True)[:_COMPARED])
        index.insert(at, wholes[at])
        index.insert(at + count, openings[at])


def _tokens(plain: tuple[str, ...]) -> list[str]:
    return [" ".join(shingle) for shingle in sorted(_shingles(plain))]
