"""The group that the train verbs hang on, and the options that all methods have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from newswright.cli.app import app

group = typer.Typer(help="Train a writer on lessons, a reward model on choices; export what was trained.")
group.info.no_args_is_help = True
app.add_typer(group, name="train")

Set = Annotated[Path, typer.Argument(help="What to learn from: JSONL of `newswright instruct build`.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the run.")]
HeldOut = Annotated[Path | None, typer.Option("--held-out", help="A set like it, to judge by; never learnt from.")]
Model = Annotated[str, typer.Option(help="What to train; the setting by default. See `newswright models`.")]
Adapter = Annotated[str, typer.Option(help="Folder of an adapter to go on with, as RUN/final.")]
Preset = Annotated[str, typer.Option(help="quick, laptop, gpu or cluster: settings that belong together.")]
Weights = Annotated[
    Literal["lora", "qlora", "full"] | None, typer.Option(help="What is trained; the setting by default.")
]
Put = Annotated[
    list[str] | None, typer.Option("--set", help="Any setting of the method's table, as rank=32; repeat for several.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder.")]
