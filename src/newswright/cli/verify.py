"""`newswright verify`: hold any text against its sources, or stored articles against theirs again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder, app, settings_of
from newswright.errors import UnsupportedCopy
from newswright.newsroom import Newsroom
from newswright.records import Decision
from newswright.settings import Settings
from newswright.verify import verify as verify_text
from newswright.verify.page import page
from newswright.verify.reading import Document, parse, read_document
from newswright.verify.sources import Source

_STDIN = "-"


@app.command()
def verify(
    article: Annotated[
        list[str] | None,
        typer.Argument(
            help="With --source: the file to check (text, Markdown, HTML or ninjs), or - for standard input. Without:"
            " stored articles to check again; all published ones if none is named."
        ),
    ] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option("--source", "-s", help="A file that the text must rest on; once for each. Forms as for the text."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page here that shows the text beside its sources.")] = None,
    rules: Annotated[bool, typer.Option("--rules", help="Leave the learned checker out.")] = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Say sentence by sentence what of a text its sources support, contradict or do not have."""
    if source:
        _text(article or [], source, settings_of(newsroom), rules=rules, html=html, json=json)
        return
    if html or rules:
        raise typer.BadParameter("--html and --rules belong to a text with --source.")
    if article and Path(article[0]).is_file():
        raise typer.BadParameter(f"{article[0]} is a file: name what it rests on with --source FILE.")
    _stored(article, newsroom, json=json)


def _text(
    article: list[str], sources: list[Path], settings: Settings, *, rules: bool, html: Path | None, json: bool
) -> None:
    if len(article) != 1:
        raise typer.BadParameter("with --source, name one file to check, or - for standard input.")
    document = _document(article[0])
    read = [_source(path, number, sources) for number, path in enumerate(sources)]
    options = settings.verify
    if rules:
        options = options.model_copy(update={"skip": (*options.skip, "entailment")})
    with show.progress() as tell:
        found = verify_text(document.text(), read, options, tell)
    if html:
        html.write_text(page(found, read), encoding="utf-8")
    if json:
        show.as_json(found.model_dump(mode="json"))
    else:
        show.verification(found)
    if html:
        show.note(f"Page: {html}")
    if found.decision is Decision.REFUSE:
        raise UnsupportedCopy(
            f"{article[0]} should not go out: {'; '.join(found.reasons)}",
            cure="Mend or drop the sentences that are marked, and check again.",
        )


def _document(name: str) -> Document:
    if name == _STDIN:
        return parse(sys.stdin.read(), "standard input")
    return read_document(Path(name))


def _source(path: Path, number: int, among: list[Path]) -> Source:
    """A source by its file's name, with its number where two files have the same."""
    same = [other.name for other in among].count(path.name) > 1
    return read_document(path).source(f"{number + 1}-{path.name}" if same else path.name)


def _stored(article: list[str] | None, newsroom: Path, *, json: bool) -> None:
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
