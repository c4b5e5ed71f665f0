"""The one base of all records: frozen, strict about unknown fields, with a stable digest."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value that is passed along the copy flow and never changes on the way."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def digest(*parts: str, length: int = 12) -> str:
    """Return the first `length` hex digits of a SHA-256 over `parts`.

    Parts are joined with a NUL, so `("ab", "c")` and `("a", "bc")` differ. Twelve digits (48 bits) keep the chance of
    one collision among a million items under one in five hundred.
    """
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]
