"""`newswright publish`: put the edition out as a site, Markdown and ninjs."""

from __future__ import annotations

from newswright.cli import show
from newswright.cli.app import HERE, Folder, app
from newswright.newsroom import Newsroom


@app.command()
def publish(newsroom: Folder = HERE) -> None:
    """Write the site, Markdown and ninjs of all current articles."""
    with Newsroom.open(newsroom) as room:
        edition = room.publish()
    show.fields(
        {
            "Published": f"{edition.articles} articles, {edition.refused} refused, {len(edition.files)} files",
            "Open": str(edition.index),
        }
    )
