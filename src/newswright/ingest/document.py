"""Bytes -> the JSON document that they are, or what they are instead, in words.

Both a service's answer and a file come through here, so both are judged alike: HTML, broken off, malformed, empty,
another encoding.
"""

from __future__ import annotations

import codecs
import json
import re

from newswright.errors import NotTheWire
from newswright.ingest.rows import shown

_TITLE = re.compile(r"<title[^<>]*>([^<]{1,200})", re.IGNORECASE)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_HIGH = re.compile(rb"[\x80-\xff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD = 4096
"""Bytes from which a file's form is told."""


class Census:
    """Counts what speaks for UTF-8 and against it, block by block."""

    def __init__(self) -> None:
        self.sequences = 0
        """Characters of several bytes that are valid UTF-8."""
        self.strays = 0
        """Bytes above 127 that belong to no such character."""
        self._held = b""

    def add(self, block: bytes, *, last: bool = False) -> None:
        """Count a block. Bytes above 127 at its end wait for the next one, in case two blocks share a character."""
        block = self._held + block
        self._held = b""
        if block.isascii():
            return
        if not last:
            whole = block.rstrip(_HIGH_BYTES)
            block, self._held = whole, block[len(whole) :]
        self.sequences += len(_SEQUENCE.findall(block))
        self.strays += len(_HIGH.findall(_SEQUENCE.sub(b"", block)))

    @property
    def encoding(self) -> str:
        """UTF-8 where it is, or is but for some damage; cp1252 where more speaks against UTF-8 than for it.

        Windows text holds valid UTF-8 pairs by chance only (a capital É before a closing quotation mark), and damaged
        UTF-8 holds strays only where it is damaged, so the majority decides.
        """
        return "cp1252" if self.strays > self.sequences else "utf-8"


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that the first bytes name: by a byte order mark, or by the zero bytes of UTF-16 ASCII."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if len(head) >= 2 and 0 in head[:2] and head[:2] != b"\0\0":
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    return None


def decode(raw: bytes, what: str, *, cure: str) -> str:
    """Decode a whole document. `what` names it in an error, `cure` says what to do.

    Raises:
        NotTheWire: `raw` is in no encoding that is read: UTF-8, UTF-16 and UTF-32 with their marks, Windows-1252.
    """
    encoding = marked_encoding(raw[:HEAD])
    if encoding is None:
        census = Census()
        census.add(raw, last=True)
        encoding = census.encoding
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"0x{raw[error.start]:02x}" if error.start < len(raw) else "its end"
        raise not_text(what, encoding, f"byte {error.start} ({byte})", cure=cure) from None


def not_text(what: str, encoding: str, where: str, *, cure: str) -> NotTheWire:
    """Return the error for bytes that are no text."""
    return NotTheWire(f"{what} is not readable text: {where} is not valid {encoding.upper()}.", cure=cure)


def parse(text: str, what: str, *, cure: str) -> object:
    """Parse a whole document of JSON.

    Raises:
        NotTheWire: it is empty, HTML, broken off, or malformed; the error says which and where.
    """
    if problem := not_json(text):
        raise NotTheWire(f"{what} {problem}.", cure=cure)
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        problem = json_problem(text, error)
    except RecursionError:
        problem = "is JSON nested too deeply to be read"
    except ValueError as error:
        problem = f"is JSON with a value that cannot be read: {error}"
    else:
        return document
    raise NotTheWire(f"{what} {problem}.", cure=cure)


def not_json(text: str) -> str:
    """Say what `text`, or its beginning, is instead of JSON; "" where it may be JSON."""
    start = text.lstrip("\ufeff \t\r\n\0")
    if not start:
        return "is empty"
    if start.startswith("<"):
        title = _TITLE.search(start[:HEAD])
        name = f" titled “{shown(title[1])}”" if title else ""
        kind = "an XML document" if start.startswith(("<?xml", "<rss", "<feed")) else "an HTML page"
        return f"looks like {kind}{name}, not JSON"
    return ""


def json_problem(text: str, error: json.JSONDecodeError) -> str:
    """Say where JSON breaks off or is malformed."""
    place = f"line {error.lineno}, column {error.colno}" if "\n" in text.rstrip() else f"column {error.colno}"
    if error.msg.startswith("Unterminated string") or not text[error.pos :].strip():
        return f"breaks off in the middle of its JSON, after {len(text):,} characters ({place})"
    if not text[: error.pos].strip():
        return f"is not JSON: it begins with {shown(text[error.pos : error.pos + 40])!r}"
    return f"is malformed JSON at {place}: {error.msg}, before {shown(text[error.pos : error.pos + 40])!r}"
