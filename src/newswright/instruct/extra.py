"""The packages of the extra `instruct`, imported on first use: the core installs and runs without them."""

from __future__ import annotations

import importlib
from typing import Any

from newswright.errors import MissingExtra


def need(name: str) -> Any:
    """Import the package or module `name` and return it.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"This needs the package “{name.partition('.')[0]}”, which cannot be imported: {error}.",
            cure="Install it with: pip install 'newswright[instruct]'",
        ) from error
