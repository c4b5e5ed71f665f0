"""How much of a sentence is another text's, word for word: Grusky's extractive fragments (Newsroom, NAACL 2018)."""

from __future__ import annotations

from dataclasses import dataclass

from newswright.text.fold import fold
from newswright.text.words import words


@dataclass(frozen=True)
class Overlap:
    """Word runs shared by a sentence and a source."""

    longest: int
    """Words in the longest run that both have."""
    coverage: float
    """Share of the sentence's words that lie in some shared run (0 to 1)."""
    density: float
    """Mean square run length per word of the sentence: long copied runs weigh more."""
    run: str
    """The longest run as the sentence has it."""


def overlap(sentence: str, source: str) -> Overlap:
    """Measure the greedy longest shared runs of `sentence` in `source`, case and typography folded.

    Work grows with the product of the two lengths in the worst case and almost linearly on prose.
    """
    mine = words(sentence)
    keys = [_key(w.text) for w in mine]
    theirs = [_key(w.text) for w in words(source)]
    places: dict[str, list[int]] = {}
    for at, key in enumerate(theirs):
        places.setdefault(key, []).append(at)
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(keys):
        length = max((_run(keys, at, theirs, place) for place in places.get(keys[at], ())), default=0)
        if length:
            runs.append((at, length))
        at += max(length, 1)
    if not runs:
        return Overlap(0, 0.0, 0.0, "")
    start, longest = max(runs, key=lambda run: run[1])
    total = len(keys)
    return Overlap(
        longest=longest,
        coverage=sum(n for _, n in runs) / total,
        density=sum(n * n for _, n in runs) / total,
        run=sentence[mine[start].start : mine[start + longest - 1].end],
    )


def _key(word: str) -> str:
    return fold(word).casefold()


def _run(keys: list[str], at: int, theirs: list[str], place: int) -> int:
    length = 0
    while at + length < len(keys) and place + length < len(theirs) and keys[at + length] == theirs[place + length]:
        length += 1
    return length
