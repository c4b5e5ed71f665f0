"""`newswright stories`: list and show the stories."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def stories(
    story: Annotated[
        list[str] | None, typer.Argument(help="Stories to show whole; all are listed if none is named.")
    ] = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """List the stories, the newest first, or show the items of some."""
    with Newsroom.open(newsroom) as room:
        found = [room.archive.story(name) for name in story] if story else room.archive.stories()
        if json:
            show.as_json([one.model_dump(mode="json") for one in found])
        elif story:
            for one in found:
                rows = [(item.id, item.source, item.text) for item in room.archive.items(ids=one.items)]
                show.table(f"{one.id} {one.slug}", ("id", "source", "text"), rows)
        else:
            listed = [(s.id, str(len(s.items)), ", ".join(s.outlets), s.slug) for s in found]
            show.table("Stories", ("id", "items", "outlets", "slug"), listed)
