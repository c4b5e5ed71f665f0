"""What comes in: a wire item, and the spike that says why one goes no further."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from pydantic import AwareDatetime

from newswright.records.base import Record, digest


class WireItem(Record):
    """One report as an outlet sent it, reduced to plain text. The raw bytes stay in the snapshot it came from."""

    id: str
    """`i` and twelve hex digits over address, source, text and time: the same report has the same id."""
    url: str
    """Where the report stands, or "" where the wire gave no usable address."""
    source: str
    """The outlet, as the wire names it: this is what an article attributes to."""
    outlet: str
    """The registrable domain of `url` (`news.example`), else `source` in lower case: one outlet, whatever its name."""
    text: str
    """Title, a blank line, the description, and, where there is one, a blank line and the body. Evidence spans count
    characters of this text, so it never changes once the item is stored."""
    title: str
    description: str
    body: str = ""
    author: str | None = None
    image: str | None = None
    category: str = ""
    language: str = ""
    """A two-letter ISO 639-1 code, or "" where nobody said."""
    country: str = ""
    published_at: AwareDatetime | None = None
    rights: str = ""
    """What the supplier says may be done with it; "" is unknown."""
    snapshot: str = ""
    """SHA-256 of the response or file it was read from."""
    feed: str = ""
    """The way it came in: `mediastack`, `file` or `sample`."""

    @classmethod
    def make(  # noqa: PLR0913 - the parts that `text` and `id` are made of
        cls,
        *,
        url: str,
        source: str,
        outlet: str,
        title: str,
        description: str,
        body: str = "",
        published_at: datetime | None = None,
        **rest: str | None,
    ) -> Self:
        """Build an item from plain-text parts: joins `text` and computes `id`."""
        if published_at is not None:
            published_at = published_at.astimezone(UTC)
        text = "\n\n".join(part for part in (title, description, body) if part)
        when = published_at.isoformat() if published_at else ""
        return cls.model_validate(
            {
                "id": "i" + digest(url, source, text, when),
                "url": url,
                "source": source,
                "outlet": outlet,
                "text": text,
                "title": title,
                "description": description,
                "body": body,
                "published_at": published_at,
                **rest,
            }
        )


class Spike(Record):
    """An item that goes no further, and why. Nothing is dropped in silence."""

    item: str
    """The id of the item."""
    rule: str
    """The rule that spiked it, a key of `newswright.curate.RULES`."""
    detail: str
    """The reason in a sentence, with the value that decided."""
