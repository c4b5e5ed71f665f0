"""`newswright write`: write stories that are not written yet."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def write(
    story: Annotated[list[str] | None, typer.Argument(help="Stories to write; all if none is named.")] = None,
    newsroom: Folder = HERE,
    again: Annotated[bool, typer.Option("--again", help="Write also what is written already.")] = False,
) -> None:
    """Write articles, sentence by checked sentence, with the newsroom's model."""
    with Newsroom.open(newsroom) as room:
        with show.progress() as tell:
            copies = room.write(story or None, again=again, progress=tell)
        for copy in copies:
            show.line(f"{copy.id}  {copy.status}  {copy.headline}" + (f"  ({copy.reason})" if copy.reason else ""))
    show.note("Read one with: newswright articles show ID")
