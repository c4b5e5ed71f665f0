"""`newswright write`: write stories that are not written yet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from newswright.bulk import write_in_bulk
from newswright.cli import show
from newswright.cli.app import HERE, Folder, app
from newswright.errors import SettingsError
from newswright.models import ModelOptions, open_model
from newswright.newsroom import Newsroom
from newswright.settings import Settings
from newswright.write import FORMATS, BulkOptions, WriteOptions


class On(StrEnum):
    """Where stories are written."""

    HERE = "here"
    RAY = "ray"


_LENGTH = "brief, standard, long, or a number of words."


@app.command()
def write(  # noqa: PLR0913 - each is an option of the command line
    story: Annotated[list[str] | None, typer.Argument(help="Stories to write; all if none is named.")] = None,
    newsroom: Folder = HERE,
    every: Annotated[bool, typer.Option("--all", help="Write all stories, as without naming any.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Write also what is written already.")] = False,
    format: Annotated[str, typer.Option(help=f"Kind of article: {', '.join(FORMATS)}.")] = "",  # noqa: A002
    length: Annotated[str, typer.Option(help=_LENGTH)] = "",
    angle: Annotated[str, typer.Option(help="What the article is to be about.")] = "",
    style: Annotated[Path | None, typer.Option(help="A desk's style sheet.")] = None,
    language: Annotated[str, typer.Option(help="Write from the items in this language (ISO 639-1).")] = "",
    candidates: Annotated[int, typer.Option(help="Versions of a sentence asked for in a round; 0: the setting.")] = 0,
    model: Annotated[str, typer.Option(help="The model, in place of the setting.")] = "",
    adapter: Annotated[str, typer.Option(help="The adapter on it: shipped, none or a file.")] = "",
    on: Annotated[On, typer.Option("--on", help="Where to write: here, or ray, on a cluster (extra `ray`).")] = On.HERE,
    workers: Annotated[int, typer.Option(help="Processes that write on the cluster; 0: the setting.", min=0)] = 0,
) -> None:
    """Write articles, sentence by checked sentence, with the newsroom's model."""
    if every and story:
        raise SettingsError("--all and named stories exclude each other.", cure="Leave one of the two out.")
    if workers and on is On.HERE:
        raise SettingsError(f"--workers is {workers}, and one process writes here.", cure="Say --on ray too.")
    with Newsroom.open(newsroom) as room:
        wanted = {
            "format": format,
            "length": length,
            "angle": angle,
            "style": style,
            "language": language,
            "candidates": candidates,
        }
        options = changed(room.settings.write, wanted)
        engine = room.settings.model.model_copy(update=_named(name=model, adapter=adapter))
        shown = show.Writing(single=bool(story) and len(story or ()) == 1)
        with show.progress() as tell:
            if on is On.RAY:
                copies = write_in_bulk(
                    room,
                    story or None,
                    settings=_bulk(room.settings, engine, options, workers),
                    again=again,
                    progress=tell,
                )
            else:
                opened = open_model(engine, tell) if model or adapter else None
                copies = room.write(
                    story or None, again=again, progress=tell, model=opened, options=options, tell=shown.sentence
                )
        shown.end(copies)
    show.note("Read one with: newswright articles show ID; how it was made: newswright articles show ID --trace")


def changed(options: WriteOptions, wanted: dict[str, Any]) -> WriteOptions:
    """Return `options` with what is `wanted` on the command line; an empty value wants nothing.

    Raises:
        SettingsError: a value that is none.
    """
    given = {name: value for name, value in wanted.items() if value}
    try:
        return WriteOptions.model_validate({**options.model_dump(), **given})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise SettingsError(
            f"--{name.replace('_', '-')} is {given.get(name)!r}: {first['msg']}.",
            cure="`newswright write --help` lists what it may be.",
        ) from None


def _bulk(settings: Settings, model: ModelOptions, options: WriteOptions, workers: int) -> Settings:
    """Return `settings` with what the command line has in place of theirs.

    Raises:
        SettingsError: more workers than there can be.
    """
    try:
        bulk = BulkOptions.model_validate({**settings.bulk.model_dump(), **({"workers": workers} if workers else {})})
    except ValidationError as error:
        raise SettingsError(f"--workers is {workers}: {error.errors()[0]['msg']}.", cure="Say fewer.") from None
    return settings.model_copy(update={"model": model, "write": options, "bulk": bulk})


def _named(**given: str) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}
