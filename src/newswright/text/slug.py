"""A short name for people, addresses and file names, made from a title."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 60
"""Characters of a slug at most."""

_APART = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "&": " and "}
_POSSESSIVE = re.compile(r"['’ʼ](?=s\b|t\b|re\b|ve\b|ll\b|d\b|m\b)", re.IGNORECASE)
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
"""Names that Windows keeps for devices, and the one that a web folder keeps for its first page."""


def slug(title: str) -> str:
    """Return lower-case ASCII words joined by hyphens, at most `LONGEST` characters, cut between words.

    A title with no Latin letter or digit gives `story-` and six digits of its digest, so a slug is never empty; a name
    that a file system keeps for itself gets `story-` in front.
    """
    plain = "".join(_APART.get(c, c) for c in _POSSESSIVE.sub("", title.lower()))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        return "story-" + hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    short = _cut("-".join(words))
    return f"story-{short}" if short in _RESERVED else short


def _cut(joined: str) -> str:
    if len(joined) <= LONGEST:
        return joined
    whole = joined[: LONGEST + 1].rpartition("-")[0]
    return whole or joined[:LONGEST]
