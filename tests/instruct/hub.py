"""A model hub on the loopback address, for one test: it serves a few files of a few models."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


class _Handler(BaseHTTPRequestHandler):
    models: ClassVar[Mapping[str, Mapping[str, bytes]]]
    gated: ClassVar[str]
    asked: ClassVar[list[tuple[str, str]]]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        model, _, file = self.path.strip("/").partition("/resolve/main/")
        if self.gated and model == self.gated:
            self.say(403, {"X-Error-Code": "GatedRepo", "X-Error-Message": "gated"})
        elif model not in self.models:
            self.say(404, {"X-Error-Code": "RepoNotFound"})
        elif file not in self.models[model]:
            self.say(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": "0" * 40})
        else:
            content = self.models[model][file]
            self.say(200, {"ETag": f'"{hashlib.sha1(content).hexdigest()}"', "X-Repo-Commit": "0" * 40}, content)

    def say(self, status: int, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Keep silent."""


@contextlib.contextmanager
def hub(models: Mapping[str, Mapping[str, bytes]], gated: str = "") -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the address, and a growing list of what was asked, each with the key that came with it."""
    asked: list[tuple[str, str]] = []
    handler = type("Handler", (_Handler,), {"models": models, "gated": gated, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
