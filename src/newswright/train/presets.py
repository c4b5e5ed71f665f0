"""Presets: settings that belong together for a kind of machine, in `presets.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from newswright.errors import SettingsError
from newswright.train.options import Method


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Return all presets by name, each with what it is `about`, and with tables of methods that differ."""
    return tomllib.loads(files("newswright.train").joinpath("presets.toml").read_text("utf-8"))


def preset(name: str, method: Method = "sft") -> dict[str, Any]:
    """Return the settings of a preset for a method.

    Raises:
        SettingsError: there is none of that name.
    """
    if name not in presets():
        raise SettingsError(f"There is no preset “{name}”.", cure=f"Known: {', '.join(presets())}.")
    told = presets()[name]
    common = {key: value for key, value in told.items() if key != "about" and not isinstance(value, dict)}
    return {**common, **told.get(method, {})}
