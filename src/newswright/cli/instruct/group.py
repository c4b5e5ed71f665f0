"""The group that the instruct verbs hang on, and the options that several of them have."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from newswright.cli.app import app
from newswright.errors import SettingsError
from newswright.instruct.dividing.split import SplitOptions

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
EvalShare = Annotated[float, typer.Option("--eval", help="Share of the stories, the newer ones, to watch by.")]
TestShare = Annotated[float, typer.Option("--test", help="Share of the stories, the newest, for the end.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Stories from this day on; instead of a share.")
]
Undated = Annotated[Literal["train", "drop"], typer.Option(help="What becomes of stories without a date.")]


def split_options(
    eval_share: float, test_share: float, eval_from: datetime | None, test_from: datetime | None, undated: str
) -> SplitOptions:
    """Return the options of a split, days counted in UTC, or say which value is wrong."""
    days = {"eval_from": eval_from, "test_from": test_from}
    given = {name: day.replace(tzinfo=UTC) for name, day in days.items() if day}
    try:
        return SplitOptions.model_validate({"eval": eval_share, "test": test_share, "undated": undated, **given})
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"The split cannot be made: {fault}", cure="Correct --eval or --test.") from None
