"""Transformers' engine: a checkpoint's folder in this process, on a GPU where there is one, with an adapter of PEFT.

The answers of several threads are written in one batch where they wait at the same time: whoever has the turn takes
along what stands in the line.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newswright.errors import ModelError, ModelRefused
from newswright.models.checkpoints import load, made_in, named, need, place_of, taught
from newswright.models.decoding import Row, go_on
from newswright.models.gguf import control_pattern, without_control
from newswright.models.options import ModelOptions
from newswright.models.protocol import Reply, Request, prompt_text
from newswright.models.proxy import proxies, reading, with_proxies

BEFORE = 8
"""Tokens of the prompt that are decoded with an answer: some vocabularies write a space only behind another word."""
_STRUCTURE = re.compile(r"<[|｜].*[|｜]>")


@dataclass
class _Asked:
    """A request in the line."""

    request: Request
    row: Row
    reply: Reply | None = None
    wanted: bool = True


class TransformersModel:
    """A checkpoint in this process. Close it, or use it as a context manager."""

    def __init__(self, options: ModelOptions, adapter: Path | None = None) -> None:
        """Load the model, its adapter and its proxies.

        Raises:
            MissingExtra: torch, Transformers or PEFT are not installed.
            SettingsError: no model is named, one proxy is, or the proxies' vocabulary is another.
            ModelMissing, ModelDamaged: a model or the adapter is not there, or cannot be used.
        """
        torch = need("torch")
        small = proxies(options)
        place = place_of(options)
        worn = made_in(adapter) if adapter else None
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        base = load(place, self.device, worn)
        found = with_proxies(base, small, self.device) if small else [base]
        self.taught = taught(worn or (small[0] if small else place))
        self.name = called(options, adapter)
        self.parallel = options.parallel
        self._context = min(options.context, *(one.context or options.context for one in found))
        self._models: tuple[Any, ...] = tuple(one.model for one in found)
        self._width = min(one.model.get_input_embeddings().weight.shape[0] for one in found)
        self._tokenizer, self._ends = base.tokenizer, frozenset().union(*(one.ends for one in found[:2]))
        self._control = control_pattern(_controls(self._tokenizer))
        self._start = [] if self.taught else _start(self._tokenizer)
        self._line: deque[_Asked] = deque()
        self._turn = threading.Lock()
        self._stopping = threading.Event()

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`, in their order, `parallel` of them at once. `no_copy` has no counterpart and is left out.

        Raises:
            ModelRefused: a prompt is longer than the context, or has ids that are no tokens.
            ModelError: the model is closed, or failed.
        """
        if self._stopping.is_set():
            raise ModelError(f"The model {self.name} is closed.", cure="Open it again.")
        asked = [_Asked(request, self._row(request)) for request in requests]
        self._line.extend(asked)
        try:
            while any(each.reply is None for each in asked):
                with self._turn:
                    if any(each.reply is None for each in asked):
                        self._answer_some()
        finally:  # after an error or Ctrl-C nobody wants the rest
            for each in asked:
                each.wanted = False
        return [each.reply for each in asked if each.reply]

    def close(self) -> None:
        """End the requests in work and free the model's memory. A second call does nothing."""
        self._stopping.set()
        with self._turn:
            self._models = ()
            if self.device == "cuda":
                need("torch").cuda.empty_cache()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer_some(self) -> None:
        """Answer what stands first in the line, of whichever thread. Only who has the turn may."""
        some: list[_Asked] = []
        while self._line and len(some) < self.parallel:
            each = self._line.popleft()
            if each.wanted:
                some.append(each)
        try:
            answers = self._answers([each.row for each in some])
        except BaseException:
            self._line.extendleft(reversed(some))  # other threads' requests among them have their own turn
            raise
        for each, answer in zip(some, answers, strict=True):
            each.reply = self._reply(each, answer)

    def _answers(self, rows: Sequence[Row]) -> list[list[int]]:
        try:
            found: list[list[int]] | None = None
            if self._models:
                read = reading(self._models)
                found = go_on(read, rows, self._ends, self.device, self._stopping.is_set)
        except RuntimeError as error:
            raise ModelError(
                f"The model {self.name} failed: {str(error).partition(chr(10))[0]}",
                cure="Where memory is short, lower `parallel` or `context` in [model]; else report it.",
            ) from error
        if found is None:
            raise ModelError(f"The model {self.name} was closed during a request.", cure="Ask again.")
        return found

    def _row(self, request: Request) -> Row:
        prompt = self._prompt(request)
        if len(prompt) >= self._context:
            raise ModelRefused(
                f"A prompt has {len(prompt)} tokens; the context holds {self._context}.",
                cure="Raise `context` in [model], or shorten the prompt.",
            )
        foreign = next((token for token in prompt if not 0 <= token < self._width), None)
        if foreign is not None:
            raise ModelRefused(
                f"The model {self.name} refuses a request: it has no token {foreign}.", cure="Report it."
            )
        stops = [stop for stop in request.stop if stop]

        def over(answer: list[int]) -> bool:
            text = self._text(prompt, answer)
            return any(stop in text for stop in stops)

        most = min(request.max_tokens, self._context - len(prompt))
        return Row(tuple(prompt), most, request.temperature, request.seed, over)

    def _prompt(self, request: Request) -> list[int]:
        """Return the ids of a prompt. A tokenizer's begin goes in front, unless the prompt or a template brings one."""
        if request.ids:
            return list(request.ids)
        text = prompt_text(request, lambda piece: without_control(piece, self._control))
        ids: list[int] = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        begun = ids if ids[:1] == self._start else [*self._start, *ids]
        return begun or sorted(self._ends)[:1] or [0]

    def _text(self, prompt: Sequence[int], answer: Sequence[int]) -> str:
        before = list(prompt[-BEFORE:])
        return self._decoded([*before, *answer])[len(self._decoded(before)) :]

    def _decoded(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text

    def _reply(self, asked: _Asked, answer: list[int]) -> Reply:
        text = self._text(asked.row.prompt, answer)
        met = [at for stop in asked.request.stop if stop and (at := text.find(stop)) >= 0]
        return Reply(
            text=(asked.request.opening + text[: min(met, default=len(text))]).strip(),
            finish="stop" if met or answer[-1] in self._ends else "length",
            prompt_tokens=len(asked.row.prompt),
            reply_tokens=len(answer),
        )


def called(options: ModelOptions, adapter: Path | None) -> str:
    """Return what article records call a model with an adapter or proxies: an article with them is another one."""
    small = proxies(options)
    model = named(made_in(options.file.expanduser())) if options.file else options.name
    worn = f"+{named(made_in(adapter))}" if adapter else ""
    return f"{model}{worn}" + (f"+{named(small[0])}-{named(small[1])}" if small else "")


def _controls(tokenizer: Any) -> tuple[str, ...]:
    """Return the tokens that steer the model: the special ones, and others that look the part or are in its template.

    Some models have `<|user|>` as a token that is not special.
    """
    template = str(tokenizer.chat_template or "")
    return tuple(
        token.content
        for token in tokenizer.added_tokens_decoder.values()
        if token.special
        or (not token.content.isspace() and (token.content in template or _STRUCTURE.fullmatch(token.content)))
    )


def _start(tokenizer: Any) -> list[int]:
    """Return what the tokenizer puts in front of a text: its begin, or nothing."""
    begin = tokenizer.bos_token_id
    return [begin] if begin is not None and tokenizer("")["input_ids"][:1] == [begin] else []
