"""Settings of the write stage."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from newswright.write.formats import Format, FormatName, formats
from newswright.write.style import Style, read_style

BRIEF, LONG = 3, 15
"""Sentences of a brief article and of a long one."""
A_SENTENCE = 8
"""Words that a sentence has at least: an article of so many words has no more sentences than they allow."""


class WriteOptions(BaseModel):
    """The `[write]` table of newsroom.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    format: FormatName = "hard-news"
    """The kind of article: `hard-news`, `brief`, `live-update` (the latest first, under the time of each report),
    `explainer` (under subheads), `round-up` (every outlet has its say), `obituary`, `sports-result`, `weather`,
    `earnings`. A story that is none of the last four is refused for them."""
    length: str = Field("standard", pattern=r"^(brief|standard|long|[1-9]\d{0,4})$")
    """`brief` is 3 sentences, `standard` what the format has, `long` 15; a number is words."""
    angle: str = ""
    """What the article is to be about: passages that speak of it come first, a story without one is refused."""
    style: Path | None = None
    """A desk's style sheet: spelling, numerals, titles, banned words (docs/write.md)."""
    language: str = Field("", pattern=r"^([a-z]{2})?$")
    """The language to write in, an ISO 639-1 code: only items in it are read; "" is the story's own."""
    max_sentences: int | None = Field(None, ge=1, le=200)
    """Sentences in an article at the most, whatever length and format say; none leaves it to them."""
    min_sentences: int = Field(2, ge=1)
    """Sentences that must survive the checks; a story with fewer is refused."""
    min_words: int = Field(30, ge=0)
    """Words of usable evidence below which a story is too thin to begin with."""
    rounds: int = Field(2, ge=1, le=5)
    """Times the model is asked for a sentence before the source is quoted instead."""
    candidates: int = Field(3, ge=1, le=16)
    """Versions of a sentence asked for in a round."""
    longest_run: int = Field(11, ge=3)
    """Words in a row that a sentence may share with its source and still be called the model's own."""
    keep: float = Field(0.6, ge=0.0, le=1.0)
    """Share of the evidence's content words that a sentence must keep: less is a fragment of the fact."""
    mode: Literal["auto", "sentences", "article"] = "auto"
    """How an article is drafted: `sentences`, one passage at a time; `article`, all at once with citations, then
    checked and mended, for a model that can; `auto` does the latter where a server's model answers conversations."""
    ask: Literal["auto", "examples", "lessons"] = "auto"
    """How the model is asked: by `examples`, or in the words of the `lessons` that taught it; `auto` asks a model that
    Newswright trained by lessons, any other by examples."""
    template: str = ""
    """The prompt template of the lessons; "" is the one that the model's file names."""
    seed: int = 20261123
    """Start of the random numbers; every request gets its own seed from it."""

    @property
    def kind(self) -> Format:
        """The format with all that belongs to it."""
        return formats()[self.format]

    @property
    def sheet(self) -> Style:
        """The style sheet, an empty one where none is named.

        Raises:
            SettingsError: it cannot be read, or is none.
        """
        return _sheet(self.style.expanduser()) if self.style else Style()

    @property
    def words(self) -> int:
        """Words wanted, 0 where the length is none in words."""
        return int(self.length) if self.length.isdigit() else 0

    @property
    def most(self) -> int:
        """Sentences at the most."""
        if self.max_sentences:
            return self.max_sentences
        if self.words:
            return max(1, self.words // A_SENTENCE)
        return {"brief": BRIEF, "long": LONG}.get(self.length, self.kind.sentences)

    @property
    def least(self) -> int:
        """Sentences that must survive: no more than the article may have."""
        return min(self.min_sentences, self.most)


class BulkOptions(BaseModel):
    """The `[bulk]` table of newsroom.toml: writing on a Ray cluster. It does not change what is written."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    address: str = ""
    """Address of the cluster, as `ray.init` takes it: `auto` for the one that this machine belongs to, or host and
    port. "" starts one on this machine, for as long as the run takes."""
    workers: int = Field(2, ge=1, le=10_000)
    """Processes that write, each with its own model or its own way to the server."""
    partition: int = Field(50, ge=1, le=10_000)
    """Stories that a worker takes, and hands back, at once. What a killed run loses is at the most this many for each
    worker."""
    cpus: float = Field(1.0, gt=0)
    """Cores that a worker takes of the cluster's. The embedded model gets as many threads, unless `threads` in [model]
    says otherwise."""
    gpus: float = Field(0.0, ge=0)
    """GPUs that a worker takes, instead of cores. Without any Ray hides the GPUs from it."""


@lru_cache(maxsize=8)
def _sheet(path: Path) -> Style:
    return read_style(path)
