"""`newswright ingest`: bring the wire in, from mediastack, a file or a sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder, app
from newswright.ingest import MediastackQuery
from newswright.newsroom import Newsroom
from newswright.records import Ingested

group = typer.Typer(help="Bring the wire in: mediastack, files, the sample.", no_args_is_help=True)
app.add_typer(group, name="ingest")

Listed = Annotated[str, typer.Option(help="Comma list; -x excludes x.")]


@group.command()
def mediastack(  # noqa: PLR0913 - one option per documented parameter of the service
    newsroom: Folder = HERE,
    keywords: Annotated[str, typer.Option(help="Words to search for; -word excludes.")] = "",
    sources: Listed = "",
    categories: Listed = "",
    countries: Listed = "",
    languages: Listed = "",
    date: Annotated[str, typer.Option(help="YYYY-MM-DD, or two joined by a comma: historical news, paid plans.")] = "",
    sort: Annotated[str, typer.Option(help="published_desc, published_asc or popularity.")] = "published_desc",
    limit: Annotated[int, typer.Option(help="Records a request, 1 to 100.")] = 100,
    offset: Annotated[int, typer.Option(help="Records to skip.")] = 0,
    max_items: Annotated[int, typer.Option("--max", help="Records to fetch in all.")] = 100,
) -> None:
    """Fetch from mediastack; the key comes from the environment (MEDIASTACK_KEY)."""
    query = MediastackQuery.parse(
        keywords=keywords,
        sources=sources,
        categories=categories,
        countries=countries,
        languages=languages,
        date=date,
        sort=sort,
        limit=limit,
        offset=offset,
        max_items=max_items,
    )
    with Newsroom.open(newsroom) as room, show.progress() as tell:
        _shown(room.ingest_mediastack(query, tell))


@group.command()
def file(
    paths: Annotated[list[Path], typer.Argument(help="Saved mediastack responses, or JSONL with one item a line.")],
    newsroom: Folder = HERE,
) -> None:
    """Read saved responses and JSONL files."""
    with Newsroom.open(newsroom) as room, show.progress() as tell:
        _shown(room.ingest_files(paths, tell))


@group.command()
def sample(
    name: Annotated[str, typer.Argument(help="The sample's name.")] = "demo-newsroom",
    newsroom: Folder = HERE,
) -> None:
    """Bring in a sample wire of openly fictional news."""
    with Newsroom.open(newsroom) as room:
        _shown(room.ingest_sample(name))


def _shown(result: Ingested) -> None:
    pairs = {"New": str(result.new), "Known": str(result.known)}
    if result.bad:
        pairs["Bad rows"] = f"{result.bad} (newswright items --bad lists them)"
    if result.requests:
        pairs["Requests"] = str(result.requests)
    show.fields(pairs)
