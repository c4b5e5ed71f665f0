"""A story: the items that report one event, and the brief that a writer gets of it."""

from __future__ import annotations

from pydantic import AwareDatetime

from newswright.records.base import Record, digest


class Story(Record):
    """Items about one event, from one outlet or several."""

    id: str
    """`s` and twelve hex digits over the id of its earliest item: it keeps its id while items join it."""
    slug: str
    """A short name for people and file names: lower-case ASCII words joined by hyphens."""
    items: tuple[str, ...]
    """Ids of its items, the earliest first."""
    outlets: tuple[str, ...]
    """The different outlets, in order of appearance."""
    language: str
    started_at: AwareDatetime | None = None
    """When its earliest item was published (UTC)."""

    @property
    def basis(self) -> str:
        """A digest of the items: a story that gained an item is written again."""
        return digest(*sorted(self.items))


class Passage(Record):
    """A sentence of an item that may serve as evidence."""

    item: str
    """Id of the item."""
    url: str
    source: str
    start: int
    """First character of the passage in `WireItem.text`."""
    end: int
    """One past its last character: `item.text[start:end] == text`."""
    text: str
    headline: bool = False
    """True where it is the item's title: it may head an article, but is not rewritten into a sentence."""
    disputed: str = ""
    """How another outlet has it, where the two disagree on a figure; "" where nobody contradicts."""
    otherwise: str = ""
    """The other outlet's figure with its noun ("37 people"); "" where nobody contradicts."""
    when: AwareDatetime | None = None
    """When its item was published."""
    role: str = ""
    """What it does in an article: `report`, `speech`, `unknown` or `background`."""


class LeftOut(Record):
    """A sentence of an item that an article is not written from, and why."""

    passage: Passage
    why: str


class Brief(Record):
    """What the writer gets: a story's evidence, best first for the lede, and what was left out."""

    story: str
    passages: tuple[Passage, ...]
    """The evidence chosen, in the order to be written."""
    headlines: tuple[Passage, ...]
    """The titles of the items."""
    left_out: tuple[Passage, ...] = ()
    """Usable passages that repeat a chosen one or exceed the length."""
    dropped: tuple[LeftOut, ...] = ()
    """Every sentence of the items that was not chosen, with the reason; an item in another language by its title."""
    more: int = 0
    """Sentences that were not chosen beside those in `dropped`: a large story keeps the first of them."""
    dateline: str = ""
    """The place that a source gives in its dateline, as it has it; "" where none does."""
    thin: str = ""
    """Why the evidence is too thin for an article, or "" where it suffices."""
