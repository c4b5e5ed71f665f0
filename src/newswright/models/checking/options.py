"""Settings of the learned checker."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class CheckerOptions(BaseModel):
    """A model that reads a passage and a sentence: the tables `[verify.checker]` and `[verify.reader]`."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    engine: Literal["embedded", "transformers", "openai", "none"] = "embedded"
    """`embedded` is the small model that comes with the package, or one that `newswright train checker` made;
    `transformers` a classifier of the library Transformers (extra `train`); `openai` a language model behind a server,
    asked for yes or no; `none` leaves the rules alone."""
    folder: Path | None = None
    """Folder of the model, for `embedded` (none is the shipped one) and `transformers`."""
    name: str = ""
    """The model's name: at the server, or on the hub for `transformers` where no folder is given."""
    weights: Path | None = None
    """File of the weights that make one figure of the checker's answer and the rules' findings, as `newswright train
    weights` fits them; none takes those that came with the checker, if any did."""
    entails: str = ""
    """The label of a Transformers classifier that means supported; "" finds one called entailment, supported or
    consistent, else the last."""
    base_url: str = ""
    """Address of the server with its version, as `http://localhost:8000/v1`."""
    key_env: str = "OPENAI_API_KEY"
    """Name of the environment variable that has the server's key. The key itself is never a setting."""
    timeout_s: float = Field(60.0, gt=0)
    """Seconds to wait for the server's answer to one question."""
    parallel: int = Field(8, ge=1, le=64)
    """Questions asked at once."""
    threads: int | None = Field(None, ge=1, le=256)
    """Threads of the embedded checker; none is one for each core."""
