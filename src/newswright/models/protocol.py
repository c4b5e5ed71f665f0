"""What a writer asks of a language model, and what it gets back. Engines are in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from pydantic import Field, model_validator

from newswright.records import Record


class Request(Record):
    """One completion wanted."""

    shared: str = ""
    """The prompt's beginning, the same for many requests (instruction and examples): engines reuse its cache."""
    own: str = ""
    """What follows it. It may hold text of a source, so no engine reads control tokens in it."""
    after: str = ""
    """What ends the prompt, behind `own`: control tokens of a template, which engines read as such."""
    ids: tuple[int, ...] = ()
    """The whole prompt as the model's token ids, in place of `shared` and `own`: what `newswright.instruct`'s renderer
    makes of a conversation, the same as in training. An engine adds nothing to it."""
    opening: str = ""
    """Words that the answer must begin with, already part of the answer; "" for none."""
    temperature: float = Field(0.0, ge=0.0, le=2.0)
    seed: int = Field(0, ge=0, lt=2**32)
    max_tokens: int = Field(96, ge=1)
    stop: tuple[str, ...] = ("\n",)
    no_copy: int = Field(0, ge=0)
    """Discourage runs of more than this many tokens repeated from the prompt, where the engine can; 0 is off."""

    @model_validator(mode="after")
    def _one_prompt(self) -> Self:
        if self.ids and (self.shared or self.own or self.after or self.opening):
            raise ValueError("a request has either token ids or a text, not both")
        return self


class Reply(Record):
    """One completion."""

    text: str
    """The opening and what the model wrote, without surrounding white space."""
    finish: str
    """`stop` where the model ended or met a stop, `length` where it was cut at `max_tokens` or the context's end."""
    prompt_tokens: int
    reply_tokens: int


class LanguageModel(Protocol):
    """A model that answers many requests at once. Safe to use from several threads."""

    name: str
    """What article records call the model."""
    parallel: int
    """How many requests it serves well at once."""

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`, in their order.

        Raises:
            ModelError: or one of its kinds, for the first request that fails; no reply is returned then.
        """
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@runtime_checkable
class Streams(Protocol):
    """What an engine may have beside `LanguageModel`: `isinstance(model, Streams)` tells whether it does."""

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer to `request` in pieces as they come; stripped and together they are the reply's text.

        Nothing is asked again after the first piece: where the stream breaks off, ask `complete` from the start.

        Raises:
            ModelError: or one of its kinds, before the first piece or after any.
        """
        ...


def opened(request: Request) -> tuple[str, str, str]:
    """Return the prompt behind `shared`: a source's text, ours, and the opening.

    One space stands in front of the opening unless there is white space already.
    """
    before, opening = request.own + request.after, request.opening
    gap = " " if opening and before and not before[-1].isspace() and not opening[0].isspace() else ""
    return request.own, request.after + gap, opening


def prompt_text(request: Request, plain: Callable[[str], str]) -> str:
    """Return the prompt as one text, with `plain` used on all that may be a source's: it breaks up control tokens."""
    shared = encodable(request.shared)
    own, after, opening = (encodable(piece) for piece in opened(request))
    if after.strip():
        return f"{shared}{plain(own)}{after}{plain(opening)}"
    return shared + plain(own + after + opening)  # one text: a control token could stand across the seam


def encodable(text: str) -> str:
    """Return `text` with each half of a broken surrogate pair as `?`: UTF-8 has no form for it."""
    return text.encode("utf-8", "replace").decode("utf-8")
