"""What a server with OpenAI's interface answers: a reply, the pieces of a stream, or a fault to ask again for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from newswright.models.protocol import Reply, Request
from newswright.models.repeats import repeats

LARGEST = 16 * 2**20
"""Bytes of an answer, or of a stream. A token takes some five, in a stream some two hundred."""
_WRONG = (KeyError, IndexError, TypeError, AttributeError, ValueError)


class Faulty(Exception):
    """An answer that cannot be used. `what` completes the sentence "The model server …"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Poor(Faulty):
    """An answer that another server may better, and that is taken as it is where none does."""

    def __init__(self, what: str, reply: Reply) -> None:
        super().__init__(what)
        self.reply = reply


def read(content: bytes, request: Request, *, chat: bool) -> Reply:
    """Return the reply in the body of an answer.

    Raises:
        Faulty: it is no JSON, or has no choice.
        Poor: its text is empty, cut off, or repeats itself.
    """
    body = _parsed(content)
    try:
        choice = body["choices"][0]
        own = (choice["message"]["content"] if chat else choice["text"]) or ""
        usage = body.get("usage") or {}
        counts = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        text = (own if chat else request.opening + own).strip()
        ended = choice.get("finish_reason")
    except _WRONG as error:
        raise Faulty("answers without a choice") from error
    finish = "stop" if ended and ended != "length" else "length"
    reply = Reply(text=text, finish=finish, prompt_tokens=counts[0], reply_tokens=counts[1])
    if not own.strip():
        raise Poor("answers with an empty text", reply)
    if not ended:
        raise Poor("answers with a text that is cut off", reply)
    if finish == "length" and repeats(own):
        raise Poor("repeats itself without end", reply)
    return reply


def pieces(content: Iterable[bytes], *, chat: bool) -> Iterator[str]:
    """Yield the text of a stream of server-sent events as it comes.

    Raises:
        Faulty: an event is no JSON or has no choice, or the stream breaks off or has no end.
    """
    ended = False
    for line in _lines(content):
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            return
        text, last = _piece(_parsed(data), chat=chat)
        ended = ended or last
        if text:
            yield text
    if not ended:
        raise Faulty("breaks off in the middle of a stream")


def _piece(event: Any, *, chat: bool) -> tuple[str, bool]:
    """Return the text of an event and whether it is the last that has one."""
    try:
        if not event["choices"]:  # it only counts the tokens
            return "", False
        choice = event["choices"][0]
        text = ((choice.get("delta") or {}).get("content") if chat else choice.get("text")) or ""
        return "" + text, bool(choice.get("finish_reason"))
    except _WRONG as error:
        raise Faulty("streams something without a choice") from error


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Faulty("answers with something that is not JSON") from error


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    """Split at line feeds alone: httpx also splits at characters that may stand in the JSON, as U+2028."""
    rest, size = b"", 0
    for piece in content:
        size += len(piece)
        if size > LARGEST:
            raise Faulty(f"streams more than {LARGEST // 2**20} MB")
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    yield rest
