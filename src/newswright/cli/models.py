"""`newswright models`: list the language models to write with and to train, fetch the embedded one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.models import catalogue, fetch
from newswright.models.catalogue import ModelEntry, Trainable, trainables
from newswright.models.options import ModelOptions
from newswright.newsroom import settings_at
from newswright.train.memory import room_here, what_fits
from newswright.train.options import SftOptions

group = typer.Typer(
    help="List the language models to write with and to train, fetch the embedded one.", invoke_without_command=True
)
app.add_typer(group, name="models")


@group.callback()
def models(context: typer.Context, newsroom: Folder = HERE, json: AsJson = False) -> None:
    """List the language models: what there is, what is here, under which licence, and what can be trained here."""
    context.obj = newsroom
    if context.invoked_subcommand:
        return
    found, room = catalogue(settings_at(newsroom).model), room_here()
    to_train = [(each, _fits(each, room)) for each in trainables()]
    if json:
        show.as_json(_rows(found, to_train))
        return
    show.table(
        "Models",
        ("name", "kind", "licence", "size", "where"),
        [
            (e.name, e.kind, e.licence, f"{e.size / 1e6:.0f} MB" if e.size else "", str(e.path or "not here"))
            for e in found
        ],
    )
    show.table(
        "Models to train",
        ("name", "kind", "size", "template", "fits here", "licence"),
        [(e.name, e.kind, _size(e.parameters), e.template, fits, _licence(e)) for e, fits in to_train],
    )
    device, there = room
    where = "GPU memory" if device == "cuda" else "memory, no GPU found"
    show.note(
        f"What fits is estimated for passes of {SftOptions().pass_tokens} tokens in {there / 1e9:.0f} GB ({where})."
    )


@group.command("fetch")
def fetch_model(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The model to fetch.")] = ModelOptions().name,
) -> None:
    """Fetch a model and check it; what is here already is only checked."""
    with show.progress() as tell:
        path = fetch(name, settings_at(context.obj).model, tell)
    show.line(str(path))


def _rows(found: Sequence[ModelEntry], to_train: Sequence[tuple[Trainable, str]]) -> list[dict[str, Any]]:
    """Return a row for every name, with the same keys: a model to write with may be one to train too."""
    rows = {entry.name: {**entry.model_dump(mode="json"), "training": None} for entry in found}
    for each, fits in to_train:
        row = rows.setdefault(each.name, {**dict.fromkeys(ModelEntry.model_fields), "training": None})
        about = each.model_dump(mode="json", exclude={"name", "licence"}) | {"page": each.page, "fits": fits}
        row |= {"name": each.name, "licence": each.licence, "training": about}
        row["kind"] = row["kind"] or "to train"
        row["source"] = row["source"] or each.page
    return list(rows.values())


def _fits(model: Trainable, room: tuple[str, int]) -> str:
    return what_fits(model.shape, model.parameters, SftOptions(), room)


def _size(parameters: int) -> str:
    return f"{parameters / 1e9:.1f}B" if parameters >= 1e9 else f"{parameters / 1e6:.0f}M"


def _licence(model: Trainable) -> str:
    return f"{model.licence}, gated" if model.gated else model.licence
