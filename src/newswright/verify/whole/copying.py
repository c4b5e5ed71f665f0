"""Copying: how much of a text is a source's, word for word, outside quotation marks.

Grusky's measures (Newsroom, NAACL 2018), per source: the longest run, the share of words in runs, and the mean length
of the run that a word lies in. Runs of one or two words are language, not copying. Names and titles in a run count
less: a run must have eight words that are no name before it is told.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newswright.records import Gravity
from newswright.text.quotes import outside_quotations
from newswright.text.span import Span
from newswright.text.words import words
from newswright.verify.claim import Hit
from newswright.verify.sources import Source, plain_word

NOTED = 12
"""Words in a run from which an editor is told. An 11-word run occurs in half of GPT-4's summaries of news."""
DOUBTED = 25
"""Words in a run from which an editor should look; 9% of the same summaries have one."""
REFUSED = 60
"""Words in a run that is a paragraph: without a licence no text may go out with it."""
_SHORTEST = 3
_OWN_WORDS = 8


@dataclass(frozen=True)
class Copied:
    """What a text has of one source."""

    longest: int
    coverage: float
    density: float
    runs: tuple[tuple[int, int, int], ...]
    """The runs of at least `NOTED` words, as (start, end, words); characters of the text."""


def copied(text: str, source: Source) -> Copied:
    """Measure what `text` has of `source`. Work grows with the two lengths, also where a source repeats itself."""
    mine = words(outside_quotations(text))
    keys = [plain_word(word.text) for word in mine]
    theirs = [plain_word(word.text) for word in words(source.text)]
    lengths = _lengths(keys, theirs)
    at, covered, squares = 0, 0, 0
    while at < len(keys):
        length = lengths[at]
        if length < _SHORTEST:
            at += 1
            continue
        covered += length
        squares += length * length
        at += length
    found = [
        (mine[at].start, mine[at + lengths[at] - 1].end, lengths[at])
        for at in _longest_runs(lengths)
        if _own(mine[at : at + lengths[at]]) >= _OWN_WORDS
    ]
    longest = max((length for length in lengths if length >= _SHORTEST), default=0)
    total = len(keys) or 1
    return Copied(longest, covered / total, squares / total, tuple(found))


def _longest_runs(lengths: Sequence[int]) -> list[int]:
    """Where runs of `NOTED` words and more begin, in order; of runs that overlap, the longest."""
    begins = [at for at, length in enumerate(lengths) if length >= NOTED and (not at or lengths[at - 1] <= length)]
    chosen: list[int] = []
    for at in sorted(begins, key=lambda at: -lengths[at]):
        place = bisect(chosen, at)
        before, after = chosen[max(place - 1, 0) : place], chosen[place : place + 1]
        if all(other + lengths[other] <= at for other in before) and all(at + lengths[at] <= other for other in after):
            chosen.insert(place, at)
    return chosen


def _lengths(keys: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """For each word, how long the longest run is that begins there and stands in the source: a suffix automaton."""
    automaton = _Automaton(reversed(theirs))
    found = [0] * len(keys)
    state, length = 0, 0
    for at in range(len(keys) - 1, -1, -1):
        state, length = automaton.step(state, length, keys[at])
        found[at] = length
    return found


class _Automaton:
    """The suffix automaton of a list of words: every run of them is a path from the start."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.next: list[dict[str, int]] = [{}]
        self.link, self.size = [-1], [0]
        last = 0
        for token in tokens:
            last = self._extend(last, token)

    def _extend(self, last: int, token: str) -> int:
        new = self._state({}, self.size[last] + 1, 0)
        at = last
        while at != -1 and token not in self.next[at]:
            self.next[at][token] = new
            at = self.link[at]
        if at == -1:
            return new
        other = self.next[at][token]
        if self.size[at] + 1 == self.size[other]:
            self.link[new] = other
            return new
        twin = self._state(dict(self.next[other]), self.size[at] + 1, self.link[other])
        while at != -1 and self.next[at].get(token) == other:
            self.next[at][token] = twin
            at = self.link[at]
        self.link[other] = self.link[new] = twin
        return new

    def _state(self, following: dict[str, int], size: int, link: int) -> int:
        self.next.append(following)
        self.size.append(size)
        self.link.append(link)
        return len(self.next) - 1

    def step(self, state: int, length: int, token: str) -> tuple[int, int]:
        """Go on with `token`; return the state and how many words up to here stand in the list in a row."""
        while state and token not in self.next[state]:
            state = self.link[state]
            length = self.size[state]
        if token in self.next[state]:
            return self.next[state][token], length + 1
        return 0, 0


def _own(run: Sequence[Span]) -> int:
    """Words of a run that begin in lower case: what is no name or title."""
    return sum(word.text[:1].islower() for word in run)


def check_copying(found: Copied, source: Source, *, licensed: bool = False) -> Iterator[Hit]:
    """Yield each long run, graded by its length; where the source is licensed for it, it is a note."""
    for start, end, length in found.runs:
        gravity = Gravity.FAULT if length >= REFUSED else Gravity.DOUBT if length >= DOUBTED else Gravity.NOTE
        detail = f"{length} words in a row are those of {source.outlet or source.id}"
        yield Hit(detail, start, end, Gravity.NOTE if licensed else gravity)
