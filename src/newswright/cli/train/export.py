"""`newswright train export`: what a run made, for llama.cpp, PEFT or Transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder
from newswright.cli.train.group import group
from newswright.newsroom import settings_at


@group.command()
def export(
    run: Annotated[Path, typer.Argument(help="Folder of a finished run.")],
    to: Annotated[Path, typer.Option("--to", help="The new file, or folder.")],
    form: Annotated[
        Literal["adapter", "merged", "gguf", "gguf-adapter"],
        typer.Option(help="PEFT's folder, a whole model for Transformers, or llama.cpp's files."),
    ] = "gguf-adapter",
    kind: Annotated[
        Literal["f16", "q8_0", "q4_1", "q4_0"], typer.Option("--type", help="How a whole GGUF model keeps weights.")
    ] = "f16",
    newsroom: Folder = HERE,
) -> None:
    """Export what a run made, so that it behaves as trained; what cannot be is refused with the reason."""
    from newswright.train.export.export import export as exported  # noqa: PLC0415 - torch is imported when it runs

    with show.progress() as tell:
        made = exported(run, to, form, settings_at(newsroom).model, kind, tell)
    show.line(str(made))
