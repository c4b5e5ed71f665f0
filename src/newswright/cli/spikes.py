"""`newswright spikes`: list what goes no further, and why."""

from __future__ import annotations

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def spikes(newsroom: Folder = HERE, json: AsJson = False) -> None:
    """List the spiked items, each with its rule and the reason."""
    with Newsroom.open(newsroom) as room:
        found = room.archive.spikes()
        titles = {item.id: item.title for item in room.archive.items(ids=[spike.item for spike in found])}
    if json:
        show.as_json([spike.model_dump(mode="json") for spike in found])
    else:
        rows = [(spike.item, spike.rule, titles.get(spike.item, ""), spike.detail) for spike in found]
        show.table("Spikes", ("id", "rule", "title", "why"), rows)
