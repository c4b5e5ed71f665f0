"""What a licence's name says: its SPDX identifier, what may be done with the text, and the Hugging Face hub's word.

Archives write one licence in many ways, and cards and counts need one. Only the name is read: `unknown` stays unknown,
and nothing here is legal advice. The table is `tables/licences.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from newswright.records import Record

Leave = Literal["allow", "deny", "unknown"]
Duty = Literal["attribute", "share-alike", "non-commercial", "no-derivatives"]

_VERSION = r"(?P<v>[1-9] [0-9])"
_TAIL = (
    r"(?: (?:international|unported|generic|public|deed|licen[cs]e|legal ?code|igo"
    r"|[a-z]{2}(?![a-z])))*"
)
_FOLDED = re.compile(r"[^\w©&]+|_")
LONGEST = 200
"""Characters of a name that are read."""


class Licence(Record):
    """A licence, as far as its name says."""

    name: str
    """As it was given."""
    spdx: str
    """SPDX identifier; `LicenseRef-...` for what is none; "" is unknown."""
    hub: str
    """Value of `license:` in a Hugging Face card: `cc-by-2.5`, `other`, `unknown`."""
    train: Leave = "unknown"
    """May a model be trained on the text?"""
    share: Leave = "unknown"
    """May lessons made of the text be passed on?"""
    duties: tuple[Duty, ...] = ()
    """What training and sharing then ask."""


class _Entry(NamedTuple):
    patterns: tuple[re.Pattern[str], ...]
    spdx: str
    hub: str
    train: Leave
    share: Leave
    duties: tuple[Duty, ...]


@cache
def _table() -> tuple[_Entry, ...]:
    text = files("newswright.instruct.dividing").joinpath("tables", "licences.toml").read_text(encoding="utf-8")
    return tuple(
        _Entry(
            tuple(re.compile(p.replace("{v}", _VERSION).replace("{tail}", _TAIL)) for p in row["names"]),
            row["spdx"],
            row["hub"],
            row["train"],
            row["share"],
            tuple(row.get("duties", ())),
        )
        for row in tomllib.loads(text)["licence"]
    )


@lru_cache(maxsize=4096)
def licence(name: str) -> Licence:
    """Return what the name of a licence says; an unknown or empty name gives `unknown` everywhere.

    A Creative Commons name without a version has an identifier without one (`CC-BY`), which SPDX does not list.
    """
    folded = " ".join(_FOLDED.sub(" ", name[:LONGEST].casefold()).split())
    for entry in _table():
        for pattern in entry.patterns:
            if match := pattern.fullmatch(folded):
                version = (match.groupdict().get("v") or "").replace(" ", ".")
                return Licence(
                    name=name,
                    spdx=_versioned(entry.spdx, version),
                    hub=_on_the_hub(_versioned(entry.hub, version)),
                    train=entry.train,
                    share=entry.share,
                    duties=entry.duties,
                )
    return Licence(name=name, spdx="", hub="other" if folded else "unknown")


def _versioned(template: str, version: str) -> str:
    return template.replace("{v}", version) if version else template.replace("-{v}", "")


def _on_the_hub(value: str) -> str:
    if value in HUB:
        return value
    unversioned = value.startswith("cc-") and not value[-1].isdigit()
    return "cc" if unversioned else "other"


HUB = frozenset(
    "apache-2.0 mit cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0"
    " cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0"
    " cc-by-nc-sa-4.0 gfdl odbl odc-by pddl other unknown".split()
)
"""The hub's own list, as far as licences of text stand in it (its docs, "Licenses"); any other is `other`."""
