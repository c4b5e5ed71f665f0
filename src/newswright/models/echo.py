"""A stand-in that repeats the source: the same answer to the same request, at once, without a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from newswright.errors import ModelRefused
from newswright.models.protocol import Reply, Request

_LINE = "Wire:"


class EchoModel:
    """Answers with the opening and the text of the last line of `own` that begins with `Wire:`, else of its last line.

    A mapping from a request's `own` to an answer comes before that rule; its answers follow the opening too.
    """

    name = "echo"
    parallel = 8

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self._answers = dict(answers or {})

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`. Tokens are counted as words."""
        return [self._answer(request) for request in requests]

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, request: Request) -> Reply:
        if request.ids:
            raise ModelRefused("The stand-in `echo` has no vocabulary to read token ids with.", cure="Give it text.")
        answer = self._answers.get(request.own, _wire(request.own)).split()
        written = " ".join(answer[: request.max_tokens])
        return Reply(
            text=f"{request.opening} {written}".strip(),
            finish="length" if len(answer) > request.max_tokens else "stop",
            prompt_tokens=len((request.shared + " " + request.own).split()),
            reply_tokens=min(len(answer), request.max_tokens),
        )


def _wire(own: str) -> str:
    lines = own.strip().splitlines() or [""]
    found = [line.removeprefix(_LINE) for line in lines if line.startswith(_LINE)]
    return (found or lines)[-1].strip()
