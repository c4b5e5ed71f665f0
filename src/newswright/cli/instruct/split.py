"""`newswright instruct split`: a set into train, eval and test, by date and story."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import AsJson
from newswright.cli.instruct.group import Day, EvalShare, Lessons, TestShare, Undated, group, split_options
from newswright.instruct.making.make import LEFT_OUT, divide


@group.command()
def split(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Lessons,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the parts.")] = Path("lessons"),
    eval_share: EvalShare = 0.1,
    test_share: TestShare = 0.1,
    eval_from: Day = None,
    test_from: Day = None,
    undated: Undated = "train",
    json: AsJson = False,
) -> None:
    """Split a set by date and story: the future never trains on itself, no story is on both sides."""
    options = split_options(eval_share, test_share, eval_from, test_from, undated)
    with show.progress() as tell:
        report, bad = divide(lessons, out, options, tell)
    if json:
        show.as_json({**report.model_dump(mode="json"), "bad_rows": bad})
        return
    rows = [
        (
            part.side.value,
            str(part.stories),
            str(part.lessons),
            *(f"{d:%Y-%m-%d}" if d else "-" for d in (part.first, part.last)),
        )
        for part in report.parts
    ]
    show.table(f"Split by {report.by}", ("side", "stories", "lessons", "from", "to"), rows)
    for said in report.notes:
        show.note(said)
    if report.near_copy_pairs:
        show.note(f"{report.near_copy_pairs} near-copies; {report.leaking} training stories left out for them.")
    if bad:
        show.note(f"Bad rows: {bad}; {out / LEFT_OUT} lists them.")
