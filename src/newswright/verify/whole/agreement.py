"""Agreement: sources that count the same thing differently, and sources that are copies of each other.

Two outlets that print one agency's report are one source. Where independent sources disagree about a figure that the
text gives, the reader should learn of both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newswright.records import Gravity
from newswright.text.numbers import Quantity, quantities
from newswright.text.words import content_stems, words
from newswright.verify.checks.numbers import same
from newswright.verify.claim import Hit
from newswright.verify.sources import Source, plain_word

COPY = 0.6
"""Share of the shorter text's four-word runs that both have, from which one is a copy.

Of 2,721 pairs of reports on one event (ECB+) half share under 2% of their runs, 95% under 26%; 32 share 60% or more.
"""
_RUN = 4
_AROUND = 40
"""Characters around a figure in which it stands what is said of those it counts."""
_COUNTED = frozenset({"cardinal", "range"})


def copies(sources: Sequence[Source]) -> dict[str, str]:
    """Return for each source that repeats an earlier one the id of that one."""
    runs = [_runs(source.text) for source in sources]
    found: dict[str, str] = {}
    for at, source in enumerate(sources):
        for before in range(at):
            if sources[before].id in found or not runs[at] or not runs[before]:
                continue
            shared = len(runs[at] & runs[before]) / min(len(runs[at]), len(runs[before]))
            if shared >= COPY:
                found[source.id] = sources[before].id
                break
    return found


def _runs(text: str) -> set[tuple[str, ...]]:
    spoken = [plain_word(word.text) for word in words(text)]
    return {tuple(spoken[at : at + _RUN]) for at in range(len(spoken) - _RUN + 1)}


def check_agreement(text: str, sources: Sequence[Source], twice: Mapping[str, str]) -> Iterator[Hit]:
    """Yield each figure of `text` for which independent sources have different ones; places count its characters.

    `twice` is what `copies` says of the sources.
    """
    alone = [source for source in sources if source.id not in twice]
    if len(alone) < 2:
        return
    told = [(count, source) for source in alone for count in _counts(source.text)]
    by_noun: dict[str, list[tuple[_Count, Source]]] = defaultdict(list)
    for count, source in told:
        by_noun[count.figure.noun].append((count, source))
    for count in _counts(text):
        alike = [(other, source) for other, source in by_noun[count.figure.noun] if other.deeds & count.deeds]
        yield from _differing(count.figure, alike)


@dataclass(frozen=True)
class _Count:
    """A figure with what is said of those it counts."""

    figure: Quantity
    deeds: frozenset[str]
    """Stems of the content words around it: "killed", "hurt"."""


def _counts(text: str) -> Iterator[_Count]:
    for figure in quantities(text):
        if figure.noun and figure.kind in _COUNTED:
            before = re.split(r"[.;:!?]", text[max(figure.start - _AROUND, 0) : figure.start])[-1]
            behind = re.split(r"[.;:!?]", text[figure.end : figure.end + _AROUND])[0]
            near = [*content_stems(before)[-2:], *content_stems(behind)[:3]]
            yield _Count(figure, frozenset(near) - {figure.noun})


def _differing(figure: Quantity, told: Sequence[tuple[_Count, Source]]) -> Iterator[Hit]:
    agreeing = {source.id for other, source in told if same(figure, other.figure)}
    others = [(other.figure, source) for other, source in told if source.id not in agreeing]
    if agreeing and others:
        have = "; ".join(
            f"{source.outlet or source.id}: “{other.phrase or other.text}”" for other, source in others[:3]
        )
        yield Hit(f"the sources disagree about “{figure.phrase}”: {have}", figure.start, figure.end, Gravity.DOUBT)
