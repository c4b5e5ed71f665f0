"""`newswright verify`: hold stored articles against their sources again."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.errors import UnsupportedCopy
from newswright.newsroom import Newsroom


@app.command()
def verify(
    article: Annotated[
        list[str] | None, typer.Argument(help="Articles to check; all published ones if none is named.")
    ] = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Check published articles against the stored items again: every passage, every sentence."""
    with Newsroom.open(newsroom) as room, show.progress() as tell:
        found = room.verify(article or None, progress=tell)
    if json:
        show.as_json([check.model_dump(mode="json") for check in found])
    else:
        rows = [
            (check.article, str(check.sentences), check.headline, "; ".join(check.faults) or "holds") for check in found
        ]
        show.table("Articles checked", ("id", "sentences", "headline", "result"), rows)
    broken = [check.article for check in found if check.faults]
    if broken:
        raise UnsupportedCopy(
            f"{len(broken)} of {len(found)} articles no longer hold: {', '.join(broken)}",
            cure="Write them again: newswright write --again, and publish.",
        )
