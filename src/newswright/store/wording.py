"""Text and records as both databases can hold them. What a text should say is for the stages to decide."""

from __future__ import annotations

import json
import re

from newswright.records import Record

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL's text cannot hold, and halves of surrogate pairs, which UTF-8 cannot."""

REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Replace what a database cannot hold, character for character: evidence spans keep their numbers."""
    return text if text.isascii() and "\0" not in text else UNSTORABLE.sub(REPLACEMENT, text)


def as_json(record: Record) -> str:
    """Return the whole record as JSON that can be stored. A NUL stays, in JSON's escaped form."""
    return storable(json.dumps(record.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")))
