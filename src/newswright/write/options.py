"""Settings of the write stage."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class WriteOptions(BaseModel):
    """The `[write]` table of newsroom.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    max_sentences: int = Field(6, ge=1, le=50)
    """Sentences in an article at the most: a brief, as a desk would run it from teasers."""
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
    ask: Literal["auto", "examples", "lessons"] = "auto"
    """How the model is asked: by `examples`, or in the words of the `lessons` that taught it; `auto` asks a model that
    Newswright trained by lessons, any other by examples."""
    template: str = ""
    """The prompt template of the lessons; "" is the one that the model's file names."""
    seed: int = 20261123
    """Start of the random numbers; every request gets its own seed from it."""
