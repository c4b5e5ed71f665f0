"""How an article was made, as a reader may see it: every version that the model offered, and what was left out.

Everything here is plain text and still untrusted; escaping is the renderer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newswright.publish.links import web_address
from newswright.records import Article, Attempt, Headline, LeftOut, Making, Origin, Sentence

LEFT = 40
"""Passages left out that are shown; the rest are counted. A story of many reports leaves out hundreds."""

_ASKED = {
    "rewrite": "asked to tell it plainly",
    "shorten": "asked for the core of it",
    "headline": "asked for a headline",
    "article": "asked for the whole article",
}
"""What was asked of the model -> the same in plain words."""
_MODES = {"sentences": "Sentence by sentence", "article": "The whole article at once, with citations"}


@dataclass(frozen=True)
class Version:
    """Something that the model offered."""

    text: str
    verdict: str
    used: bool
    why: str
    """Why it was not used; "" where it was, or where another was better."""
    how: str
    """How it was asked for, in plain words; "" where that was not kept."""


@dataclass(frozen=True)
class Offered:
    """A sentence, or the headline, and what the model offered for it."""

    number: int
    """From 1 in the article; 0 is the headline."""
    text: str
    """As published."""
    own: bool
    """True where the words are the model's."""
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Left:
    """A passage that the article is not written from."""

    outlet: str
    url: str
    """A link that is safe to follow, or ""."""
    text: str
    """The passage; "" where it may not be shown."""
    why: str


@dataclass(frozen=True)
class HowMade:
    """The whole of it."""

    facts: tuple[tuple[str, str], ...]
    """Names and values: model, adapter, format, seed. What is not known is not among them."""
    offered: tuple[Offered, ...]
    """The headline first."""
    left: tuple[Left, ...]
    """The first `LEFT` of what was left out: chosen passages that came to nothing, then what was not chosen."""
    more: int
    """How many were left out beside these."""

    @property
    def versions(self) -> int:
        """Versions that the model offered in all."""
        return sum(len(each.versions) for each in self.offered)


def how_made(article: Article, *, passages: bool = True) -> HowMade | None:
    """Return how `article` was made, None where nothing of it was kept.

    Without `passages` the text of what was left out is not in it, for suppliers whose terms do not allow that.
    """
    made = article.making
    said = (*((article.title,) if article.title else ()), *article.sentences)
    if made is None and not any(part.attempts for part in said):
        return None
    left = (*made.dropped, *made.left_out) if made else ()
    return HowMade(
        facts=tuple(_facts(article, made)),
        offered=tuple(_offered(number, part) for number, part in enumerate(said, 0 if article.title else 1)),
        left=tuple(_left(each, shown=passages) for each in left[:LEFT]),
        more=max(0, len(left) - LEFT),
    )


def _facts(article: Article, made: Making | None) -> Iterator[tuple[str, str]]:
    rows = {"Model": article.model}
    if made:
        rows |= {
            "Adapter": made.adapter,
            "Asked": made.asking,
            "Written": _MODES.get(made.mode, made.mode),
            "Format": made.format,
            "Length": f"{made.length} words" if made.length.isdigit() else made.length,
            "Angle": made.angle,
            "Seed": str(made.seed),
        }
    return ((name, value) for name, value in rows.items() if value.strip())


def _offered(number: int, part: Sentence | Headline) -> Offered:
    versions = tuple(_version(attempt) for attempt in part.attempts)
    return Offered(number=number, text=part.text, own=part.origin is Origin.MODEL, versions=versions)


def _version(attempt: Attempt) -> Version:
    """An attempt of before `lost` was kept is told by its verdict."""
    asked = f"temperature\N{NO-BREAK SPACE}{attempt.temperature:g}, seed\N{NO-BREAK SPACE}{attempt.seed}"
    how = f"{_ASKED.get(attempt.ask, attempt.ask)}; {asked}" if attempt.ask else ""
    return Version(
        text=attempt.text,
        verdict=attempt.verdict.label.value,
        used=attempt.used,
        why="" if attempt.used else attempt.lost or "; ".join(attempt.verdict.reasons),
        how=how,
    )


def _left(one: LeftOut, *, shown: bool) -> Left:
    passage = one.passage
    return Left(passage.source, web_address(passage.url), passage.text if shown else "", one.why)
