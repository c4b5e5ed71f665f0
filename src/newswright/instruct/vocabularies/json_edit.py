"""Values changed in the text of a JSON object: what is not changed keeps its every byte."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")


class _Entry(NamedTuple):
    key: str
    start: int
    """Where the key begins."""
    value: int
    """Where the value begins."""
    end: int
    """One past the value."""


def edited(text: str, values: Mapping[str, object], drop: Collection[str] = ()) -> str:
    """Return the JSON object `text` with these values, new ones at the end, and without the keys in `drop`.

    Raises:
        ValueError: `text` is no JSON object.
    """
    entries = list(_entries(text))
    have = {entry.key for entry in entries}
    for place, entry in reversed(list(enumerate(entries))):
        if entry.key in drop:
            after = entries[place + 1].start if place + 1 < len(entries) else None
            before = entries[place - 1].end if place else text.index("{") + 1
            text = text[: entry.start] + text[after:] if after else text[:before] + text[entry.end :]
            entries = list(_entries(text))
        elif entry.key in values:
            text = text[: entry.value] + _json(values[entry.key]) + text[entry.end :]
    for key, value in values.items():
        if key not in have and key not in drop:
            text = _added(text, key, value)
    return text


def _added(text: str, key: str, value: object) -> str:
    entries = list(_entries(text))
    begin = text.index("{") + 1
    said = f"{_json(key)}: {_json(value)}"
    if not entries:
        return f"{text[:begin]}\n  {said}\n{text[begin:].lstrip()}"
    between = text[begin : entries[0].start]
    return f"{text[: entries[-1].end]},{between or ' '}{said}{text[entries[-1].end :]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entries(text: str) -> Iterator[_Entry]:
    if not isinstance(json.loads(text), dict):
        raise ValueError("it is no JSON object")
    decoder = json.JSONDecoder()
    at = _past(text, text.index("{") + 1)
    while text[at] != "}":
        start = at
        key, at = decoder.raw_decode(text, at)
        value = _past(text, _past(text, at) + 1)  # past the colon
        _, end = decoder.raw_decode(text, value)
        yield _Entry(key, start, value, end)
        at = _past(text, end)
        if text[at] == ",":
            at = _past(text, at + 1)


def _past(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
