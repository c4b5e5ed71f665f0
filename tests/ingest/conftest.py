"""A service on loopback that answers as it is told to, and a ledger to count in."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newswright.ingest import MediastackOptions

KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@dataclass(frozen=True)
class Answer:
    """What the service sends for one request."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    """Bytes that the header promises and the body lacks."""
    trickle_s: float = 0
    """Seconds between any two bytes of the body."""
    delay_s: float = 0
    """Seconds before the answer begins."""


def as_json(document: object, status: int = 200) -> Answer:
    return Answer(json.dumps(document).encode(), status, {"Content-Type": "application/json"})


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "author": None,
        "title": f"Ferry {number} reaches Ostermere",
        "description": f"Ferry number {number} docked at the Wexley quay on Tuesday.",
        "url": f"https://gazette.example/2026/03/{number}",
        "source": "Ostermere Gazette",
        "image": None,
        "category": "general",
        "language": "en",
        "country": "gb",
        "published_at": "2026-03-17T08:00:00+00:00",
    } | changes


def page(first: int, count: int, *, total: int, limit: int = 100) -> Answer:
    rows = [row(number) for number in range(first, first + count)]
    pagination = {"limit": limit, "offset": first, "count": count, "total": total}
    return as_json({"pagination": pagination, "data": rows})


def error(code: str | int, message: str = "It is so.", status: int = 200, **more: object) -> Answer:
    return as_json({"error": {"code": code, "message": message, **more}}, status)


@dataclass
class Service:
    """A real HTTP server. It gives `answers` in order, or asks `respond`, and notes every request's parameters."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    respond: Callable[[dict[str, str]], Answer] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, path: str) -> Answer:
        parts = urlsplit(path)
        params = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.asked.append(params)
        self.paths.append(parts.path)
        if self.respond:
            return self.respond(params)
        return self.answers.pop(0) if self.answers else Answer(b"no answer left", 418)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "*")
    held = Service("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = held.answer(self.path)
            time.sleep(answer.delay_s)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + answer.missing))
            self.end_headers()
            try:
                self._send(answer)
            except OSError:
                return  # the client has gone, as it may

        def _send(self, answer: Answer) -> None:
            for byte in answer.body if answer.trickle_s else b"":
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(answer.trickle_s)
            if not answer.trickle_s:
                self.wfile.write(answer.body)
            if answer.missing:
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Stay silent: what is logged in these tests is the client's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    held.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield held
    server.shutdown()
    server.server_close()
    thread.join()


class Ledger:
    """A ledger in memory, with the order of what happened."""

    def __init__(self, used: int = 0) -> None:
        self.start = used
        self.records: list[tuple[str, str]] = []

    def used(self, service: str, month: str) -> int:
        return self.start + self.records.count((service, month))

    def record(self, service: str, month: str) -> None:
        self.records.append((service, month))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def options(service: Service) -> MediastackOptions:
    """Options for the loopback service, without waiting."""
    return MediastackOptions(base_url=service.url, backoff_s=0, min_interval_s=0, timeout_s=5)
