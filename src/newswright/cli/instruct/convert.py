"""`newswright instruct convert`: a set from one format into another, every loss named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newswright.cli import show
from newswright.cli.app import AsJson
from newswright.cli.instruct.group import group
from newswright.instruct.convert import ConvertOptions, Report
from newswright.instruct.convert import convert as converted
from newswright.instruct.formats import FORMATS

NAMES = ", ".join(FORMATS)


@group.command()
def convert(  # noqa: PLR0913 - one option for each thing that can be chosen
    source: Annotated[str, typer.Argument(help="The set: JSONL, JSON, Parquet, a folder of these, hf:owner/name.")],
    out: Annotated[Path, typer.Argument(help="The new file: .jsonl, .json or .parquet.")],
    to: Annotated[str, typer.Option("--to", help=f"The new format: {NAMES}.")],
    from_format: Annotated[str, typer.Option("--from", help=f"The set's format: {NAMES}; or auto.")] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Leave out rows that would lose something.")] = False,
    on_marks: Annotated[
        Literal["refuse", "neutralise"],
        typer.Option(help="Content with the format's own marks: leave out, or break up."),
    ] = "refuse",
    on_repeat: Annotated[
        Literal["refuse", "join"], typer.Option(help="Two turns of one role: leave the row out, or join them.")
    ] = "refuse",
    on_opening: Annotated[
        Literal["refuse", "drop"], typer.Option(help="An answer in front: leave the row out, or drop the answer.")
    ] = "refuse",
    strip: Annotated[bool, typer.Option("--strip", help="Remove white space around turns.")] = False,
    bos: Annotated[
        bool, typer.Option("--bos", help="Begin text with <s>; a tokenizer that adds its own doubles it.")
    ] = False,
    lower: Annotated[
        bool, typer.Option("--lower", help="Write the format origin in lower case, as its author did.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Convert a set from one format to another; each row is read back, and what it lost is named."""
    options = ConvertOptions(
        strict=strict, on_marks=on_marks, on_repeat=on_repeat, on_opening=on_opening, strip=strip, bos=bos, lower=lower
    )
    conversion = converted(source, from_format, to, options)
    with show.progress() as tell:
        report = conversion.save(out, lambda count: tell("converting", count, 0))
    if json:
        show.as_json(report.model_dump(mode="json"))
    else:
        _show(report)


def _show(report: Report) -> None:
    show.fields(
        {
            "Formats": f"{report.from_format} to {report.to_format}",
            "Read": str(report.read),
            "Written": f"{report.written}, of which {report.exact} come back exactly",
            "Left out": str(report.left_out),
            "Bad rows": str(report.bad),
        }
    )
    for kind, count in report.losses.items():
        example = report.examples[kind]
        show.note(f"{kind}: {count} rows, e.g. {example.where}: {example.what}")
    for row in (*report.left_out_rows, *report.bad_rows):
        show.note(f"{row.where}: {row.reason}")
