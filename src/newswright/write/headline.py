"""The headline: the model's, of the lede's evidence, if it passes the checks; else the title that a source gave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswright.models import LanguageModel
from newswright.records import Brief, Headline, Origin, Passage, Sentence
from newswright.text.fold import fold
from newswright.text.overlap import overlap
from newswright.text.words import content_stems, words
from newswright.write.asking import Asking
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence, evidence_of

_ABBREVIATED = re.compile(r"\b[A-Z]\.$")
SHORTEST, LONGEST = 4, 12
"""Words of a headline."""


def headline(
    brief: Brief, lede: Sentence, model: LanguageModel, check: CheckSentence, options: WriteOptions, asking: Asking
) -> Headline:
    """Write a headline over `lede`, or take the source title that shares most with it."""
    asked = [
        asking.headline.request(
            lede.evidence[0].text,
            temperature=0.0 if number == 0 else 0.5,
            seed=options.seed + number,
            max_tokens=32,
        )
        for number in range(options.candidates)
    ]
    versions = dict.fromkeys(_tidy(reply.text) for reply in model.complete(asked))
    for text in sorted(versions, key=lambda text: -len(set(content_stems(text)) & set(content_stems(lede.text)))):
        verdict = check(text, lede.evidence)
        if verdict.supported and _fits(text, lede, brief.headlines):
            return Headline(text=text, origin=Origin.MODEL, verdict=verdict, evidence=lede.evidence)
    return from_source(brief, lede, check)


def from_source(brief: Brief, lede: Sentence, check: CheckSentence) -> Headline:
    """Return the title that shares most words with `lede`, of those that pass; the best that fails where none does.

    Where no item has a title, the first passage is the headline.
    """
    about = set(content_stems(" ".join(piece.text for piece in lede.evidence)))

    def shared(passage: Passage) -> float:
        stems = set(content_stems(passage.text))
        return len(stems & about) / (len(stems) + 1)

    found = []
    for title in sorted(brief.headlines, key=shared, reverse=True) or brief.passages[:1]:
        evidence, text = (evidence_of(title),), title.text if title.headline else _unstopped(title.text)
        verdict = check(text, evidence)
        found.append(Headline(text=text, origin=Origin.SOURCE, verdict=verdict, evidence=evidence))
        if verdict.supported:
            return found[-1]
    return found[0]


def _unstopped(text: str) -> str:
    """Drop the full stop, but not that of an abbreviation: "shipped to the U.S." keeps it."""
    return text if _ABBREVIATED.search(text) else text.rstrip(".").strip()


def _tidy(text: str) -> str:
    line = _unstopped(text.strip())
    return line[:1].upper() + line[1:]


def _fits(text: str, lede: Sentence, titles: Sequence[Passage]) -> bool:
    """A headline has a headline's length, is no piece of the sentence it stands over and no outlet's title."""
    count = len(words(text))
    copied = max(overlap(text, under).longest for under in (lede.text, *(piece.text for piece in lede.evidence)))
    taken = any(fold(text).casefold() == fold(title.text).casefold().rstrip(".") for title in titles)
    return SHORTEST <= count <= LONGEST and copied < count and not taken
