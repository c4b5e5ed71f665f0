"""mediastack's news and sources, page by page, within the month's quota.

A request is counted before it is sent, so a run that is killed still counts. The answer's body decides what happened,
not its status. Nothing is stored here: each page is handed on with its bytes before the next one is asked for.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol, Self

import httpx
import stamina

from newswright import __version__
from newswright.errors import IngestError, KeyMissing, KeyRefused, NotTheWire, QuotaUsedUp, ServiceDown, TooLarge
from newswright.ingest.document import decode, parse
from newswright.ingest.options import MediastackOptions
from newswright.ingest.page import FEED, Page, read_page
from newswright.ingest.query import TOTAL, MediastackQuery, SourcesQuery
from newswright.ingest.refusals import refusal
from newswright.ingest.rows import shown
from newswright.ingest.secret import Keyed, KeyFilter, Secret
from newswright.records import Record, WireItem
from newswright.text.plain import plain_line

SERVICE = FEED
"""The service's name in the ledger."""

LONGEST_WAIT = 60.0
"""Seconds that the wait between two tries never exceeds."""

_CURE = "Check ingest.mediastack.base_url, and whether something between here and the service answers in its place."
_LATER = "Try again later; what was fetched before is stored."


class RequestLedger(Protocol):
    """Counts the requests made to a metered service. The archive is one."""

    def used(self, service: str, month: str) -> int:
        """Return how many requests were made in `month` (`2026-03`, UTC)."""

    def record(self, service: str, month: str) -> None:
        """Count one request, for good."""


class Source(Record):
    """An outlet that the service carries."""

    id: str
    """What the `sources` parameter takes."""
    name: str
    category: str
    country: str
    language: str
    url: str


class _Passing(Exception):
    """A fault that another try may mend."""

    def __init__(self, error: IngestError) -> None:
        super().__init__(error.what)
        self.error = error


class Mediastack(AbstractContextManager["Mediastack"]):
    """A client of the service. Close it, or use it in a `with` block."""

    def __init__(self, options: MediastackOptions, key: str, ledger: RequestLedger) -> None:
        key = key.strip()
        if not key:
            raise KeyMissing(
                f"There is no mediastack access key: {options.key_env} is not set or empty.",
                cure=f"Set it: export {options.key_env}=…  A key is free at https://mediastack.com; "
                "`newswright ingest sample` works without one.",
            )
        if not key.isprintable():
            raise KeyRefused(
                f"The mediastack access key in {options.key_env} has control characters or broken bytes in it.",
                cure="Copy it again from the service's dashboard; it is 32 letters and digits.",
            )
        self._options = options
        self._ledger = ledger
        self._secret = Secret(key)
        self._filter = KeyFilter(self._secret)
        self._filter.attach()
        self._host = httpx.URL(options.base_url).host
        self._client = httpx.Client(
            transport=Keyed(self._secret, options.base_url),
            timeout=options.timeout_s,
            follow_redirects=False,
            headers={"User-Agent": f"newswright/{__version__}", "Accept": "application/json"},
        )
        self._earliest = 0.0

    @classmethod
    def from_environment(cls, options: MediastackOptions, ledger: RequestLedger) -> Self:
        """Open a client with the key that the environment variable `options.key_env` holds.

        Raises:
            KeyMissing: the variable is not set or empty.
        """
        return cls(options, os.environ.get(options.key_env, ""), ledger)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._filter.detach()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def fetch(
        self, query: MediastackQuery, *, known: Callable[[Sequence[WireItem]], bool] | None = None
    ) -> Iterator[Page]:
        """Fetch news, one page a step.

        It ends after a page that is shorter than was asked for, that reaches the total or `query.max_items`, that
        repeats earlier pages, or of which `known` says that every item is known already. `known` is asked before the
        page is handed on, so it may look into an archive that the caller then stores the page in.

        Raises:
            KeyRefused: the service does not accept the key, or the plan does not include the call.
            QuotaUsedUp: the month's requests are used up, by our count or by the service's.
            ServiceRefused: the service refuses a parameter.
            ServiceDown: the service failed or could not be reached, also after retries.
            NotTheWire: the answer is no JSON, or none of news.
            TooLarge: the answer is larger than `max_bytes`.
        """
        fetched, seen = 0, set[str]()
        while True:
            offset, limit = query.offset + fetched, min(query.limit, query.max_items - fetched)
            raw, document = self._ask("news", query.params(limit=limit, offset=offset))
            page = read_page(raw, document, limit=limit, offset=offset, query=query)
            fetched += page.batch.rows
            new = {item.id for item in page.items} - seen
            last = (
                page.batch.rows < min(limit, page.pagination.limit)
                or not new
                or fetched >= query.max_items
                or query.offset + fetched >= min(page.pagination.total, TOTAL)
                or (known is not None and known(page.items))
            )
            seen |= new
            yield page
            if last:
                return

    def sources(self, search: str, **filters: Any) -> tuple[Source, ...]:
        """Return the outlets whose name matches `search`; one request. `filters` are the fields of `SourcesQuery`."""
        query = SourcesQuery.parse(search=search, **filters)
        _, document = self._ask("sources", query.params())
        fields = Source.model_fields
        return tuple(
            Source(**{name: plain_line(str(row.get(name) or "")) for name in fields})
            for row in document["data"]
            if isinstance(row, Mapping)
        )

    # -- one request, and its retries --

    def _ask(self, function: str, params: Mapping[str, str]) -> tuple[bytes, Mapping[str, Any]]:
        """Return an answer's bytes and its JSON object with a list `data`."""
        options = self._options
        tries = stamina.retry_context(
            on=_Passing,
            attempts=options.attempts,
            timeout=None,
            wait_initial=options.backoff_s,
            wait_max=LONGEST_WAIT,
            wait_jitter=options.backoff_s / 2,
        )
        try:
            for attempt in tries:
                with attempt:
                    self._spend()
                    return self._understood(*self._get(function, params))
        except _Passing as passing:
            failed = passing.error
        # Raised out here, the error carries none of the client's exceptions with it.
        times = f" (tried {options.attempts} times)" if options.attempts > 1 else ""
        raise type(failed)(failed.what + times, cure=failed.cure)

    def _spend(self) -> None:
        """Wait for the next request's turn and count it, or refuse where the month's requests are used up."""
        month, quota = f"{datetime.now(UTC):%Y-%m}", self._options.monthly_quota
        if quota is not None and (used := self._ledger.used(SERVICE, month)) >= quota:
            raise QuotaUsedUp(
                f"The month's mediastack requests are used up: {used} of {quota} in {month}.",
                cure="Wait for the next month, or, if the plan allows more, raise ingest.mediastack.monthly_quota "
                '("unlimited" never stops).',
            )
        time.sleep(max(0.0, self._earliest - time.monotonic()))
        self._earliest = time.monotonic() + self._options.min_interval_s
        self._ledger.record(SERVICE, month)

    def _get(self, function: str, params: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        try:
            with self._client.stream("GET", f"{self._options.base_url}/{function}", params=params) as response:
                return response, self._read(response)
        except httpx.TimeoutException:
            failed: IngestError = self._late()
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            failed = NotTheWire(f"{self._host}'s answer broke off or is damaged: {self._told(error)}.", cure=_LATER)
        except httpx.HTTPError as error:
            failed = ServiceDown(
                f"{self._host} could not be reached: {self._told(error)}.",
                cure="Check the connection, the proxy, and ingest.mediastack.base_url.",
            )
        raise _Passing(failed)

    def _read(self, response: httpx.Response) -> bytes:
        """Read the body within the limits of size and time, which a slow trickle would get round."""
        end, limit = time.monotonic() + self._options.timeout_s, self._options.max_bytes
        raw = bytearray()
        for block in response.iter_bytes():
            raw += block
            if len(raw) > limit:
                raise TooLarge(
                    f"{self._host}'s answer has more than {limit:,} bytes.",
                    cure="Check ingest.mediastack.base_url; if the answer is right, raise ingest.mediastack.max_bytes.",
                )
            if time.monotonic() > end:
                raise _Passing(self._late())
        return bytes(raw)

    def _understood(self, response: httpx.Response, raw: bytes) -> tuple[bytes, Mapping[str, Any]]:
        raw, status = self._secret.redact_bytes(raw), response.status_code
        what = f"{self._host}'s answer (HTTP {status})"
        failed: IngestError
        try:
            document = parse(decode(raw, what, cure=_CURE), what, cure=_CURE)
        except NotTheWire as error:
            failed = self._no_json(response, error)
        else:
            raw, document = self._unescaped(raw, document)
            if refused := refusal(document, status):
                failed = refused.error(f"{self._host} answered")
            elif isinstance(document, Mapping) and isinstance(document.get("data"), list):
                return raw, document
            else:
                failed = NotTheWire(f"{what} has no list “data”: {shown(document)}", cure=_CURE)
        raise _Passing(failed) if isinstance(failed, ServiceDown) else failed

    def _unescaped(self, raw: bytes, document: object) -> tuple[bytes, object]:
        """Mask a key that JSON's escapes hid from the first look; then the answer is written anew."""
        written = json.dumps(document, ensure_ascii=False)
        masked = self._secret.redact(written)
        return (raw, document) if masked == written else (masked.encode(), json.loads(masked))

    def _no_json(self, response: httpx.Response, error: NotTheWire) -> IngestError:
        """Say what an answer without JSON means: here the status is all there is."""
        if response.status_code >= 500 or response.status_code == 429:
            return ServiceDown(error.what, cure=_LATER)
        if response.is_redirect:
            target = shown(self._secret.redact(response.headers.get("Location", "")))
            return NotTheWire(
                f"{self._host} sends elsewhere (HTTP {response.status_code}): {target}",
                cure="Set ingest.mediastack.base_url to that address if you trust it; redirects are not followed, "
                "because the key would go along.",
            )
        return error

    def _late(self) -> ServiceDown:
        seconds = self._options.timeout_s
        return ServiceDown(
            f"{self._host} did not answer within {seconds:g} s.",
            cure="Try again later, or raise ingest.mediastack.timeout_s.",
        )

    def _told(self, error: httpx.HTTPError) -> str:
        return shown(self._secret.redact(str(error))) or type(error).__name__
