"""What goes out: sentences with their evidence, and the article, written or refused."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from newswright.records.base import Record
from newswright.records.story import LeftOut, Passage
from newswright.records.verdict import Evidence, Verdict

COPY = "a copy"
"""How the reason begins for which an attempt was lost that takes its source's words."""
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
    lost: str = ""
    """Why it could not be used; "" where it could, also where another was better."""
    ask: str = ""
    """What was asked for: `rewrite`, `shorten`, `headline` or `article`."""
    seed: int = 0
    temperature: float = 0.0
    prompt_tokens: int = 0
    reply_tokens: int = 0

    @property
    def copied(self) -> bool:
        """Whether it was lost for its source's words."""
        return self.lost.startswith(COPY)


class Sentence(Record):
    """One published sentence, with all that is needed to walk it back."""

    text: str
    origin: Origin
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    attempts: tuple[Attempt, ...] = ()
    """What the model wrote for it, in order, with each verdict."""
    together: bool = False
    """Whether the pieces of evidence support it together, where otherwise each does so by itself."""
    role: str = ""
    """What it does in the article: `report`, `speech`, `unknown` or `background`."""
    form: str = ""
    """How a source's own words are set: `speech`, `short`, `part` or `whole`; "" for the model's."""
    head: str = ""
    """The subhead that stands over it, "" for none."""


class Headline(Record):
    """The article's headline, checked like a sentence."""

    text: str
    origin: Origin
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    attempts: tuple[Attempt, ...] = ()
    """What the model wrote for it, in order, with each verdict."""
    together: bool = False
    """Whether the pieces of evidence support it together, where otherwise each does so by itself."""


class Making(Record):
    """How an article was made, beside what its sentences keep: enough to make it again."""

    format: str = "hard-news"
    length: str = "standard"
    angle: str = ""
    adapter: str = ""
    """The adapter on the model, "" for none."""
    asking: str = ""
    """How the model was asked: by examples, or by the lessons of a template."""
    mode: str = "sentences"
    """`sentences`, one by one, or `article`: drafted at once with citations."""
    seed: int = 0
    chosen: tuple[Passage, ...] = ()
    """The evidence that it was to be written from, in order."""
    left_out: tuple[LeftOut, ...] = ()
    """The other sentences of the items, and why each was left out; of a large story the first of them."""
    more: int = 0
    """Further sentences that were left out."""
    dropped: tuple[LeftOut, ...] = ()
    """Chosen passages that came to nothing, and why."""


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
    dateline: str = ""
    """The place that a source gives in its dateline, as it has it; "" where none does."""
    making: Making | None = None
    """How it was made; None for an article of before this was kept."""
    title: Headline | None = None
    """The headline with its evidence; None for a refusal."""
    sources: tuple[str, ...] = ()
    """Ids of the story's items, the earliest first."""
    model: str = ""
    written_at: AwareDatetime | None = None
    form: int = FORM
