"""`newswright run`: the whole copy flow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def run(
    newsroom: Folder = HERE,
    sample: Annotated[str, typer.Option(help="Run over a sample wire, in a newsroom of its own: demo-newsroom.")] = "",
    json: AsJson = False,
) -> None:
    """Curate, write, verify and publish all that is in the archive; go on where an earlier run stopped."""
    folder = Path(sample) if sample and newsroom == HERE else newsroom
    with Newsroom.for_sample(folder, sample) if sample else Newsroom.open(folder) as room:
        with show.progress() as tell:
            result = room.run(tell)
        lead = room.lead()
        if json:
            show.as_json(result.model_dump(mode="json"))
            return
        if lead:
            show.article(lead, {item.id: item.source for item in room.archive.items(ids=lead.sources)})
        show.report(result)
