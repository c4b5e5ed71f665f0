"""The embedded engine: llama.cpp's server inside this process, on a GGUF file.

Requests run in parallel on the server's slots (`slots.py`). The server also listens on a port of the loopback address;
a random key closes it to everyone else.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newswright.errors import ModelDamaged, ModelError, RequestRefused
from newswright.models.gguf import Head, control_pattern, read_head, without_control
from newswright.models.options import ModelOptions
from newswright.models.protocol import Reply, Request, encodable, prompt_text
from newswright.models.slots import Slots

MOST_THREADS = 8
"""Beyond this a model of 135M waits for its threads more than it gains from them. Measured on two cores only."""
SAMPLING = {"min_p": 0.1, "top_k": 0, "top_p": 1.0}
"""Cuts unlikely words by their share of the likeliest one; used in the experiments that chose the prompts."""
SPINS = "1000"
"""Turns that a thread waits busily for the others before it sleeps (libgomp's GOMP_SPINCOUNT; 300,000 by default, 1,000
where it knows that there are more threads than cores). Measured with 2 threads on two cores, 24 requests: beside
two busy programs 34 s, where the default was cut off unfinished after 38 s; beside one 16 s against 17 s; beside none
119 tokens a second against 126."""
STREAM = {"stream": True, "stream_options": {"include_usage": True}}
"""Piece by piece, because only between two pieces can a request be ended."""
NO_COPY_STRENGTH = {"dry_multiplier": 1.0, "dry_base": 1.75}


class LlamaCpp:
    """A GGUF model in this process. Close it, or use it as a context manager."""

    def __init__(self, file: Path, name: str, options: ModelOptions, adapter: Path | None = None) -> None:
        """Load the model, with an adapter put on it where one is named.

        Raises:
            ModelMissing: `file` or `adapter` is not there.
            ModelDamaged: it is no usable model, or the adapter is none for it.
        """
        head = read_head(file)
        self.taught = (read_head(adapter) if adapter else head).taught
        self.name, self.parallel = name, options.parallel
        self._context = min(options.context, head.context or options.context)
        self._control: re.Pattern[str] | None = control_pattern(head.control)
        folder = tempfile.TemporaryDirectory(prefix="newswright-", ignore_cleanup_errors=True)
        key = secrets.token_urlsafe(32)
        try:
            self._server: Any = _load(file, head, _parameters(file, self._context, options, folder.name, key), adapter)
        except BaseException:
            folder.cleanup()
            raise
        self._slots = Slots(self.parallel, folder)
        self._slots.connect(self._server.listening_address, key)
        self._pool = ThreadPoolExecutor(self.parallel, thread_name_prefix="newswright-model")
        self._stopping = threading.Event()

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`, in their order, `parallel` of them at once.

        Raises:
            RequestRefused: a prompt is longer than the context.
            ModelError: the model is closed, or failed.
        """
        if self._stopping.is_set():
            raise ModelError(f"The model {self.name} is closed.", cure="Open it again.")
        given_up = threading.Event()
        work = [self._pool.submit(self._answer, request, given_up) for request in requests]
        try:
            return [future.result() for future in work]
        finally:  # after an error or Ctrl-C nobody wants the rest
            given_up.set()
            for future in work:
                future.cancel()

    def close(self) -> None:
        """End the requests in work and free the model's memory. A second call does nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._slots.close()
        self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, request: Request, given_up: threading.Event) -> Reply:
        shared = encodable(request.shared)
        prompt = list(request.ids) or prompt_text(request, lambda piece: without_control(piece, self._control))

        def read(slot: int) -> None:
            self._ask({"prompt": shared, "max_tokens": 1, "id_slot": slot}, given_up)

        with self._slots.lend(shared, read) as slot:
            text, last = self._ask({"prompt": prompt, "id_slot": slot, **self._wishes(request)}, given_up)
        usage = last["usage"]
        return Reply(
            text=(request.opening + text).strip(),
            finish="stop" if last["choices"][0]["finish_reason"] == "stop" else "length",
            prompt_tokens=usage["prompt_tokens"],
            reply_tokens=usage["completion_tokens"],
        )

    def _wishes(self, request: Request) -> dict[str, Any]:
        wishes: dict[str, Any] = {
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "stop": list(request.stop),
            "cache_prompt": True,
            **SAMPLING,
        }
        if request.no_copy:
            wishes |= {**NO_COPY_STRENGTH, "dry_allowed_length": request.no_copy, "dry_penalty_last_n": self._context}
        return wishes

    def _ask(self, question: dict[str, Any], given_up: threading.Event) -> tuple[str, dict[str, Any]]:
        """Return the whole text and the last piece of the answer, which has the counts."""
        pieces: list[dict[str, Any]] = []

        def hear(piece: dict[str, Any]) -> bool:  # True ends the request
            pieces.append(piece)
            return given_up.is_set() or self._stopping.is_set()

        try:
            self._server.handle_completions({**question, **STREAM}, hear)
        except RuntimeError as error:
            raise ModelError(f"The model {self.name} failed: {error}.", cure="Report it with the request.") from error
        if not pieces or "error" in pieces[-1]:
            raise self._refusal(pieces[-1]["error"] if pieces else {"message": "no answer"})
        if "usage" not in pieces[-1]:
            raise ModelError(f"The model {self.name} was closed during a request.", cure="Ask again.")
        return "".join(piece["choices"][0]["text"] for piece in pieces), pieces[-1]

    def _refusal(self, error: dict[str, Any]) -> ModelError:
        if error.get("type") == "exceed_context_size_error":
            return RequestRefused(
                f"A prompt has {error.get('n_prompt_tokens')} tokens; the context holds {self._context}.",
                cure="Raise `context` in [model], or shorten the prompt.",
            )
        return RequestRefused(f"The model {self.name} refuses a request: {error.get('message')}.", cure="Report it.")


def default_threads() -> int:
    """Return the threads for this machine: its cores, of three and more one less, `MOST_THREADS` at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores if cores <= 2 else cores - 1, MOST_THREADS)


def _library() -> Any:
    """Import llama.cpp, 100 MB of it, on first use."""
    os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
    try:
        import xllamacpp  # noqa: PLC0415
    except ImportError as error:
        raise ModelError(
            f"The embedded engine cannot be loaded: {error}.",
            cure="Install xllamacpp again; on a bare Linux image also the system's libgomp1.",
        ) from error
    return xllamacpp


def _parameters(file: Path, context: int, options: ModelOptions, folder: str, key: str) -> Any:
    xllamacpp = _library()
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(file)
    wanted.n_parallel = options.parallel
    wanted.n_ctx = context * options.parallel
    wanted.kv_unified = False  # each slot has its whole context, and answers vary less with what else runs
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = options.threads or default_threads()
    wanted.warmup = False
    wanted.verbosity = -1  # nothing on the terminal
    wanted.cache_ram_mib = 0  # its second cache, of 8 GB by default, gains nothing here
    wanted.cache_idle_slots = False
    wanted.api_keys = [key]
    wanted.ui = False
    wanted.cors_origins = ""
    wanted.slot_save_path = folder + os.sep
    return wanted


def _load(file: Path, head: Head, parameters: Any, adapter: Path | None) -> Any:
    if adapter:
        worn = _library().CommonAdapterLoraInfo()
        worn.path, worn.scale = str(adapter), 1.0
        parameters.lora_adapters = [worn]
    try:
        return _library().Server(parameters)
    except RuntimeError as error:
        with_ = f" with the adapter {adapter}" if adapter else ""
        raise ModelDamaged(
            f"llama.cpp refuses the model file {file} (architecture “{head.architecture}”){with_}: {error}",
            cure="The file may be cut off, of a kind this llama.cpp does not know, or too large for the memory: "
            "fetch it again, lower `context` or `parallel` in [model], or set another `file`.",
        ) from error
