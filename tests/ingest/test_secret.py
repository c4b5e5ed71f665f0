"""The key reaches the service and nothing else: no log, no error, no traceback, no page."""

import hashlib
import json
import logging
import traceback
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import IngestError, KeyRefused
from newswright.ingest import Mediastack, MediastackOptions, MediastackQuery
from newswright.ingest.secret import MASK, Keyed, Secret
from tests.ingest.conftest import KEY, Answer, Ledger, Service, as_json, error, page, row

ODD = 'p&q/"=+%é ä'
"""A key that the address, JSON and HTML each write in their own way."""


def everything(failure: BaseException) -> str:
    """Return all that a log or a terminal could show of an error: its chain, its frames, our own frames' variables."""
    told, seen, waiting = [], set[int](), [failure]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        told += [str(each), repr(each), repr(each.args), repr(vars(each)), "".join(traceback.format_exception(each))]
        for frame, _ in traceback.walk_tb(each.__traceback__):
            if frame.f_globals["__name__"].startswith("newswright."):
                told.append(f"{frame.f_code.co_name}: {frame.f_locals}")
        waiting += [other for other in (each.__cause__, each.__context__) if other is not None]
    return "\n".join(told)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ["", *logging.root.manager.loggerDict]:
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def escaped(text: str) -> str:
    """Write every character as JSON may, but nobody does."""
    return "".join(f"\\u{ord(character):04x}" for character in text)


def leaks(text: str, key: str) -> bool:
    """Say whether the first half of the key stands in a text, in any form."""
    key = key[: len(key) // 2]
    return any(form.lower() in text.lower() for form in (key, quote(key), quote(key, safe="")))


@pytest.mark.parametrize("key", [KEY, ODD])
@pytest.mark.parametrize(
    "make",
    [
        lambda key: error("invalid_access_key", f"The key {key} is not valid."),
        lambda key: error(
            "validation_error", context={"access_key": [key], "url": f"/v1/news?access_key={quote(key)}"}
        ),
        lambda key: error("internal_error", f"Failed for {key}"),
        lambda key: as_json({"message": f"Bad key {key}"}, 401),
        lambda key: as_json({"nothing": key}),
        lambda key: Answer(f'{{"nothing": "{escaped(key)}"}}'.encode()),
        lambda key: Answer(f'{{"error": {{"code": "internal_error", "message": "{escaped(key)}"}}}}'.encode()),
        lambda key: Answer(f"<html><title>{key}</title></html>".encode(), 502),
        lambda key: Answer(f"<html><title>{key}</title></html>".encode()),
        lambda key: Answer(f'{{"data": [{{"title": "{quote(key)}'.encode()),
        lambda key: Answer(b"", 301, {"Location": f"https://elsewhere.example/?access_key={quote(key, safe='')}"}),
        lambda key: Answer(b"", 302, {"Location": f"https://elsewhere.example/{'x' * 44}?{quote(key, safe='')}"}),
        lambda key: Answer(b'{"data": [', missing=50),
        lambda key: Answer(b"", delay_s=1),
        lambda key: Answer(b"x" * 5000),
    ],
)
def test_errors_never_tell_the_key(
    service: Service,
    options: MediastackOptions,
    ledger: Ledger,
    all_logs: pytest.LogCaptureFixture,
    key: str,
    make: object,
) -> None:
    assert callable(make)
    service.answers = [make(key)] * 2
    patient = options.model_copy(update={"timeout_s": 0.3, "attempts": 2, "max_bytes": 4000})
    with Mediastack(patient, key, ledger) as client, pytest.raises(IngestError) as caught:
        next(client.fetch(MediastackQuery(keywords="ferry")))
    assert service.asked[0]["access_key"] == key
    told = everything(caught.value)
    assert "_ask: {" in told, "the frames' variables were looked at"
    assert not leaks(told, key)
    assert any(record.name.startswith("httpcore") for record in all_logs.records), "the layers below were listened to"
    assert (
        any("/v1/news?keywords=ferry" in record.getMessage() for record in all_logs.records) or len(service.asked) == 2
    )
    assert not leaks(logged(all_logs), key)


def test_connection_errors_never_tell_the_key(
    service: Service, options: MediastackOptions, ledger: Ledger, all_logs: pytest.LogCaptureFixture
) -> None:
    nowhere = options.model_copy(update={"base_url": "http://127.0.0.1:1/v1"})
    with Mediastack(nowhere, KEY, ledger) as client, pytest.raises(IngestError) as caught:
        next(client.fetch(MediastackQuery()))
    assert not leaks(everything(caught.value), KEY)
    assert not leaks(logged(all_logs), KEY)


@pytest.mark.parametrize("key", [KEY, ODD])
def test_pages_never_hold_the_key_in_disguise(
    service: Service, options: MediastackOptions, ledger: Ledger, key: str
) -> None:
    service.answers = [Answer(f'{{"data": [{{"title": "{escaped(key)}", "source": "S"}}]}}'.encode())]
    with Mediastack(options, key, ledger) as client:
        [got] = client.fetch(MediastackQuery())
    assert got.items[0].text == MASK
    assert not leaks(json.dumps(json.loads(got.raw), ensure_ascii=False), key)
    assert got.batch.snapshot == hashlib.sha256(got.raw).hexdigest()


@pytest.mark.parametrize("key", [KEY, ODD])
def test_pages_never_hold_the_key(
    service: Service, options: MediastackOptions, ledger: Ledger, all_logs: pytest.LogCaptureFixture, key: str
) -> None:
    rows = [
        row(1, description=f"Your key {key} works.", url=f"https://gazette.example/?access_key={quote(key, safe='')}")
    ]
    service.answers = [as_json({"request": f"/v1/news?access_key={quote(key)}", "data": rows})]
    with Mediastack(options, key, ledger) as client:
        [got] = client.fetch(MediastackQuery())
        assert not leaks(repr(client) + repr(vars(client)), key)
    assert not leaks(got.raw.decode(), key)
    assert not leaks(repr(got), key)
    assert f"Your key {MASK} works." in got.items[0].text
    assert any("HTTP Request: GET" in record.getMessage() for record in all_logs.records)
    assert not leaks(logged(all_logs), key)


def test_the_filter_goes_with_the_client(options: MediastackOptions, ledger: Ledger) -> None:
    before = list(logging.getLogger("httpcore.http11").filters)
    with Mediastack(options, KEY, ledger):
        assert len(logging.getLogger("httpcore.http11").filters) == len(before) + 1
    assert logging.getLogger("httpcore.http11").filters == before


def test_a_proxy_of_the_environment_is_used(
    service: Service, options: MediastackOptions, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", service.url.removesuffix("/v1"))
    service.answers = [page(0, 1, total=1)]
    elsewhere = options.model_copy(update={"base_url": "http://wire.example/v1"})
    with Mediastack(elsewhere, KEY, ledger) as client:
        assert len(list(client.fetch(MediastackQuery()))) == 1
    assert service.asked[0]["access_key"] == KEY


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]}"
    assert KEY not in repr(Keyed(secret, "http://wire.example/v1"))
    assert secret.reveal() == KEY


def test_short_keys_are_masked_where_they_stand_alone() -> None:
    assert Secret("a").redact("access_key=a&data=a b") == f"access_key={MASK}&data={MASK} b"
    assert Secret("data").redact_bytes(b'"database"') == b'"database"'


HEX = st.text("0123456789abcdef", min_size=8, max_size=40)
AROUND = st.text('xyz &=?%/"é')


@given(HEX, AROUND, AROUND)
def test_masks_wherever_it_stands(key: str, before: str, after: str) -> None:
    assert Secret(key).redact(before + key + after) == before + MASK + after
    assert Secret(key).redact_bytes((before + key + after).encode()) == (before + MASK + after).encode()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=8))
def test_masks_every_written_form(key: str) -> None:
    for form in (key, quote(key), quote(key, safe="").lower(), json.dumps(key)[1:-1]):
        assert Secret(key).redact(form) == MASK


@pytest.mark.parametrize("key", ["4b5a\udcff6978", "4b5a\n6978", "4b5a\x006978"])
def test_a_key_with_impossible_characters(options: MediastackOptions, ledger: Ledger, key: str) -> None:
    with pytest.raises(KeyRefused, match="MEDIASTACK_KEY") as caught:
        Mediastack(options, key, ledger)
    assert "6978" not in "".join(traceback.format_exception(caught.value))
