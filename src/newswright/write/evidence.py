"""The brief: which sentences of a story's items an article is written from, and in which order.

A passage is worth more when other outlets report the same, when it stands early in its item, and when it carries
facts. What says the same as a chosen passage is left out, unless its numbers differ: then the sources disagree, and
both go in, each under its outlet's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newswright.records import Brief, LeftOut, Passage, Story, WireItem
from newswright.text.boilerplate import boilerplate, truncated
from newswright.text.datelines import dateline
from newswright.text.fold import fold
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.quotes import outside_quotations
from newswright.text.sentences import sentences
from newswright.text.span import Span
from newswright.text.words import content_stems, words
from newswright.write.disagreement import rivals
from newswright.write.formats import Format
from newswright.write.options import WriteOptions
from newswright.write.roles import PassageRole, role

SAME = 0.6
"""Share of the shorter passage's content words that the longer one has too, from which both tell the same fact."""
READ = 300
"""Sentences that are read of an item, from its beginning."""
LETTERS = 200_000
"""Characters that are looked through for them."""
EXCERPT = 80
"""Characters that stand for the rest of an item in what was left out."""
KEPT = 200
"""Sentences left out that are kept with their reason; further ones are counted."""
SHORTEST, LONGEST = 6, 45
"""Words of a passage: below, a fragment; above, more than one fact and too much for one sentence."""

_LATE = {PassageRole.UNKNOWN: 1, PassageRole.BACKGROUND: 2}
"""What stands behind reports and voices, and in which order."""

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

_HOSTILE = re.compile(
    r"</?[a-zA-Z!][^<>]*>|<\||\|>|\[/?[A-Z]{2,}\]|https?://|\b(?:ignore|disregard|forget)\s+(?:(?:all|any|the|your|these|those)\s+)*"
    r"(?:above|previous|prior|earlier|preceding|instructions?|prompts?)\b",
    re.IGNORECASE,
)
"""What no outlet says in earnest: it is meant for the program that reads it."""


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
    wanted = options.kind
    left: list[LeftOut] = []
    read = [item for item in items if _readable(item, options.language or story.language, left)]
    headlines = tuple(_headline(item) for item in read if item.title and not _HOSTILE.search(item.title))
    found = [candidate for rank, item in enumerate(read) for candidate in _candidates(item, rank, left)]
    about = frozenset(content_stems(options.angle))
    _rate(found, wanted, about)
    chosen, spare = _choose(found, options.most, each_outlet=wanted.each_outlet)
    ordered = _arrange(chosen, {item.id: at for at, item in enumerate(read)} if wanted.order == "newest" else {})
    left = [*(LeftOut(passage=candidate.passage, why=why) for candidate, why in spare), *left]
    return Brief(
        story=story.id,
        passages=tuple(ordered),
        headlines=headlines,
        left_out=tuple(candidate.passage for candidate, _ in spare),
        dropped=tuple(left[:KEPT]),
        more=max(0, len(left) - KEPT),
        dateline=_dateline(ordered, read),
        thin=_thin(ordered, options, headlines),
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
        "an instruction": bool(_ORDER.search(text) or _HOSTILE.search(text)),
        "unbalanced quotation marks": not _balanced(text),
        "two sentences run together": bool(_GLUED.search(text)),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _readable(item: WireItem, language: str, left: list[LeftOut]) -> bool:
    """Whether an item is in the article's language; one that is not is left out as a whole, with its beginning."""
    if not item.language or not language or item.language == language:
        return True
    start = Passage(item=item.id, url=item.url, source=item.source, start=0, end=len(item.title), text=item.title)
    left.append(LeftOut(passage=start, why=f"the item is in “{item.language}”, the article in “{language}”"))
    return False


def _headline(item: WireItem) -> Passage:
    return Passage(
        item=item.id, url=item.url, source=item.source, start=0, end=len(item.title), text=item.title, headline=True
    )


def _report_at(item: WireItem) -> int:
    """Return the character of an item's text at which its report begins, behind the title."""
    return len(item.title) + 2 if item.title else 0


def _candidates(item: WireItem, rank: int, left: list[LeftOut]) -> Iterator[_Candidate]:
    offset = _report_at(item)
    opening = dateline(item.text[offset:])
    offset += opening.end if opening else 0
    for place, span in enumerate(_beginning(item, offset, left)):
        start, end = offset + span.start, offset + span.end
        passage = Passage(
            item=item.id,
            url=item.url,
            source=item.source,
            start=start,
            end=end,
            text=item.text[start:end],
            when=item.published_at,
            role=role(span.text),
        )
        why = usable(span.text)
        if why:
            left.append(LeftOut(passage=passage, why=why))
        else:
            stems = frozenset(content_stems(span.text))
            yield _Candidate(passage, stems, place, rank, item.outlet, facts=_facts(span.text))


def _beginning(item: WireItem, offset: int, left: list[LeftOut]) -> list[Span]:
    """Return the sentences that an item is read for: its first `READ`, for news stands at the beginning."""
    text = item.text[offset:]
    cut = text.find("\n", LETTERS)
    found = sentences(text[: cut if cut > 0 else None] if len(text) > LETTERS else text, item.language or "en")
    if len(found) > READ or len(text) > LETTERS:
        span = found[min(READ, len(found)) - 1]
        start = Passage(
            item=item.id,
            url=item.url,
            source=item.source,
            start=offset + span.end,
            end=len(item.text),
            text=item.text[offset + span.end :].strip()[:EXCERPT],
        )
        left.append(LeftOut(passage=start, why=f"stands behind the first {READ} sentences of a long item"))
    return found[:READ]


def _facts(text: str) -> frozenset[str]:
    """The numbers and names of a sentence, as comparable words."""
    numbers = {f"{q.value}{q.unit}" for q in quantities(text) if not q.weak}
    return frozenset(numbers | {name.core[-1] for name in names(text)})


def _rate(found: list[_Candidate], wanted: Format, about: frozenset[str]) -> None:
    """Score each candidate: words that other outlets use too, an early place in an early item, names and numbers.

    The first report of an event says what happened; later ones lead with what follows from it. What the format wants
    and what the angle is about count as much as an early place.
    """
    spread: Counter[str] = Counter()
    for outlet in {candidate.outlet for candidate in found}:
        spread.update(frozenset().union(*(c.stems for c in found if c.outlet == outlet)))
    for candidate in found:
        shared = sum(spread[stem] - 1 for stem in candidate.stems)
        early = 1.5 / (1 + candidate.place) + 1.5 / (1 + candidate.rank)
        candidate.score = shared / (len(candidate.stems) + 10) + early + 0.08 * len(candidate.facts)
        candidate.score += 1.5 * wanted.worth(candidate.passage.text)
        candidate.score += 3.0 * len(candidate.stems & about) / len(about) if about else 0.0


def _choose(
    found: list[_Candidate], most: int, *, each_outlet: bool
) -> tuple[list[_Candidate], list[tuple[_Candidate, str]]]:
    """Return the chosen candidates, and the others with the reason why they are left out."""
    chosen: list[_Candidate] = []
    spare: list[tuple[_Candidate, str]] = []
    ranked = sorted(found, key=lambda c: (-c.score, c.passage.item, c.passage.start))
    if each_outlet:
        turn: Counter[str] = Counter()
        turns = []
        for candidate in ranked:
            turns.append(turn[candidate.outlet])
            turn[candidate.outlet] += 1
        ranked = [candidate for _, candidate in sorted(zip(turns, ranked, strict=True), key=lambda pair: pair[0])]
    for candidate in ranked:
        twin = next((other for other in chosen if _same_fact(candidate, other)), None)
        rival = next((other for other in chosen if _rivals(candidate, other)), None)
        if twin is not None and rival is None:
            spare.append((candidate, f"says the same as a sentence of {twin.passage.source}"))
        elif len(chosen) >= most:
            spare.append((candidate, "the article is long enough"))
        else:
            if rival is not None:
                _mark(candidate, rival)
            chosen.append(candidate)
    return chosen, spare


def _same_fact(one: _Candidate, other: _Candidate) -> bool:
    smaller = min(len(one.stems), len(other.stems))
    return smaller > 0 and len(one.stems & other.stems) / smaller >= SAME


def _rivals(one: _Candidate, other: _Candidate) -> tuple[str, str] | None:
    return rivals(one.passage.text, other.passage.text) if one.outlet != other.outlet else None


def _mark(one: _Candidate, other: _Candidate) -> None:
    for candidate, against in ((one, other), (other, one)):
        mine, theirs = _rivals(candidate, against) or ("", "")
        note = f"{against.passage.source} has “{theirs}” where this has “{mine}”"
        candidate.passage = candidate.passage.model_copy(update={"disputed": note, "otherwise": theirs})


def _arrange(chosen: list[_Candidate], newest: Mapping[str, int]) -> list[Passage]:
    """The lede first, reports and voices by their worth, what is not known, the background; rivals stand together.

    With `newest` (item -> its place in time) the latest report comes first instead.
    """
    rest = sorted(chosen, key=lambda c: (-c.score, c.passage.item, c.passage.start))
    if newest:
        rest.sort(key=lambda c: -newest[c.passage.item])
    elif rest:
        lede = next((c for c in rest if c.passage.role == PassageRole.REPORT), rest[0])
        rest.remove(lede)
        rest.sort(key=lambda c: _LATE.get(PassageRole(c.passage.role), 0))
        rest.insert(0, lede)
    ordered: list[Passage] = []
    while rest:
        candidate = rest.pop(0)
        ordered.append(candidate.passage)
        if candidate.passage.disputed:
            for other in [c for c in rest if c.passage.disputed and _rivals(c, candidate)]:
                ordered.append(other.passage)
                rest.remove(other)
    return ordered


def _dateline(ordered: Sequence[Passage], items: Sequence[WireItem]) -> str:
    """Return the place that the lede's item gives in its dateline, else the first that any item gives, else ""."""
    places: dict[str, str] = {}
    for item in items:
        found = dateline(item.text[_report_at(item) :])
        if found and found.place:
            places[item.id] = found.place
    lede = ordered[0].item if ordered else ""
    return places.get(lede, "") or next(iter(places.values()), "")


def _thin(passages: Sequence[Passage], options: WriteOptions, headlines: Sequence[Passage]) -> str:
    count = sum(len(words(passage.text)) for passage in passages)
    wanted, about = options.kind, frozenset(content_stems(options.angle))
    if len(passages) < options.least:
        found = "1 usable sentence" if len(passages) == 1 else f"{len(passages)} usable sentences"
        return f"{found} in the sources, {options.least} needed"
    if count < options.min_words:
        return f"{count} words of usable evidence, {options.min_words} needed"
    if not any(wanted.serves(passage.text) for passage in (*passages, *headlines)):
        return wanted.lacks
    if about and not any(about & frozenset(content_stems(passage.text)) for passage in passages):
        return f"no source speaks of the angle “{options.angle}”"
    return ""
