"""What goes out: sentences with their evidence, and the article, written or refused."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from newswright.records.base import Record
from newswright.records.verdict import Evidence, Verdict

FORM = 1
"""Version of the article's JSON form. It rises when a field changes meaning or goes; a new field does not raise it."""


class Origin(StrEnum):
    """Whose words a sentence is in."""

    MODEL = "model"
    SOURCE = "source"
    """The outlet's own, quoted and attributed."""


class Status(StrEnum):
    """Whether an article left the desk."""

    PUBLISHED = "published"
    REFUSED = "refused"


class Attempt(Record):
    """One thing the model wrote for a sentence, kept also where it was not used."""

    text: str
    verdict: Verdict
    used: bool = False


class Sentence(Record):
    """One published sentence, with all that is needed to walk it back."""

    text: str
    origin: Origin
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    attempts: tuple[Attempt, ...] = ()
    """What the model wrote for it, in order, with each verdict."""


class Headline(Record):
    """The article's headline, checked like a sentence."""

    text: str
    origin: Origin
    verdict: Verdict
    evidence: tuple[Evidence, ...]


class Article(Record):
    """A story as written, or the refusal to write it."""

    id: str
    """`a` and twelve hex digits over the story, its items, the model and the options: the same work has the same id."""
    story: str
    slug: str
    headline: str
    language: str
    status: Status
    reason: str = ""
    """Why it was refused; "" for a published article."""
    sentences: tuple[Sentence, ...] = ()
    title: Headline | None = None
    """The headline with its evidence; None for a refusal."""
    sources: tuple[str, ...] = ()
    """Ids of the story's items, the earliest first."""
    model: str = ""
    written_at: AwareDatetime | None = None
    form: int = FORM
