"""`newswright instruct doctor`: what in a set would spoil a training run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import Length, Lessons, TemplateName, VocabularyName, group
from newswright.errors import Unrenderable
from newswright.instruct.looking.doctor import DoctorOptions, refuse_spoiled, report_text, write_report
from newswright.instruct.looking.doctor import doctor as diagnosed
from newswright.instruct.rendering.render import Renderer


@group.command()
def doctor(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Lessons,
    judged: Annotated[
        Path | None, typer.Option("--eval", help="The set that judges, to look for leaks.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the report and its picture.", show_default=False)
    ] = None,
    tokens: Annotated[bool, typer.Option(help="Look at the tokens too, in the model's template.")] = True,
    near_copies: Annotated[bool, typer.Option(help="Look for near-copies, the slowest part.")] = True,
    ignore: Annotated[list[str] | None, typer.Option(help="A finding that is meant; repeat for several.")] = None,
    template: TemplateName = "",
    vocabulary: VocabularyName = "",
    length: Length = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Report what is wrong with a set, one line a finding; end with code 84 where it would spoil a training run."""
    render = _renderer(newsroom, vocabulary, template, length) if tokens else None
    options = DoctorOptions(near_copies=near_copies, ignore=tuple(ignore or ()))
    with show.progress() as tell:
        diagnosis = diagnosed(lessons, judged, render, options, tell)
    if out:
        show.note(f"The report: {write_report(diagnosis, out)}")
    if json:
        show.as_json(diagnosis.model_dump(mode="json"))
    else:
        show.text(report_text(diagnosis))
    refuse_spoiled(diagnosis)


def _renderer(newsroom: Path, vocabulary: str, template: str, length: int | None) -> Renderer | Unrenderable:
    settings, words = teaching.opened(newsroom, vocabulary)
    try:
        return teaching.renderer(settings.instruct, words, template, length)
    except Unrenderable as error:
        return error
