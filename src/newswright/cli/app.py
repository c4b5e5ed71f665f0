"""The Typer application that the verbs hang on, and what all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from newswright import __version__
from newswright.cli.ending import ending
from newswright.newsroom import settings_at
from newswright.settings import Settings, load


class Verbs(TyperGroup):
    """The verbs. Ctrl-C and a closed pipe are met inside of Typer, which would end without a word, or with code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb."""
        with ending():
            return super().invoke(ctx)


app = typer.Typer(
    name="newswright",
    cls=Verbs,
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


def settings_of(newsroom: Path) -> Settings:
    """Return the settings of the newsroom that is named, or of the one here, and the defaults where here is none.

    Raises:
        NewsroomError: a folder is named that is no newsroom.
        SettingsError: a key or value is wrong.
    """
    return settings_at(newsroom) if newsroom == HERE else load(newsroom)
