"""`newswright instruct select`: keep the best lessons of a set."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import IO, Annotated

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import Lessons, group
from newswright.instruct.dividing.scores import Score
from newswright.instruct.dividing.select import SelectOptions, SelectReport
from newswright.instruct.dividing.select import select as selected
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rereading import reading
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import write_set
from newswright.newsroom import settings_at
from newswright.progress import Progress


@group.command()
def select(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Lessons,
    keep: Annotated[int, typer.Option("--keep", "-k", help="Lessons to keep.", min=1)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The new set.")] = Path("selected.jsonl"),
    random: Annotated[bool, typer.Option("--random", help="Draw them instead: the control set.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
    balanced: Annotated[bool, typer.Option(help="Keep the tasks' shares as they are.")] = True,
    diversity: Annotated[
        float, typer.Option(help="How much a lesson's worth depends on what it adds.", min=0, max=1)
    ] = 0.5,
    check: Annotated[
        bool, typer.Option(help="Let the verify stage say what is supported; slower, and stricter.")
    ] = False,
    scores: Annotated[Path | None, typer.Option(help="Write every lesson's score here, as JSONL.")] = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Score lessons and keep the best: supported, complete, clean, various, with a well-formed lede."""
    options = SelectOptions(keep=keep, random=random, seed=seed, balanced=balanced, diversity=diversity)
    support = teaching.supporting(settings_at(newsroom).verify) if check else None
    bad: list[BadRow] = []
    read = reading(lessons, bad.append)
    with contextlib.ExitStack() as stack:
        tell = stack.enter_context(show.progress())
        file = stack.enter_context(replacing(scores)) if scores else None
        done = selected(read, options, support=support, each=_Scored(file, tell))
        write_set(out, done.part(read()))
    if json:
        show.as_json({**done.report.model_dump(mode="json"), "bad_rows": [row.model_dump() for row in bad]})
        return
    _show(done.report, out)
    show.bad_rows(bad)


class _Scored:
    """Told of every score: counts it, and writes it down where that is wished."""

    def __init__(self, file: IO[bytes] | None, tell: Progress) -> None:
        self._file, self._tell, self._count = file, tell, 0

    def __call__(self, score: Score) -> None:
        self._count += 1
        if self._file:
            self._file.write(score.model_dump_json().encode() + b"\n")
        if not self._count % 100:
            self._tell("scoring", self._count, 0)


def _show(report: SelectReport, out: Path) -> None:
    show.fields(
        {
            "Read": str(report.read),
            "Kept": f"{report.kept}, {'drawn at random' if report.random else 'the best'}",
            "Score": f"{report.mean_kept:.2f} on average, of all {report.mean_read:.2f}",
            "Lowest kept": f"{report.lowest_kept:.2f}",
            "Near-copies": f"{report.near_copies} passed over",
            "Set": str(out),
        }
    )
    rows = [(task or "-", str(read), str(kept)) for task, (read, kept) in report.tasks.items()]
    show.table("Tasks", ("task", "read", "kept"), rows)
    lowest = [(part or "none", str(count)) for part, count in report.lowest_of_dropped.items()]
    show.table("What the dropped lack most", ("part", "lessons"), lowest)
