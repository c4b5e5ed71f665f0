"""`newswright rewrite`: an article made anew from itself: shorter, for a section, or under other headlines."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder, app
from newswright.errors import SettingsError
from newswright.newsroom import Newsroom


@app.command()
def rewrite(  # noqa: PLR0913 - each is an option of the command line
    article: Annotated[str, typer.Argument(help="An article or its story, by id or the beginning of it.")],
    newsroom: Folder = HERE,
    shorter: Annotated[bool, typer.Option("--shorter", help="Say it in half of its words.")] = False,
    words: Annotated[int, typer.Option(min=0, help="Words of the shorter one, in place of half.")] = 0,
    for_section: Annotated[str, typer.Option(help="Write it for a section, as business or local.")] = "",
    headline: Annotated[int, typer.Option(min=0, help="So many other headlines.")] = 0,
    keep: Annotated[bool, typer.Option("--keep", help="Store it: it becomes its story's current article.")] = False,
) -> None:
    """Make an article anew: shorter, for a section, or under other headlines. All checks hold for it too."""
    if sum(map(bool, (shorter or words, for_section, headline))) != 1:
        raise SettingsError(
            "What is wanted of the article is not clear.", cure="Give one of --shorter, --for-section, --headline."
        )
    with Newsroom.open(newsroom) as room:
        with show.progress() as tell:
            if headline:
                found = room.headlines(article, headline, progress=tell)
                copy = None
            elif for_section:
                copy = room.for_section(article, for_section, progress=tell, keep=keep)
            else:
                copy = room.shorter(article, words, progress=tell, keep=keep)
        if copy is None:
            for title in found:
                show.line(title.text)
            if len(found) < headline:
                show.note(f"{len(found)} of {headline} passed the checks.")
            return
        show.article(copy, {item.id: item.source for item in room.archive.items(ids=copy.sources)})
        if not keep:
            show.note("Not stored; --keep makes it the story's current article.")
