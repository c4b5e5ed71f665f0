"""The run's manifest, `run.json`: what it is made of, what it came to, and the command that repeats it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from newswright import __version__
from newswright.errors import TrainError
from newswright.records import Record
from newswright.train.options import Method

FILE = "run.json"
PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "tokenizers")


class Making(Record):
    """What a run is made of. Equal makings give equal results on equal machines."""

    method: Method
    base: str
    base_sha256: str
    """Of the base's weights and configuration: their names and sizes, and the configuration's bytes."""
    template: str
    lessons: str
    lessons_sha256: str
    held_out: str = ""
    held_out_sha256: str = ""
    options: dict[str, Any]


class Sheet(Record):
    """What is in `run.json`."""

    making: Making
    plan: dict[str, Any] = Field(default_factory=dict)
    made_with: dict[str, str] = Field(default_factory=dict)
    before: dict[str, float] = Field(default_factory=dict)
    after: dict[str, float] = Field(default_factory=dict)
    steps: int = 0
    seconds: float = 0.0
    """Of training alone, of the last leg where the run was interrupted."""
    finished: bool = False
    repeat: str = ""
    """The command."""


def versions() -> dict[str, str]:
    """Return the versions that have a say in the result, and the machine."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"newswright": __version__, "python": platform.python_version(), "machine": platform.machine(), **found}


def read(folder: Path) -> Sheet | None:
    """Return the sheet of the run in `folder`, None where there is none.

    Raises:
        TrainError: it is damaged.
    """
    try:
        return Sheet.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        raise TrainError(
            f"{folder / FILE} is damaged, or of another version of Newswright.", cure="Name another folder."
        ) from None


def write(folder: Path, sheet: Sheet) -> None:
    """Write the sheet, whole or not at all."""
    waiting = folder / f".{FILE}.part"
    text = json.dumps(sheet.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    with waiting.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(folder / FILE)


def require_same(there: Making, here: Making, folder: Path) -> None:
    """Refuse to go on with a run of another making.

    Raises:
        TrainError: names what differs.
    """
    was, now = ({**making.model_dump(exclude={"options"}), **making.options} for making in (there, here))
    differing = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if differing:
        told = "; ".join(f"{name} was {was.get(name)!r} and is now {now.get(name)!r}" for name in differing)
        raise TrainError(
            f"The folder {folder} holds another run: {told}.",
            cure="Run it as before with --resume, name another folder, or delete this one.",
        )


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's list of files with their sizes and its configuration."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    listed = "".join(f"{each.name}:{each.stat().st_size}\n" for each in sorted(path.iterdir()) if each.is_file())
    return hashlib.sha256(listed.encode() + (path / "config.json").read_bytes()).hexdigest()
