"""Which of a row's fields is the headline, the text, the date: by the names that sets use, or the user's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files


class Fields:
    """A row's values by this project's names.

    Args:
        row: the row; an article nested in it under "article" is taken in.
        named: own name -> the row's, where the user says it: the table is not asked then.
    """

    def __init__(self, row: Mapping[str, object], named: Mapping[str, str]) -> None:
        self._named = named
        self._row: dict[str, object] = dict(row)
        nested = row.get("article")
        if isinstance(nested, Mapping):  # {"sources": [...], "article": {"headline", "text"}}
            self._row.pop("article")
            self._row.update(nested)
        self._keys = {_key(name): name for name in reversed(list(self._row))}

    def value(self, field: str) -> object:
        """Return the value of one of the table's fields, the first that says something, or None."""
        if field in self._named:
            return self._row.get(self._named[field])
        known = (self._keys.get(_key(name)) for name in _table()[field])
        return next((self._row[name] for name in known if name is not None and _said(self._row[name])), None)

    def text(self, field: str) -> str:
        """Return the value as text: a list joined, a mapping's name, "" where there is none."""
        value = self.value(field)
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping):  # {"source": {"name": "Ostermere Courier"}}
            return next((v for v in (value.get("name"), value.get("text")) if isinstance(v, str)), "")
        if isinstance(value, Sequence) and not isinstance(value, bytes):
            return " ".join(part.strip() for part in value if isinstance(part, str))
        return "" if value is None or isinstance(value, bytes) else str(value)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


def _said(value: object) -> bool:
    return value is not None and value not in ("", [], {})


@cache
def _table() -> dict[str, list[str]]:
    table = files("newswright.instruct.building").joinpath("tables", "fields.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


def listed(row: Mapping[str, object]) -> str:
    """Return the names of a row's fields, for a message."""
    names = [f"“{name[:30]}”" for name in list(row)[:8]]
    return ", ".join(names) + (", ..." if len(row) > len(names) else "") if names else "none"
