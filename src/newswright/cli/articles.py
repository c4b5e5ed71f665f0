"""`newswright articles`: list the articles, or show one with its evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app
from newswright.newsroom import Newsroom
from newswright.publish import article_form

group = typer.Typer(help="List the articles, or show one with its evidence.", invoke_without_command=True)
app.add_typer(group, name="articles")


@group.callback()
def articles(context: typer.Context, newsroom: Folder = HERE, json: AsJson = False) -> None:
    """List the articles, or show one with its evidence."""
    if context.invoked_subcommand:
        context.obj = newsroom
        return
    with Newsroom.open(newsroom) as room:
        found = room.archive.articles()
    if json:
        show.as_json([article_form(copy) for copy in found])
    else:
        rows = [(a.id, a.status.value, str(len(a.sentences)), a.headline, a.reason) for a in found]
        show.table("Articles", ("id", "status", "sentences", "headline", "reason"), rows)


@group.command("show")
def show_article(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="An article or its story, by id or the beginning of it.")],
    newsroom: Folder = HERE,
    json: AsJson = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show how it was made instead.")] = False,
) -> None:
    """Show one article with its checks and evidence, or how it was made."""
    folder = newsroom if newsroom != HERE else context.obj
    with Newsroom.open(folder) as room:
        copy = room.archive.article(article)
        sources = {item.id: f"{item.source} ({item.url})" for item in room.archive.items(ids=copy.sources)}
    if json and trace:
        show.as_json(copy.model_dump(mode="json"))
    elif json:
        show.as_json(article_form(copy))
    elif trace:
        show.trace(copy)
    else:
        show.article(copy, sources)
