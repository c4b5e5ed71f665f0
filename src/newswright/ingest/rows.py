"""One row in mediastack's form -> one item. Tolerant: services leave fields out, send null, or another type.

A row fails only where there is nothing to report (no words) or nobody to attribute it to (no source, no address).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from newswright.ingest.batch import BadRow
from newswright.ingest.outlet import outlet, web_address
from newswright.records import WireItem
from newswright.text.plain import plain, plain_line

BODY_KEYS = ("body", "content", "text")
"""Where a row of a file may have the whole report; the first key that is there counts. The service sends none."""

SHOWN = 80
"""Characters of a bad value in its reason."""

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?")
_ISO = {"se": "sv"}
"""mediastack's code for Swedish, which in ISO 639-1 is Northern Sami."""


class Rows(NamedTuple):
    """What became of some rows."""

    items: tuple[WireItem, ...]
    bad_rows: tuple[BadRow, ...]


def read_rows(rows: Iterable[tuple[str, object]], *, snapshot: str, feed: str) -> Rows:
    """Turn `(where, row)` pairs into items and bad rows, in order."""
    items: list[WireItem] = []
    bad: list[BadRow] = []
    for where, row in rows:
        made = read_row(row, where, snapshot=snapshot, feed=feed)
        if isinstance(made, WireItem):
            items.append(made)
        else:
            bad.append(made)
    return Rows(tuple(items), tuple(bad))


def read_row(row: object, where: str, *, snapshot: str, feed: str) -> WireItem | BadRow:
    """Turn one `row` into an item, or say why it cannot be one. A `BadRow` stays what it is."""
    if isinstance(row, BadRow):
        return row
    if not isinstance(row, Mapping):
        return BadRow(where=where, reason=f"not an object but {_kind(row)}: {shown(row)}")
    title, description = plain_line(_string(row.get("title"))), plain(_string(row.get("description")))
    body = plain(_string(next((row[key] for key in BODY_KEYS if key in row), None)))
    if not (title or description or body):
        return BadRow(where=where, reason=f"neither title nor description has any words: {shown(row)}")
    url = web_address(_string(row.get("url")))
    name = plain_line(_string(row.get("source")))
    house = outlet(url, name)
    if not house:
        return BadRow(where=where, reason=f"no source and no web address, so nobody to attribute it to: {shown(row)}")
    return WireItem.make(
        url=url,
        source=name or house,
        outlet=house,
        title=title,
        description=description,
        body=body,
        published_at=read_time(row.get("published_at")),
        author=plain_line(_string(row.get("author"))) or None,
        image=web_address(_string(row.get("image"))) or None,
        category=plain_line(_string(row.get("category"))),
        language=read_language(row.get("language")),
        country=plain_line(_string(row.get("country"))),
        rights=plain_line(_string(row.get("rights"))),
        snapshot=snapshot,
        feed=feed,
    )


def read_time(value: object) -> datetime | None:
    """Read an ISO 8601 time; one without a zone is UTC, a bare date its midnight. What cannot be read is None."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_language(value: object) -> str:
    """Return the ISO 639-1 code in `value` (`en` of `en-US`; mediastack's `se` is `sv`), or "" where there is none."""
    match = _LANGUAGE.fullmatch(_string(value).strip().lower())
    return _ISO.get(match[1], match[1]) if match else ""


def shown(value: object) -> str:
    """Return the beginning of a bad value, on one line, without anything that a terminal would act on."""
    raw = value[: 4 * SHOWN] if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join("".join(c if c.isprintable() else " " for c in raw).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _string(value: object) -> str:
    """Return text as it is and a number as its digits; anything else is no text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
