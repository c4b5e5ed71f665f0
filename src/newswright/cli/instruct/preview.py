"""`newswright instruct preview`: a lesson as the model will see it, token by token."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Annotated

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import Length, Lessons, TemplateName, VocabularyName, group
from newswright.errors import NotFound
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import read_set
from newswright.instruct.looking.preview import html
from newswright.instruct.looking.preview import preview as previewed
from newswright.records import Lesson, Preference


@group.command()
def preview(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Lessons,
    lesson: Annotated[str, typer.Argument(help="Its id, or the beginning of it; the first by default.")] = "",
    row: Annotated[int, typer.Option(help="Take the lesson in this place instead, from 1.", min=1)] = 1,
    page: Annotated[Path | None, typer.Option("--html", help="Write an HTML page here.", show_default=False)] = None,
    ids: Annotated[bool, typer.Option("--ids", help="Show token ids under the tokens.")] = False,
    template: TemplateName = "",
    vocabulary: VocabularyName = "",
    length: Length = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Show a lesson token by token: what is trained, which tokens are control tokens, what was cut."""
    settings, words = teaching.opened(newsroom, vocabulary)
    shown = previewed(_chosen(lessons, lesson, row), teaching.renderer(settings.instruct, words, template, length))
    if page:
        with replacing(page) as file:
            file.write(html(shown).encode())
    if json:
        show.as_json(shown.model_dump(mode="json"))
        return
    show.tokens(shown, ids=ids)
    if page:
        show.note(f"The page: {page}")


def _chosen(lessons: Path, wanted: str, place: int) -> Lesson | Preference:
    bad: list[BadRow] = []
    found = read_set(lessons, bad.append)
    if wanted:
        item = next((one for one in found if one.id.startswith(wanted)), None)
    else:
        item = next(itertools.islice(found, place - 1, None), None)
    if item is None:
        what = f"no lesson “{wanted}”" if wanted else f"no lesson in place {place}"
        rows = f", and {len(bad)} rows that cannot be read, the first at {bad[0].where}: {bad[0].reason}" if bad else ""
        raise NotFound(f"{lessons} has {what}{rows}.", cure="`newswright instruct doctor` says what is in the set.")
    return item
