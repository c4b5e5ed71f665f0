"""A model server on the loopback address that fails in the ways that servers fail in."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WELL = "well"
STATUSES = {"400": 400, "401": 401, "429": 429, "500": 500, "503": 503}
WHOLE = {
    "garbage": b"<html>Bad gateway</html>",
    "no choices": b'{"choices": []}',
    "empty": b'{"choices": [{"text": " ", "message": {"content": null}, "finish_reason": "stop"}]}',
    "unfinished": b'{"choices": [{"text": " Rain fell", "message": {"content": "Rain fell"}}]}',
    "repeat": json.dumps(
        {"choices": [{"text": " the rain fell and" * 9 + " the ra", "finish_reason": "length"}]}
    ).encode(),
    "huge": b" " * (16 * 2**20 + 1),
}


class FaultyServer:
    """Does what `todo` says, one word for each request, and then what `always` says; all else answers with `script`.

    `die` ends it for good, `hang` waits until the server ends, `late` answers after `seconds`, `drip` sends its answer
    byte by byte, `cut off` breaks the connection off in the middle; the others are answers (`STATUSES`, `WHOLE`).
    """

    def __init__(self) -> None:
        self.url = ""
        self.todo: list[str] = []
        self.always = WELL
        self.only = ""
        """What a request must have in it to meet a fault; "" for any."""
        self.script: Callable[[dict[str, Any]], str] = answer
        self.seconds = 0.0
        self.retry_after = ""
        self.bodies: list[dict[str, Any]] = []
        self.did: Counter[str] = Counter()
        self.dead = threading.Event()
        self.dies_at = 0
        """The request, counted from 1, with which it dies; 0 for none."""
        self.guard = threading.Lock()

    def turn(self, body: dict[str, Any]) -> str:
        with self.guard:
            self.bodies.append(body)
            if self.only not in json.dumps(body, ensure_ascii=False):
                return WELL
            word = self.todo.pop(0) if self.todo else self.always
            if self.dies_at and len(self.bodies) >= self.dies_at:
                word = "die"
            self.did[word] += 1
            return word


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: FaultyServer

    def log_message(self, *args: Any) -> None:
        """Keep the test's output clean."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        word = "die" if self.told.dead.is_set() else self.told.turn(body)
        if word == "die":
            self._die()
        elif word == "hang":
            self.told.dead.wait(60)
            self.close_connection = True
        elif word in STATUSES:
            self._send(STATUSES[word], b'{"error": {"message": "not now"}}')
        elif body.get("stream") and word not in WHOLE:
            self._stream(self.told.script(body).split(" "), cut=word == "cut off")
        else:
            if word == "late":
                self.told.dead.wait(self.told.seconds)
            self._send(200, WHOLE.get(word) or said(self.told.script(body)), word)

    def _die(self) -> None:
        self.close_connection = True
        if not self.told.dead.is_set():
            self.told.dead.set()
            self.server.shutdown()
            self.server.server_close()

    def _send(self, status: int, content: bytes, word: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if self.told.retry_after:
            self.send_header("Retry-After", self.told.retry_after)
        self.end_headers()
        if word == "cut off":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif word == "drip":
            for at in range(len(content)):
                self.wfile.write(content[at : at + 1])
                self.wfile.flush()
                if self.told.dead.wait(0.02):
                    return
        else:
            self.wfile.write(content)

    def _stream(self, words: list[str], *, cut: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()  # without a length: it ends with the connection
        self.close_connection = True
        for at, word in enumerate(words):
            if cut and at > len(words) // 2:
                return
            text = word if at == 0 else " " + word
            choice = {"text": text, "delta": {"content": text}, "finish_reason": None}
            self.wfile.write(f": comment\n\ndata: {json.dumps({'choices': [choice]}, ensure_ascii=False)}\n\n".encode())
        self.wfile.write(b'data: {"choices": [{"text": "", "delta": {}, "finish_reason": "stop"}]}\n\n')
        self.wfile.write(b'data: {"choices": [], "usage": {"prompt_tokens": 3}}\n\ndata: [DONE]\n\n')


def answer(body: dict[str, Any]) -> str:
    """Return the source's words: what a model says that rewords nothing."""
    text: str = body["prompt"] if "prompt" in body else body["messages"][-1]["content"]
    lines = [line for line in text.splitlines() if line.startswith(("Wire:", "Report:"))]
    return " " + lines[-1].partition(": ")[2]


def said(text: str) -> bytes:
    return json.dumps({"choices": [{"text": text, "message": {"content": text}, "finish_reason": "stop"}]}).encode()


@contextmanager
def faulty_server(*todo: str, always: str = WELL) -> Iterator[FaultyServer]:
    told = FaultyServer()
    told.todo, told.always = list(todo), always
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"told": told}))
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.dead.set()
        server.shutdown()  # both do nothing where it died before
        server.server_close()
        thread.join()
