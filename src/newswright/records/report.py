"""What the newsroom says it did, in figures that a reader can check."""

from __future__ import annotations

from pydantic import Field

from newswright.records.base import Record
from newswright.records.edition import Edition


class Ingested(Record):
    """What one ingestion brought in."""

    new: int = 0
    known: int = 0
    bad: int = 0
    """Rows that could not become an item; the archive lists them with the reason."""
    requests: int = 0
    """Requests made to a metered service."""

    def __add__(self, other: Ingested) -> Ingested:
        return Ingested(**{name: getattr(self, name) + getattr(other, name) for name in Ingested.model_fields})


class Counts(Record):
    """What curation made of the items."""

    items: int
    spikes: dict[str, int]
    """Spiked items by rule, the most frequent first."""
    stories: int


class Recheck(Record):
    """A stored article, held against its sources again."""

    article: str
    headline: str
    faults: tuple[str, ...]
    """What no longer holds, one sentence each; empty where all is well."""
    sentences: int


class Figures(Counts):
    """Where the newsroom stands."""

    published: int
    refused: int
    own: int
    """Published sentences in the model's own words."""
    quoted: int
    """Published sentences that fell back to the source's words, attributed."""
    model: str


class Report(Figures):
    """What one run came to."""

    unwritten: dict[str, str] = Field(default_factory=dict)
    """Stories that the model failed for, with the reason. The next run tries them again."""
    edition: Edition
