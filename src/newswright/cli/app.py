"""The Typer application that the verbs hang on, and what all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright import __version__

app = typer.Typer(
    name="newswright",
    help="From a news wire to finished, source-checked articles.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Folder = Annotated[
    Path,
    typer.Option("--newsroom", "-n", help="The newsroom's folder.", envvar="NEWSWRIGHT_NEWSROOM", show_default="."),
]
HERE = Path()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"newswright {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """From a news wire to finished, source-checked articles."""
