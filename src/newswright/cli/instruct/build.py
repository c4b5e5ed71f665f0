"""`newswright instruct build`: articles become lessons, split, with a card and a manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import Day, EvalShare, TestShare, Undated, group, split_options
from newswright.errors import SettingsError, SetUnreadable
from newswright.instruct.building.articles import ArticleOptions
from newswright.instruct.building.options import BuildOptions
from newswright.instruct.making.make import Made, MakeOptions, make, remake
from newswright.newsroom import Newsroom, settings_at

TASKS = BuildOptions().tasks


@group.command()
def build(  # noqa: PLR0913 - one option for each thing that can be chosen
    source: Annotated[
        str | None,
        typer.Argument(
            help="Articles: JSONL, JSON, Parquet, a folder of these, hf:owner/name; the archive by default."
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the set.")] = Path("lessons"),
    task: Annotated[list[str] | None, typer.Option(help=f"Repeat for several; by default {', '.join(TASKS)}.")] = None,
    licence: Annotated[str, typer.Option(help="Licence of articles that name none, as CC-BY-4.0.")] = "",
    field: Annotated[list[str] | None, typer.Option(help="own=theirs, as headline=kop; repeat for several.")] = None,
    notes: Annotated[
        Literal["cablese", "sentences"], typer.Option(help="Source notes of articles without sources.")
    ] = "cablese",
    system: Annotated[str, typer.Option(help="System text of every lesson.")] = "",
    eval_share: EvalShare = 0.1,
    test_share: TestShare = 0.1,
    eval_from: Day = None,
    test_from: Day = None,
    undated: Undated = "train",
    choices: Annotated[
        Path | None, typer.Option(help="Editors' choices, JSONL; the archive's own join in when it is the source.")
    ] = None,
    check: Annotated[bool, typer.Option(help="Leave out sentences that their sources do not support.")] = True,
    title: Annotated[str, typer.Option(help="Heading of the card.")] = "News lessons",
    seed: Annotated[int, typer.Option(help="Decides which sentences are spoiled and how.")] = 0,
    from_manifest: Annotated[
        Path | None, typer.Option(help="Make the set of this manifest again and compare the files.", show_default=False)
    ] = None,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Make lessons of articles, split them by date and story, write a card and a manifest."""
    support = teaching.supporting(settings_at(newsroom).verify) if check else None
    if from_manifest:
        with show.progress() as tell:
            made, differences = remake(
                from_manifest, out, source=Path(source) if source else None, support=support, progress=tell
            )
        _show(made, json=json)
        if differences:
            raise SetUnreadable(
                "The set is not the same: " + "; ".join(differences),
                cure="Use the version of Newswright that the manifest names.",
            )
        show.note("Every file is the same, bit by bit.")
        return
    options = MakeOptions(
        title=title,
        articles=ArticleOptions(fields=_fields(field or []), licence=licence),
        build=BuildOptions(tasks=tuple(task or TASKS), notes=notes, system=system, seed=seed),
        split=split_options(eval_share, test_share, eval_from, test_from, undated),
        supported=check,
    )
    with show.progress() as tell:
        if source is not None:
            made = make(source, out, options, choices=choices, support=support, progress=tell)
        else:
            with Newsroom.open(newsroom) as room:
                own = choices or teaching.choices(room)
                # What the newsroom published was verified, credits to outlets and all: it is not asked again.
                options = options.model_copy(update={"supported": False})
                made = make(teaching.articles(room), out, options, choices=own, progress=tell)
    _show(made, json=json)


def _fields(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    wrong = [pair for pair, (own, sign, theirs) in zip(pairs, split, strict=True) if not (own and sign and theirs)]
    if wrong:
        raise SettingsError(f"--field {wrong[0]} is no pair.", cure="Write own=theirs, as headline=kop.")
    return {own: theirs for own, _, theirs in split}


def _show(made: Made, *, json: bool) -> None:
    if json:
        show.as_json(made.model_dump(mode="json"))
        return
    show.fields(
        {
            "Articles": str(made.articles),
            **{
                kind.capitalize(): ", ".join(f"{side} {count}" for side, count in sides.items())
                for kind, sides in made.counts.items()
            },
            "Tasks": ", ".join(f"{task} {count}" for task, count in made.tasks.items()),
            "Left out": "; ".join(f"{reason}: {count}" for reason, count in list(made.left.items())[:5]) or "nothing",
            "Bad rows": f"{made.bad_rows}; dates that cannot be read: {made.undated}",
            "Split": f"by {made.split.by}, {made.leaks} leaks found",
            "Card": str(made.folder / "README.md"),
        }
    )
    for said in made.split.notes:
        show.note(said)
    show.note(
        f"Look at it: newswright instruct doctor {made.folder / 'train.jsonl'} --eval {made.folder / 'eval.jsonl'}"
    )
