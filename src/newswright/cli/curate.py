"""`newswright curate`: spike, join copies, cluster into stories."""

from __future__ import annotations

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def curate(newsroom: Folder = HERE, json: AsJson = False) -> None:
    """Spike what is no news, join copies, and cluster the rest into stories."""
    with Newsroom.open(newsroom) as room, show.progress() as tell:
        counts = room.curate(tell)
    if json:
        show.as_json(counts.model_dump(mode="json"))
        return
    spiked = ", ".join(f"{rule} {count}" for rule, count in counts.spikes.items()) or "none"
    show.fields({"Items": str(counts.items), "Spiked": spiked, "Stories": str(counts.stories)})
