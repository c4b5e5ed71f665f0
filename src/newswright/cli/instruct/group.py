"""The group that the instruct verbs hang on, and the options that several of them have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli.app import app

group = typer.Typer(help="Make instruction data, check it, see it as a model does.", no_args_is_help=True)
app.add_typer(group, name="instruct")

Lessons = Annotated[
    Path, typer.Argument(help="The set: JSONL or Parquet of `newswright instruct build`.", show_default=False)
]
TemplateName = Annotated[
    str, typer.Option("--template", "-t", help="The prompt template, or its .toml file; the model's own by default.")
]
VocabularyName = Annotated[
    str,
    typer.Option(
        "--vocabulary",
        help="The model's tokenizer: embedded, a GGUF file, a folder, owner/name; the setting by default.",
    ),
]
Length = Annotated[int | None, typer.Option(help="Tokens of a row at most; the setting by default.", min=16)]
