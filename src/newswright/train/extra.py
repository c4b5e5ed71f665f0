"""The packages of the extra `train`, imported on first use: torch is needed for nothing else."""

from __future__ import annotations

import importlib
import os
import warnings
from typing import Any

from newswright.errors import MissingExtra

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "TRL_EXPERIMENTAL_SILENCE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "DATASETS_VERBOSITY": "error",
    "GOMP_SPINCOUNT": "1000",
}
"""What the libraries read when they are imported: they leave the terminal to us, send nothing about its user, and do
not wait busily for a thread that another program keeps from its core (13 tokens a second became 100 beside one)."""


EXTRAS = {"bitsandbytes": "qlora", "tensorboard": "tensorboard", "trackio": "trackio"}
"""Packages that come with an extra of their own."""


def need(name: str) -> Any:
    """Import the package or module `name` and return it.

    Raises:
        MissingExtra: it is not installed.
    """
    for key, value in QUIET.items():
        os.environ.setdefault(key, value)
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"(transformers|trl|peft|accelerate)\b")
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"Training needs the package “{name.partition('.')[0]}”, which cannot be imported: {error}.",
            cure=f"Install it with: pip install 'newswright[{EXTRAS.get(name, 'train')}]'",
        ) from error
