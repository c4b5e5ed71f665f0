"""`newswright init`: make a newsroom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import app
from newswright.newsroom import Newsroom


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist.")],
    title: Annotated[str, typer.Option(help="Name of the publication; the folder's name if absent.")] = "",
) -> None:
    """Make a newsroom: a folder with its settings and an empty archive."""
    with Newsroom.init(folder, title=title):
        show.line(f"{folder} is a newsroom. Its settings: {folder / 'newsroom.toml'}")
        show.note(f"Next: newswright ingest file RESPONSE.json --newsroom {folder}")
