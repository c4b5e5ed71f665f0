"""One page of the service's news: its items, its bad rows, and how far the whole reaches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newswright.ingest.batch import BadRow, Batch
from newswright.ingest.query import TOTAL, MediastackQuery
from newswright.ingest.rows import read_rows
from newswright.records import Record, WireItem

FEED = "mediastack"
"""The `feed` of the service's items."""


class Pagination(Record):
    """What the service says of a page; a number that it leaves out is what was asked for, or counted."""

    limit: int
    offset: int
    count: int
    total: int
    """Matching records, never more than 10,000."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of the service."""

    batch: Batch
    pagination: Pagination
    expected: int
    """Records that the whole fetch will bring at most, as far as this page tells."""

    @property
    def raw(self) -> bytes:
        """The answer byte for byte; were the key in it, it would be masked."""
        return self.batch.raw or b""

    @property
    def items(self) -> tuple[WireItem, ...]:
        """The items, in the service's order, which is not that of time."""
        return self.batch.items

    @property
    def bad_rows(self) -> tuple[BadRow, ...]:
        """The rows that could not become an item."""
        return self.batch.bad_rows


def read_page(raw: bytes, document: Mapping[str, Any], *, limit: int, offset: int, query: MediastackQuery) -> Page:
    """Read the answer `raw`, parsed as `document`, to a request for `limit` records from `offset` on."""
    data = document["data"]
    snapshot = hashlib.sha256(raw).hexdigest()
    rows = read_rows(((f"data[{n}]", row) for n, row in enumerate(data)), snapshot=snapshot, feed=FEED)
    told = document.get("pagination")
    told = told if isinstance(told, Mapping) else {}
    pagination = Pagination(
        limit=_number(told.get("limit"), limit, least=1),
        offset=_number(told.get("offset"), offset),
        count=_number(told.get("count"), len(data)),
        total=_number(told.get("total"), TOTAL),
    )
    batch = Batch(rows.items, rows.bad_rows, feed=FEED, snapshot=snapshot, raw=raw)
    return Page(batch, pagination, expected=max(len(data), min(query.max_items, pagination.total - query.offset)))


def _number(value: object, otherwise: int, *, least: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= least else otherwise
