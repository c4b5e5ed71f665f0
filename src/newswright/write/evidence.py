"""The brief: which sentences of a story's items an article is written from, and in which order.

A passage is worth more when other outlets report the same, when it stands early in its item, and when it carries
facts. What says the same as a chosen passage is left out, unless its numbers differ: then the sources disagree, and
both go in, each under its outlet's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from newswright.records import Brief, Passage, Story, WireItem
from newswright.text.boilerplate import boilerplate, truncated
from newswright.text.fold import fold
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.quotes import outside_quotations
from newswright.text.sentences import sentences
from newswright.text.words import content_stems, words
from newswright.write.disagreement import rivals
from newswright.write.options import WriteOptions

SAME = 0.6
"""Share of the shorter passage's content words that the longer one has too, from which both tell the same fact."""
SHORTEST, LONGEST = 6, 45
"""Words of a passage: below, a fragment; above, more than one fact and too much for one sentence."""

_OPENS_BACKWARDS = re.compile(
    r"^(?:he|she|it|they|this|that|these|those|his|her|their|its|but|and|so|then|also)\b", re.IGNORECASE
)
_OUTSIDE_VOICE = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our|[Ll]et's)\b")
_MARKUP = re.compile(r"https?://|www\.|[<>{}|•#]|\[/?[A-Z]+\]")
_GLUED = re.compile(r"[^\W\d_A-Z]{4,}[A-Z][a-z]{2,}")
"""Teasers lose the space between a standfirst and the text: "in DavosThe new envoy"."""
_ORDER = re.compile(
    r"^(?:please\s+)?(?:ignore|disregard|forget|write|pretend|follow|repeat|print|output|act)\b", re.IGNORECASE
)


@dataclass
class _Candidate:
    passage: Passage
    stems: frozenset[str]
    place: int
    rank: int
    outlet: str
    score: float = 0.0
    facts: frozenset[str] = field(default_factory=frozenset)


def brief(story: Story, items: Sequence[WireItem], options: WriteOptions) -> Brief:
    """Choose the evidence of `story` from its `items`; `Brief.thin` says why it does not suffice, where it does not."""
    headlines = tuple(_headline(item) for item in items if item.title)
    found = [candidate for rank, item in enumerate(items) for candidate in _candidates(item, rank)]
    _rate(found)
    chosen, left_out = _choose(found, options.max_sentences)
    ordered = _arrange(chosen)
    return Brief(
        story=story.id,
        passages=tuple(ordered),
        headlines=headlines,
        left_out=tuple(candidate.passage for candidate in left_out),
        thin=_thin(ordered, options),
    )


def usable(text: str) -> str:
    """Return why a sentence cannot serve as evidence by itself, or "" where it can."""
    count = len(words(text))
    own = outside_quotations(text)
    reasons = {
        "too short": count < SHORTEST,
        "too long": count > LONGEST,
        "boilerplate": bool(boilerplate(text)),
        "cut off": truncated(text) or text[-1:] not in ".!?\"”'’)",
        "leans on the sentence before": bool(_OPENS_BACKWARDS.search(fold(text))),
        "a question": text.rstrip("\"”'’)").endswith("?"),
        "speaks in its own voice": bool(_OUTSIDE_VOICE.search(fold(own))),
        "markup or an address": bool(_MARKUP.search(text)),
        "an instruction": bool(_ORDER.search(text)),
        "unbalanced quotation marks": not _balanced(text),
        "two sentences run together": bool(_GLUED.search(text)),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _headline(item: WireItem) -> Passage:
    return Passage(
        item=item.id, url=item.url, source=item.source, start=0, end=len(item.title), text=item.title, headline=True
    )


def _candidates(item: WireItem, rank: int) -> list[_Candidate]:
    offset = len(item.title) + 2 if item.title else 0
    found = []
    for place, span in enumerate(sentences(item.text[offset:], item.language or "en")):
        if usable(span.text):
            continue
        start, end = offset + span.start, offset + span.end
        passage = Passage(
            item=item.id, url=item.url, source=item.source, start=start, end=end, text=item.text[start:end]
        )
        found.append(
            _Candidate(passage, frozenset(content_stems(span.text)), place, rank, item.outlet, facts=_facts(span.text))
        )
    return found


def _facts(text: str) -> frozenset[str]:
    """The numbers and names of a sentence, as comparable words."""
    numbers = {f"{q.value}{q.unit}" for q in quantities(text) if not q.weak}
    return frozenset(numbers | {name.core[-1] for name in names(text)})


def _rate(found: list[_Candidate]) -> None:
    """Score each candidate: words that other outlets use too, an early place in an early item, names and numbers.

    The first report of an event says what happened; later ones lead with what follows from it.
    """
    spread: Counter[str] = Counter()
    for outlet in {candidate.outlet for candidate in found}:
        spread.update(frozenset().union(*(c.stems for c in found if c.outlet == outlet)))
    for candidate in found:
        shared = sum(spread[stem] - 1 for stem in candidate.stems)
        early = 1.5 / (1 + candidate.place) + 1.5 / (1 + candidate.rank)
        candidate.score = shared / (len(candidate.stems) + 10) + early + 0.08 * len(candidate.facts)


def _choose(found: list[_Candidate], most: int) -> tuple[list[_Candidate], list[_Candidate]]:
    chosen: list[_Candidate] = []
    left_out: list[_Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.score, c.passage.item, c.passage.start)):
        twin = next((other for other in chosen if _same_fact(candidate, other)), None)
        rival = next((other for other in chosen if _rivals(candidate, other)), None)
        if len(chosen) >= most or (twin is not None and rival is None):
            left_out.append(candidate)
            continue
        if rival is not None:
            _mark(candidate, rival)
        chosen.append(candidate)
    return chosen, left_out


def _same_fact(one: _Candidate, other: _Candidate) -> bool:
    smaller = min(len(one.stems), len(other.stems))
    return smaller > 0 and len(one.stems & other.stems) / smaller >= SAME


def _rivals(one: _Candidate, other: _Candidate) -> tuple[str, str] | None:
    return rivals(one.passage.text, other.passage.text) if one.outlet != other.outlet else None


def _mark(one: _Candidate, other: _Candidate) -> None:
    for candidate, against in ((one, other), (other, one)):
        mine, theirs = _rivals(candidate, against) or ("", "")
        note = f"{against.passage.source} has “{theirs}” where this has “{mine}”"
        candidate.passage = candidate.passage.model_copy(update={"disputed": note})


def _arrange(chosen: list[_Candidate]) -> list[Passage]:
    """Best first for the lede; a disputed passage is followed by its rival; the rest by their score."""
    rest = sorted(chosen, key=lambda c: (-c.score, c.passage.item, c.passage.start))
    ordered: list[Passage] = []
    while rest:
        candidate = rest.pop(0)
        ordered.append(candidate.passage)
        if candidate.passage.disputed:
            for other in [c for c in rest if c.passage.disputed and _rivals(c, candidate)]:
                ordered.append(other.passage)
                rest.remove(other)
    return ordered


def _thin(passages: Sequence[Passage], options: WriteOptions) -> str:
    count = sum(len(words(passage.text)) for passage in passages)
    if len(passages) < options.min_sentences:
        found = "1 usable sentence" if len(passages) == 1 else f"{len(passages)} usable sentences"
        return f"{found} in the sources, {options.min_sentences} needed"
    if count < options.min_words:
        return f"{count} words of usable evidence, {options.min_words} needed"
    return ""
