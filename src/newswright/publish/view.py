"""What a reader sees of an article, worked out before any template: sentences, evidence in its place, sources, counts.

Everything here is plain text and still untrusted; escaping is the renderer's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from newswright.publish.howmade import HowMade, how_made
from newswright.publish.links import stem, web_address
from newswright.records import Article, Check, Evidence, Headline, Origin, Sentence, Story, WireItem

LINES = 2
"""Sentences to a paragraph after the lede, which stands alone, as newspapers set it."""
OWN = "The model’s own words"
SET = {
    "speech": "The source’s words, as they are: somebody speaks in them",
    "short": "The source’s words, as they are, under its name: they are few",
    "part": "The source’s words, under its name: the beginning as it is, the rest between quotation marks",
    "whole": "The source’s words, under its name: the whole between quotation marks",
}
"""How a source's own words are set (`Sentence.form`) -> the same in plain words."""
KEY = "between quotation marks; as they are where somebody speaks in them, or where they are few"
"""How a source's own words are set, all of it in one line."""
SET_SOMEHOW = "The source’s words, attributed"
"""The same for an article of before it was kept."""


@dataclass(frozen=True)
class Run:
    """A stretch of an item's text, inside or outside the passage."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of an item's text."""

    runs: tuple[Run, ...]
    title: bool
    """True where it is the item's title."""


@dataclass(frozen=True)
class Proof:
    """A piece of evidence in its place."""

    outlet: str
    url: str
    """A link that is safe to follow, or ""."""
    passage: str
    paragraphs: tuple[Paragraph, ...]
    """The item's text around the passage; empty where it is not shown or not at hand."""
    when: datetime | None
    item: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A sentence, or the headline, with what was found out about it."""

    number: int
    """From 1 in the article; 0 is the headline."""
    text: str
    own: bool
    """True where the words are the model's."""
    form: str
    """How a source's words are set: `speech`, `short`, `part` or `whole`; "" for the model's, or where unknown."""
    head: str
    """The subhead that stands over it, "" for none."""
    verdict: str
    checks: tuple[Check, ...]
    proofs: tuple[Proof, ...]

    @property
    def words(self) -> str:
        """Whose words these are and how they are set, in plain words."""
        return OWN if self.own else SET.get(self.form, SET_SOMEHOW)


@dataclass(frozen=True)
class Block:
    """A paragraph of the article, with the subhead over it."""

    head: str
    """"" where none stands over it."""
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Source:
    """An item that the story rests on."""

    outlet: str
    title: str
    url: str
    """A link that is safe to follow, or ""."""
    when: datetime | None
    item: str
    rights: str


@dataclass(frozen=True)
class View:
    """An article as a reader sees it."""

    id: str
    stem: str
    slug: str
    headline: str
    language: str
    model: str
    reason: str
    written_at: datetime | None
    dateline: str
    """The place that stands before the lede; "" for none."""
    title: Line | None
    lines: tuple[Line, ...]
    made: HowMade | None
    """How it was made; None where nothing of it was kept."""
    sources: tuple[Source, ...]
    outlets: tuple[str, ...]
    category: str
    """What the wire files most of its items under; "" where it does not, or only under `general`."""
    first: datetime | None
    """When the earliest of its items was published."""
    last: datetime | None
    """When the latest of its items was published."""

    @property
    def lede(self) -> str:
        """The first sentence, or ""."""
        return self.lines[0].text if self.lines else ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The lede alone, then `LINES` sentences each; a subhead begins a paragraph."""
        parts: list[list[Line]] = []
        for at, line in enumerate(self.lines):
            if at < 2 or line.head or len(parts[-1]) == LINES:
                parts.append([])
            parts[-1].append(line)
        return tuple(Block(part[0].head, tuple(part)) for part in parts)

    @property
    def plain(self) -> str:
        """The whole text, with its dateline and subheads: an empty line between paragraphs."""
        parts = []
        for at, block in enumerate(self.blocks):
            place = f"{self.dateline} — " if self.dateline and at == 0 else ""
            parts += [block.head, place + " ".join(line.text for line in block.lines)]
        return "\n\n".join(part for part in parts if part)

    @property
    def own(self) -> int:
        """Sentences in the model's words."""
        return sum(line.own for line in self.lines)

    @property
    def quoted(self) -> int:
        """Sentences in a source's words."""
        return len(self.lines) - self.own


def view(
    article: Article, items: Mapping[str, WireItem], stories: Mapping[str, Story], *, whole_sources: bool = True
) -> View:
    """Return `article` as a reader sees it; items and stories that are not at hand are left out, not invented."""
    known = [items[name] for name in article.sources if name in items]
    times = sorted(item.published_at for item in known if item.published_at)
    story = stories.get(article.story)
    outlets = story.outlets if story else tuple(dict.fromkeys(item.source for item in known))
    shown = items if whole_sources else {}
    return View(
        id=article.id,
        stem=stem(article),
        slug=article.slug,
        headline=article.headline,
        language=article.language,
        model=article.model,
        reason=article.reason,
        written_at=article.written_at,
        dateline=article.dateline.strip(),
        title=_line(0, article.title, shown, items) if article.title else None,
        lines=tuple(_line(n, sentence, shown, items) for n, sentence in enumerate(article.sentences, start=1)),
        made=how_made(article, passages=whole_sources),
        sources=tuple(_source(item) for item in known),
        outlets=_names(outlets, known),
        category=_category(known),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def in_order(views: Sequence[View]) -> list[View]:
    """Return the front page's order: most outlets first, then most sentences, then the latest; ids settle the rest."""

    def weight(copy: View) -> tuple[int, int, float, str]:
        return -len(copy.outlets), -len(copy.lines), -copy.last.timestamp() if copy.last else 0.0, copy.id

    return sorted(views, key=weight)


def _names(outlets: Sequence[str], known: Sequence[WireItem]) -> tuple[str, ...]:
    """Return the outlets by the names they are credited with, where a story knows them by domain."""
    by_domain: dict[str, str] = {}
    for item in known:
        by_domain.setdefault(item.outlet, item.source)
    return tuple(dict.fromkeys(by_domain.get(outlet, outlet) for outlet in outlets))


def _category(known: Sequence[WireItem]) -> str:
    filed = Counter(item.category for item in known if item.category)
    return next((category for category, _ in filed.most_common(1) if category != "general"), "")


def _line(number: int, said: Sentence | Headline, shown: Mapping[str, WireItem], items: Mapping[str, WireItem]) -> Line:
    set_as = (said.form, said.head.strip()) if isinstance(said, Sentence) else ("", "")
    return Line(
        number=number,
        text=said.text,
        own=said.origin is Origin.MODEL,
        form=set_as[0],
        head=set_as[1],
        verdict=said.verdict.label.value,
        checks=said.verdict.checks,
        proofs=tuple(_proof(piece, shown.get(piece.item), items.get(piece.item)) for piece in said.evidence),
    )


def _proof(piece: Evidence, shown: WireItem | None, item: WireItem | None) -> Proof:
    return Proof(
        outlet=piece.source,
        url=web_address(piece.url),
        passage=piece.text,
        paragraphs=in_place(piece, shown) if shown else (),
        when=item.published_at if item else None,
        item=piece.item,
        start=piece.start,
        end=piece.end,
    )


def in_place(piece: Evidence, item: WireItem) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `item` with the passage marked, or () where it does not stand where it should."""
    if item.text[piece.start : piece.end] != piece.text:
        return ()
    paragraphs, at = [], 0
    for block in item.text.split("\n\n"):
        end = at + len(block)
        cuts = sorted({at, min(max(piece.start, at), end), max(min(piece.end, end), at), end})
        runs = tuple(Run(item.text[a:b], piece.start <= a and b <= piece.end) for a, b in pairwise(cuts))
        if runs:
            paragraphs.append(Paragraph(runs, title=at == 0 and block == item.title))
        at = end + 2
    return tuple(paragraphs)


def _source(item: WireItem) -> Source:
    return Source(
        outlet=item.source,
        title=item.title,
        url=web_address(item.url),
        when=item.published_at,
        item=item.id,
        rights=item.rights,
    )
