"""`newswright models`: list the language models, fetch the embedded one."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.models import catalogue, fetch
from newswright.models.options import ModelOptions
from newswright.newsroom import settings_at

group = typer.Typer(help="List the language models, fetch the embedded one.", invoke_without_command=True)
app.add_typer(group, name="models")


@group.callback()
def models(context: typer.Context, newsroom: Folder = HERE, json: AsJson = False) -> None:
    """List the language models: what there is, what is here, under which licence."""
    context.obj = newsroom
    if context.invoked_subcommand:
        return
    found = catalogue(settings_at(newsroom).model)
    if json:
        show.as_json([entry.model_dump(mode="json") for entry in found])
    else:
        rows = [
            (e.name, e.kind, e.licence, f"{e.size / 1e6:.0f} MB" if e.size else "", str(e.path or "not here"))
            for e in found
        ]
        show.table("Models", ("name", "kind", "licence", "size", "where"), rows)


@group.command("fetch")
def fetch_model(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The model to fetch.")] = ModelOptions().name,
) -> None:
    """Fetch a model and check it; what is here already is only checked."""
    with show.progress() as tell:
        path = fetch(name, settings_at(context.obj).model, tell)
    show.line(str(path))
