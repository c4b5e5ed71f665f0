"""The tables of the stage, read from `tables/`: marks that add up to spam or advertising, reservations of rights."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from newswright.records import WireItem


@dataclass(frozen=True)
class Mark:
    """One sign of one kind of unwanted item."""

    name: str
    where: str
    """`title`, `description` (with the body), `any` of these, or `category`."""
    points: int
    pattern: re.Pattern[str]

    def on(self, item: WireItem) -> bool:
        """Whether the item bears the mark."""
        rest = f"{item.description}\n\n{item.body}"
        places = {"title": item.title, "description": rest, "any": item.text, "category": item.category}
        return self.pattern.search(places[self.where]) is not None


@cache
def table(name: str) -> tuple[Mark, ...]:
    """Return the marks of `tables/<name>.toml`."""
    return tuple(
        Mark(m["name"], m["where"], m["points"], re.compile(m["pattern"], re.IGNORECASE)) for m in read(name)["mark"]
    )


@cache
def reservations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the reservations of `tables/rights.toml`: what each is called and how suppliers word it."""
    return tuple((r["name"], re.compile(r["pattern"], re.IGNORECASE)) for r in read("rights")["reservation"])


@cache
def figure_words() -> frozenset[str]:
    """Return the words of `tables/figures.txt`: numbers and negations, lower-case."""
    lines = files("newswright.curate").joinpath("tables", "figures.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def read(name: str) -> dict[str, Any]:
    """Return a table as it stands in its file, examples included."""
    text = files("newswright.curate").joinpath("tables", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def score(item: WireItem, name: str) -> tuple[int, list[str]]:
    """Return the points of an item in a table, and the names of the marks it bears."""
    borne = [mark for mark in table(name) if mark.on(item)]
    return sum(mark.points for mark in borne), [mark.name for mark in borne]
