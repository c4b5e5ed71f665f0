"""Kinds of article: what each is made of, read from `tables/formats.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

FormatName = Literal[
    "hard-news",
    "brief",
    "live-update",
    "explainer",
    "round-up",
    "obituary",
    "sports-result",
    "weather",
    "earnings",
]


class Format(BaseModel):
    """One kind of article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: int
    """Sentences at the most, where the length is not set."""
    wants: tuple[str, ...] = ()
    """Patterns; a passage that has one is worth more."""
    needs: str = ""
    """Pattern that a passage must have, or the story is none for this format."""
    lacks: str = ""
    """The refusal where none has it."""
    order: Literal["worth", "newest"] = "worth"
    each_outlet: bool = False
    """Whether every outlet has its say, with one sentence before any has two."""
    times: bool = False
    """Whether sentences stand under the time of their report."""
    heads: Mapping[str, str] = {}
    """What a passage does (`roles.py`) -> the subhead that its sentences stand under."""

    def worth(self, text: str) -> float:
        """Return how much of what the format wants `text` has: 0 to 1."""
        if not self.wants:
            return 0.0
        return sum(bool(re.search(want, text, re.IGNORECASE)) for want in self.wants) / len(self.wants)

    def serves(self, text: str) -> bool:
        """Return whether `text` has what the format needs."""
        return not self.needs or bool(re.search(self.needs, text, re.IGNORECASE))


@cache
def formats() -> dict[str, Format]:
    """Return the kinds of article by name."""
    table = files("newswright.write").joinpath("tables", "formats.toml").read_text(encoding="utf-8")
    return {name: Format.model_validate(values) for name, values in tomllib.loads(table).items()}
