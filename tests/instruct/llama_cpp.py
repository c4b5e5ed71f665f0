"""llama.cpp's own tokenizer and template engine on a GGUF file, to compare with: xllamacpp's server over loopback."""

from __future__ import annotations

import atexit
import functools
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import xllamacpp


class _Server:
    """A server on `file`; kept until the end, for starting one takes a tenth of a second and more."""

    def __init__(self, file: Path) -> None:
        key = secrets.token_urlsafe(16)
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(file)
        wanted.n_parallel, wanted.n_ctx = 1, 256
        wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
        wanted.warmup, wanted.verbosity, wanted.ui = False, -1, False
        wanted.cache_ram_mib = 0
        wanted.use_jinja = True
        wanted.api_keys = [key]
        self.server: Any = xllamacpp.Server(wanted)
        headers = {"Authorization": f"Bearer {key}"}
        address = self.server.listening_address
        self.client = httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=60.0)

    def ask(self, path: str, question: Mapping[str, object]) -> dict[str, Any]:
        answer = self.client.post(path, json=question)
        found: dict[str, Any] = answer.json()
        assert answer.is_success, found
        return found


@functools.lru_cache(maxsize=4)
def _started(file: Path, _stamp: tuple[int, int]) -> _Server:
    return _Server(file)


def _server(file: Path) -> _Server:
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    found = file.stat()
    return _started(file, (found.st_mtime_ns, found.st_size))  # a file written anew is another model


def llama_cpp_prompt(file: Path, messages: Sequence[Mapping[str, str]], *, generation: bool = True) -> str:
    """Return the text that llama.cpp makes of `messages` with the template in `file`."""
    question = {"messages": list(messages), "add_generation_prompt": generation}
    return str(_server(file).ask("/apply-template", question)["prompt"])


def llama_cpp_ids(file: Path, text: str, *, special: bool = True, add: bool = False) -> list[int]:
    """Return llama.cpp's ids of `text`: special tokens in it are read as such (`special`); `add` puts BOS in front."""
    question = {"content": text, "add_special": add, "parse_special": special}
    return [int(one) for one in _server(file).ask("/tokenize", question)["tokens"]]


def llama_cpp_chat_length(file: Path, messages: Sequence[Mapping[str, str]]) -> int:
    """Return how many tokens llama.cpp reads when it is asked to go on from `messages`, BOS and all."""
    question = {"messages": list(messages), "max_tokens": 1, "temperature": 0.0}
    return int(_server(file).ask("/v1/chat/completions", question)["usage"]["prompt_tokens"])


atexit.register(_started.cache_clear)  # before the interpreter takes the library apart
