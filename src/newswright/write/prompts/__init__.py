"""The prompts, as text files: an instruction and examples that every request of a kind shares."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """Return the prompt called `name`, to the letter, without carriage returns."""
    return files("newswright.write.prompts").joinpath(f"{name}.txt").read_text(encoding="utf-8").replace("\r\n", "\n")
