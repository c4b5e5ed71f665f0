"""The client against a real server on loopback: every shape of answer, paging, the quota."""

import json
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswright.errors import (
    IngestError,
    KeyMissing,
    KeyRefused,
    NotTheWire,
    QuotaUsedUp,
    ServiceDown,
    ServiceRefused,
    SettingsError,
    TooLarge,
)
from newswright.ingest import Mediastack, MediastackOptions, MediastackQuery, Page
from newswright.records import WireItem
from newswright.store import Archive
from tests.ingest.conftest import KEY, Answer, Ledger, Service, as_json, error, page, row

HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def fetched(options: MediastackOptions, ledger: Ledger, query: MediastackQuery | None = None) -> list[Page]:
    with Mediastack(options, KEY, ledger) as client:
        return list(client.fetch(query or MediastackQuery()))


def failing(options: MediastackOptions, ledger: Ledger) -> IngestError:
    with pytest.raises(IngestError) as caught:
        fetched(options, ledger)
    assert caught.value.cure
    return caught.value


# -- what is sent and what comes back --


def test_a_page(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    answer = as_json({"pagination": {"limit": 100, "offset": 0, "count": 3, "total": 3}, "data": [row(1), "?", row(2)]})
    service.answers = [answer]
    [got] = fetched(
        options, ledger, MediastackQuery(keywords="ferry -strike", countries=("gb", "-us"), sort="popularity")
    )
    assert [item.title for item in got.items] == ["Ferry 1 reaches Ostermere", "Ferry 2 reaches Ostermere"]
    assert [bad.where for bad in got.bad_rows] == ["data[1]"]
    assert got.raw == answer.body
    assert got.pagination.total == got.expected == 3
    assert {item.snapshot for item in got.items} == {got.batch.snapshot}
    assert {item.feed for item in got.items} == {"mediastack"}
    assert service.paths == ["/v1/news"]
    assert service.asked == [
        {
            "access_key": KEY,
            "keywords": "ferry -strike",
            "countries": "gb,-us",
            "sort": "popularity",
            "limit": "100",
            "offset": "0",
        }
    ]


def test_sources(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    data = [{"id": "gazette", "name": "Gazette &amp; Post", "country": "gb", "category": None}, "odd"]
    service.answers = [as_json({"pagination": {}, "data": data})]
    with Mediastack(options, KEY, ledger) as client:
        [source] = client.sources("gazette", countries="gb")
    assert (source.id, source.name, source.category, source.url) == ("gazette", "Gazette & Post", "", "")
    assert service.paths == ["/v1/sources"]
    assert service.asked[0]["search"] == "gazette"
    assert service.asked[0]["countries"] == "gb"
    with Mediastack(options, KEY, ledger) as client, pytest.raises(SettingsError, match="search"):
        client.sources("")


def test_pagination_may_be_missing(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [as_json({"data": [row(1)]})]
    [got] = fetched(options, ledger)
    assert (got.pagination.limit, got.pagination.count, len(got.items)) == (100, 1, 1)


def test_data_counts_whatever_the_status(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [as_json({"data": [row(1)]}, status=500)]
    assert len(fetched(options, ledger)[0].items) == 1


# -- errors, which the body decides --

CODES = [
    ("missing_access_key", KeyMissing),
    ("invalid_access_key", KeyRefused),
    ("inactive_user", KeyRefused),
    ("https_access_restricted", KeyRefused),
    ("function_access_restricted", KeyRefused),
    ("usage_limit_reached", QuotaUsedUp),
    ("validation_error", ServiceRefused),
    ("invalid_api_function", ServiceRefused),
    ("404_not_found", ServiceRefused),
    ("never_heard_of", ServiceRefused),
    (101, KeyRefused),
    (104, QuotaUsedUp),
    ("105", KeyRefused),
    (615, ServiceRefused),
]


@pytest.mark.parametrize("status", [200, 401, 422])
@pytest.mark.parametrize(("code", "kind"), CODES)
def test_final_errors_are_not_retried(
    service: Service, options: MediastackOptions, ledger: Ledger, code: str | int, kind: type[IngestError], status: int
) -> None:
    if code == 615 and status == 401:
        kind = KeyRefused  # an unknown number says less than the status
    if code == "never_heard_of" and status == 401:
        kind = KeyRefused
    service.answers = [error(code, status=status)]
    told = failing(options, ledger)
    assert type(told) is kind
    assert str(code) in told.what
    assert len(service.asked) == 1


def test_validation_errors_show_their_context(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    context = {"categories": [{"key": "ValidationError", "message": "unknown category: politics"}]}
    service.answers = [error("validation_error", "Validation error", 422, context=context)]
    assert "unknown category: politics" in failing(options, ledger).what


def test_sister_services_send_type_and_info(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    body = {"success": False, "error": {"code": 104, "type": "usage_limit_reached", "info": "Your limit is reached."}}
    service.answers = [as_json(body)]
    told = failing(options, ledger)
    assert type(told) is QuotaUsedUp
    assert "Your limit is reached." in told.what


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "Invalid authentication credentials", KeyRefused),
        (403, "You cannot consume this service", KeyRefused),
        (429, "You have exceeded your monthly quota", QuotaUsedUp),
        (404, "no Route matched", ServiceRefused),
    ],
)
def test_the_gateway_sends_a_bare_message(
    service: Service, options: MediastackOptions, ledger: Ledger, status: int, message: str, kind: type[IngestError]
) -> None:
    service.answers = [as_json({"message": message}, status)]
    told = failing(options, ledger)
    assert type(told) is kind
    assert message in told.what


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(HTML), "HTML page titled “502 Bad Gateway”"),
        (Answer(HTML, 403), "HTTP 403"),
        (Answer(b""), "is empty"),
        (Answer(b'{"data": [{"title": "Fer'), "breaks off"),
        (Answer(b'{"data": [}'), "malformed JSON at column 11"),
        (Answer(b"[" * 100_000), "nested too deeply"),
        (as_json([1, 2]), "no list “data”"),
        (as_json({"data": None}), "no list “data”"),
        (Answer(b"\xff\xfe\x00\xd8"), "not readable text"),
    ],
)
def test_what_is_not_the_wire(
    service: Service, options: MediastackOptions, ledger: Ledger, answer: Answer, said: str
) -> None:
    service.answers = [answer]
    told = failing(options, ledger)
    assert type(told) is NotTheWire
    assert said in told.what
    assert len(service.asked) == 1


def test_redirects_are_not_followed(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    target = f"https://elsewhere.example/v1/news?access_key={KEY}"
    service.answers = [Answer(b"", 301, {"Location": target})]
    told = failing(options, ledger)
    assert type(told) is NotTheWire
    assert "https://elsewhere.example/v1/news?access_key=***" in told.what


def test_too_large(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [page(0, 100, total=100)]
    told = failing(options.model_copy(update={"max_bytes": 1000}), ledger)
    assert type(told) is TooLarge
    assert "1,000" in told.what


# -- faults that pass --


@pytest.mark.parametrize(
    "fault",
    [
        error("internal_error", status=500),
        error("internal_error"),
        error("rate_limit_reached", status=429),
        error("rate_limit_reached"),
        error(106, type="rate_limit_reached"),
        Answer(HTML, 502),
        Answer(b"", 503),
        Answer(b"slow down", 429),
        as_json({"message": "API rate limit exceeded"}, 429),
        Answer(b'{"data": [', missing=100),
    ],
)
def test_passing_faults_are_tried_again(
    service: Service, options: MediastackOptions, ledger: Ledger, fault: Answer
) -> None:
    service.answers = [fault, fault, page(0, 1, total=1)]
    assert len(fetched(options, ledger)[0].items) == 1
    assert len(ledger.records) == 3, "each try counts in the month"


@pytest.mark.parametrize("fault", [error("internal_error"), error("rate_limit_reached"), Answer(HTML, 502)])
def test_and_given_up(service: Service, options: MediastackOptions, ledger: Ledger, fault: Answer) -> None:
    service.answers = [fault] * 9
    told = failing(options, ledger)
    assert type(told) is ServiceDown
    assert "tried 3 times" in told.what
    assert len(service.asked) == 3


def test_an_answer_that_breaks_off(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [Answer(b'{"data": [', missing=100)] * 3
    told = failing(options, ledger)
    assert type(told) is NotTheWire
    assert "broke off" in told.what


@pytest.mark.parametrize("slow", [Answer(b'{"data": []}', delay_s=2), Answer(b'{"data": []}' * 20, trickle_s=0.05)])
def test_a_slow_service(service: Service, options: MediastackOptions, ledger: Ledger, slow: Answer) -> None:
    service.answers = [slow]
    start = time.monotonic()
    told = failing(options.model_copy(update={"timeout_s": 0.3, "attempts": 1}), ledger)
    assert type(told) is ServiceDown
    assert "0.3 s" in told.what
    assert time.monotonic() - start < 1.5


def test_connection_refused(options: MediastackOptions, ledger: Ledger) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = failing(options.model_copy(update={"base_url": f"http://127.0.0.1:{port}/v1"}), ledger)
    assert type(told) is ServiceDown
    assert "127.0.0.1" in told.what
    assert len(ledger.records) == 3


def test_requests_keep_their_distance(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [error("internal_error"), error("internal_error"), page(0, 1, total=1)]
    start = time.monotonic()
    fetched(options.model_copy(update={"min_interval_s": 0.15}), ledger)
    assert time.monotonic() - start >= 0.3


# -- the key and the quota --


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_no_key(
    options: MediastackOptions, ledger: Ledger, service: Service, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("WIRE_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("WIRE_KEY", value)
    with pytest.raises(KeyMissing, match="WIRE_KEY"):
        Mediastack.from_environment(options.model_copy(update={"key_env": "WIRE_KEY"}), ledger)
    assert not service.asked
    assert not ledger.records


def test_the_key_comes_from_the_environment(
    service: Service, options: MediastackOptions, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASTACK_KEY", f"{KEY}\n")
    service.answers = [page(0, 1, total=1)]
    with Mediastack.from_environment(options, ledger) as client:
        list(client.fetch(MediastackQuery()))
    assert service.asked[0]["access_key"] == KEY


def test_a_used_up_quota_asks_nothing(service: Service, options: MediastackOptions) -> None:
    ledger = Ledger(used=100)
    told = failing(options, ledger)
    assert type(told) is QuotaUsedUp
    assert "100 of 100" in told.what
    assert "monthly_quota" in told.cure
    assert not service.asked
    assert not ledger.records


def test_the_quota_stops_between_pages(service: Service, options: MediastackOptions) -> None:
    service.respond = lambda asked: page(int(asked["offset"]), 10, total=500, limit=10)
    with Mediastack(options, KEY, Ledger(used=98)) as client:
        pages = client.fetch(MediastackQuery(limit=10, max_items=500))
        assert [len(next(pages).items), len(next(pages).items)] == [10, 10]
        with pytest.raises(QuotaUsedUp):
            next(pages)
    assert len(service.asked) == 2


def test_the_quota_stops_retries_too(service: Service, options: MediastackOptions) -> None:
    service.answers = [error("internal_error")] * 3
    assert type(failing(options, Ledger(used=98))) is QuotaUsedUp
    assert len(service.asked) == 2


def test_a_request_is_counted_before_it_is_sent(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    counted: list[int] = []

    def respond(asked: dict[str, str]) -> Answer:
        counted.append(len(ledger.records))
        return page(0, 1, total=1)

    service.respond = respond
    fetched(options, ledger)
    assert counted == [1]
    assert ledger.records == [("mediastack", f"{datetime.now(UTC):%Y-%m}")]


def test_without_limit_it_counts_and_goes_on(service: Service, options: MediastackOptions) -> None:
    ledger = Ledger(used=100_000)
    service.answers = [page(0, 1, total=1)]
    fetched(options.model_copy(update={"monthly_quota": None}), ledger)
    assert len(ledger.records) == 1


def test_the_archive_is_a_ledger(service: Service, options: MediastackOptions, tmp_path: Path) -> None:
    service.respond = lambda asked: page(0, 1, total=1)
    limited = options.model_copy(update={"monthly_quota": 2})
    for _ in range(2):
        with (
            Archive.open(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "snapshots") as archive,
            Mediastack(limited, KEY, archive) as client,
        ):
            list(client.fetch(MediastackQuery()))
    with (
        Archive.open(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "snapshots") as archive,
        Mediastack(limited, KEY, archive) as client,
        pytest.raises(QuotaUsedUp),
    ):
        list(client.fetch(MediastackQuery()))
    assert len(service.asked) == 2


# -- paging --


def offsets(service: Service) -> list[tuple[int, int]]:
    return [(int(asked["offset"]), int(asked["limit"])) for asked in service.asked]


@pytest.mark.parametrize(
    ("total", "query", "asked"),
    [
        (30, MediastackQuery(limit=10, max_items=100), [(0, 10), (10, 10), (20, 10)]),
        (25, MediastackQuery(limit=10, max_items=100), [(0, 10), (10, 10), (20, 10)]),
        (500, MediastackQuery(limit=10, max_items=25), [(0, 10), (10, 10), (20, 5)]),
        (500, MediastackQuery(limit=10, max_items=7, offset=40), [(40, 7)]),
        (25, MediastackQuery(limit=10, max_items=100, offset=20), [(20, 10)]),
        (0, MediastackQuery(limit=10, max_items=100), [(0, 10)]),
        (10_000, MediastackQuery(limit=10, max_items=100, offset=9_985), [(9_985, 10), (9_995, 10)]),
    ],
)
def test_paging_ends(
    service: Service,
    options: MediastackOptions,
    ledger: Ledger,
    total: int,
    query: MediastackQuery,
    asked: list[tuple[int, int]],
) -> None:
    def respond(params: dict[str, str]) -> Answer:
        offset, limit = int(params["offset"]), int(params["limit"])
        there = total if total < 10_000 else 50_000
        return page(offset, max(0, min(limit, there - offset)), total=total, limit=limit)

    service.respond = respond
    pages = fetched(options, ledger, query)
    assert offsets(service) == asked
    ids = [item.id for got in pages for item in got.items]
    assert len(ids) == len(set(ids)) == sum(got.batch.rows for got in pages)


def test_a_service_with_smaller_pages(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.respond = lambda asked: page(int(asked["offset"]), 25, total=75, limit=25)
    fetched(options, ledger, MediastackQuery(max_items=1000))
    assert [offset for offset, _ in offsets(service)] == [0, 25, 50]


def test_a_service_that_ignores_the_offset(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.respond = lambda asked: page(0, 10, total=5000, limit=10)
    fetched(options, ledger, MediastackQuery(limit=10, max_items=5000))
    assert len(service.asked) == 2


def test_known_pages_end_the_fetch(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.respond = lambda asked: page(int(asked["offset"]), 10, total=500, limit=10)
    stored: set[str] = set()

    def known(items: Sequence[WireItem]) -> bool:
        return {item.id for item in items} <= stored

    with Mediastack(options, KEY, ledger) as client:
        query = MediastackQuery(limit=10, max_items=30)
        for got in client.fetch(query, known=known):
            stored.update(item.id for item in got.items)
        assert len(service.asked) == 3, "storing a page before asking for the next does not make it known"
        again = list(client.fetch(query, known=known))
    assert len(again) == 1, "the known page is handed on, as the snapshot of a request that was paid for"


def test_what_came_before_an_error_is_handed_on(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    service.answers = [page(0, 10, total=500, limit=10), error("usage_limit_reached")]
    with Mediastack(options, KEY, ledger) as client:
        pages = client.fetch(MediastackQuery(limit=10, max_items=100))
        assert len(next(pages).items) == 10
        with pytest.raises(QuotaUsedUp, match="usage_limit_reached"):
            next(pages)


def test_odd_pagination(service: Service, options: MediastackOptions, ledger: Ledger) -> None:
    body = {"pagination": {"limit": "100", "offset": None, "count": -1, "total": True}, "data": [row(1)]}
    service.answers = [Answer(json.dumps(body).encode())]
    [got] = fetched(options, ledger)
    assert got.pagination.model_dump() == {"limit": 100, "offset": 0, "count": 1, "total": 10_000}
