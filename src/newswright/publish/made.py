"""How an edition came about: the figures of its footer."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from newswright.records import Record


class Made(Record):
    """When, with what and from how much an edition was made. The counts come from the caller, who saw the whole run."""

    when: AwareDatetime
    """When the edition is put out: its date line."""
    model: str
    """Name of the language model that wrote."""
    version: str
    """Newswright's version."""
    items: int = Field(ge=0)
    """Items in the archive."""
    spikes: dict[str, int] = Field(default_factory=dict)
    """Spiked items by rule."""
    stories: int = Field(ge=0)
    published: int = Field(ge=0)
    """Articles published."""
    refused: int = Field(ge=0)
    """Stories that were not written, or not published, for lack of evidence."""
    own: int = Field(ge=0)
    """Published sentences in the model's own words."""
    quoted: int = Field(ge=0)
    """Published sentences in a source's words."""
