"""The word lists of the checks, read from `tables/verbs.toml`. No check: several ask it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, str]:
    table = files("newswright.verify.checks").joinpath("tables", "verbs.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


@cache
def verbs(name: str) -> frozenset[str]:
    """Return the words and phrases of a list, lower-case."""
    found: set[str] = set()
    for entry in _lists()[name].replace("\n", "|").split("|"):
        phrase = entry.strip()
        if phrase.endswith((" to", " out", " be", " of", " than")):
            found.add(phrase)
        else:
            found.update(phrase.split())
    return frozenset(found)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for any word or phrase of a list."""
    options = "|".join(re.escape(word) for word in sorted(verbs(name), key=len, reverse=True) if word != "n't")
    contracted = r"|n't\b" if "n't" in verbs(name) else ""
    return re.compile(rf"\b(?:{options})\b{contracted}", re.IGNORECASE)


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a list, each a group of words that may stand for each other."""
    return tuple(tuple(line.replace("|", " ").split()) for line in _lists()[name].splitlines() if line.strip())
