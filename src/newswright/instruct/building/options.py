"""How lessons are built: the settings, what is left out, and what a task gets beside the article."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from newswright.instruct.building.notes import Style
from newswright.instruct.building.spoil import Pool
from newswright.records import Record

Support = Callable[[str, Sequence[str]], bool]
"""A sentence and the texts of its evidence in; whether they support it out."""


class BuildOptions(BaseModel):
    """What is built, and from what."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    tasks: tuple[str, ...] = (
        "article",
        "headline",
        "lede",
        "summary",
        "sentence",
        "rewrite",
        "shorten",
        "correct",
        "prefer",
    )
    """Names of tasks, keys of `newswright.instruct.building.tasks.TASKS`; an article's lessons come in this order."""
    notes: Style = "cablese"
    """Notes of articles without sources: in telegraph style, or as whole `sentences`."""
    system: str = ""
    """System text of every lesson; "" is none."""
    seed: int = 0
    """Decides which sentences are spoiled and how."""
    min_words: int = Field(default=20, ge=0)
    """Words an article must have. Of 365 Wikinews articles the shortest has 92; of 2,452 round-ups 139 have fewer than
    20: one sentence that repeats its headline."""
    max_words: int = Field(default=1200, ge=1)
    """Words an article may have. Four tokens to three words: 1,200 leave a quarter of a context of 2,048 tokens to the
    sources; the longest Wikinews article has 441."""
    max_sentences: int = Field(default=8, ge=1)
    """Sentences of one article that become `sentence` lessons, and as many of `rewrite`, `shorten` and `prefer`: so
    that a long article does not outweigh the others. The median Wikinews article has eleven."""
    min_coverage: float = Field(default=0.7, ge=0.0, le=1.0)
    """Share of a sentence's content words that its evidence must have, in articles with sources, beside all its
    figures, dates, names and quotations. Read by eye, six sentences of the round-ups a tenth: the evidence says six of
    six between 0.7 and 0.8, four between 0.6 and 0.7, three between 0.5 and 0.6, one of twelve below."""
    min_supported: float = Field(default=0.7, ge=0.0, le=1.0)
    """Share of an article's sentences that its sources must support for an `article` lesson, where a check is given."""
    clean_drafts: float = Field(default=0.1, ge=0.0, le=1.0)
    """Share of `correct` lessons whose draft is right already, so that a model learns to leave it alone."""


class Left(Record):
    """Something that became no lesson, and why."""

    article: str
    """Id of the article."""
    task: str
    """The task, or "" where the article as a whole was left out."""
    reason: str
    """The same words for the same reason, so that reasons can be counted."""
    detail: str = ""
    """What it was about: the sentence, the figure that decided."""


@dataclass(frozen=True)
class Context:
    """What a task gets beside the article."""

    options: BuildOptions
    left: Callable[[Left], None]
    support: Support | None = None
    pool: Pool = field(default_factory=Pool)
    """Names and sentences of the articles before this one."""

    def rng(self, article: str, task: str) -> random.Random:
        """Return the generator of one article and task: the same whatever else is built."""
        return random.Random(f"{self.options.seed}\0{article}\0{task}")  # noqa: S311 - no secret hangs on it
