"""The elements of one JSON document, a block at a time: of an array, or of the list `data` of an object.

`json.JSONDecoder.raw_decode` reads an element from what is held so far; more is fetched when that ends too early. So
the memory is that of the largest element, not of the file. What the elements mean is not known here.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

BLOCK = 1 << 16
"""Bytes fetched first; a longer element doubles it until it fits, so that the whole costs linear time."""
ROW_LIMIT = 1 << 26
"""Bytes (64 MiB) of the longest row. Longer ones are a lost quotation mark far more often than a row."""
_NUMBER = re.compile(r"[-+.eE0-9]*")
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODE = json.JSONDecoder().raw_decode


class Element(NamedTuple):
    """One value, or the fault that ends the reading."""

    place: int
    """From 0; -1 where the document is one object without a list `data`, which is the value."""
    value: Any
    fault: str = ""


class _Broken(Exception):
    """The document goes on with something that JSON does not allow."""


class _Text:
    """The text of a file from a place on, fetched as needed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        # Bytes that are not UTF-8 become half characters: the row that has them is refused, the others are read.
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._held = ""
        self._at = 0
        self._ended = False
        self._fetch()
        self._held = self._held.removeprefix("\ufeff")

    def _fetch(self) -> None:
        rest = self._held[self._at :]
        block = self._file.read(max(BLOCK, len(rest)))
        self._ended = not block
        self._held = rest + self._decoder.decode(block, final=not block)
        self._at = 0

    def next(self) -> str:
        """Return the next character that is not white space, without taking it; "" at the end."""
        while True:
            found = _SPACE.match(self._held, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._held) or self._ended:
                return self._held[self._at : self._at + 1]
            self._fetch()

    def take(self, wanted: str) -> None:
        if self.next() != wanted:
            raise _Broken(f"“{wanted}” is missing before {self.shown()}")
        self._at += 1

    def value(self) -> Any:
        """Take one whole value."""
        self.next()
        while True:
            try:
                value, end = _DECODE(self._held, self._at)
                tail = _NUMBER.match(self._held, end)  # the rest of a number may still be in the file
                if self._ended or (tail.end() if tail else end) < len(self._held):
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if self._ended:
                    raise _Broken(f"{error.msg} at {self._held[error.pos : error.pos + 20]!r}") from None
            except (RecursionError, ValueError) as error:
                raise _Broken(f"JSON that cannot be read: {error}") from None
            if len(self._held) - self._at > ROW_LIMIT:
                raise _Broken(f"there is no end of the row within {ROW_LIMIT:,} characters, from {self.shown()}")
            self._fetch()

    def shown(self) -> str:
        return repr(self._held[self._at : self._at + 20]) if self.next() else "the end of the file"


def elements(file: BinaryIO) -> Iterator[Element]:
    """Yield the elements of the document in `file`, which begins with `[` or `{`. A fault is the last thing yielded."""
    text, index = _Text(file), -1
    try:
        if text.next() == "{":
            kept: dict[str, Any] = {}
            if not _at_data(text, kept):
                yield Element(-1, kept)
                return
        for index, value in enumerate(_array(text)):
            yield Element(index, value)
    except _Broken as broken:
        yield Element(index + 1, None, str(broken))


def _at_data(text: _Text, kept: dict[str, Any]) -> bool:
    """Read an object up to its list `data`; without one, keep the whole object in `kept`."""
    text.take("{")
    while text.next() not in {"}", ""}:
        key = text.value()
        if not isinstance(key, str):
            raise _Broken(f"a key is {key!r}")
        text.take(":")
        if key == "data" and text.next() == "[":
            return True
        kept[key] = text.value()
        if text.next() == "}":
            break
        text.take(",")
        if text.next() == "}":
            raise _Broken("a “,” stands before “}”")
    text.take("}")
    return False


def _array(text: _Text) -> Iterator[Any]:
    text.take("[")
    if text.next() == "]":
        return
    while True:
        yield text.value()
        if text.next() == "]":
            return
        text.take(",")
