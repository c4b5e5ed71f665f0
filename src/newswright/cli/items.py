"""`newswright items`: list and show what came in."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def items(
    item: Annotated[
        list[str] | None, typer.Argument(help="Items to show whole; all are listed if none is named.")
    ] = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
    bad: Annotated[bool, typer.Option("--bad", help="List the rows that could not become an item.")] = False,
) -> None:
    """List the items of the archive, or show some whole."""
    with Newsroom.open(newsroom) as room:
        if bad:
            rows = room.archive.bad_rows()
            if json:
                show.as_json([{"snapshot": s, "where": where, "reason": reason} for s, where, reason in rows])
            else:
                show.table(
                    "Bad rows", ("snapshot", "where", "reason"), [(s[:12], where, reason) for s, where, reason in rows]
                )
            return
        found = [room.archive.item(name) for name in item] if item else room.archive.items()
    if json:
        show.as_json([one.model_dump(mode="json") for one in found])
    elif item:
        for one in found:
            show.fields({name: str(value) for name, value in one.model_dump(mode="json").items() if value})
    else:
        listed = [
            (i.id, f"{i.published_at:%Y-%m-%d %H:%M}" if i.published_at else "", i.source, i.title) for i in found
        ]
        show.table("Items", ("id", "published (UTC)", "source", "title"), listed)
