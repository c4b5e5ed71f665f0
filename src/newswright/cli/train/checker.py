"""`newswright train checker`: a learned checker of your own, for `[verify.checker]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder
from newswright.cli.train.group import group


@group.command()
def checker(  # noqa: PLR0913 - the command's options
    pairs: Annotated[
        list[Path],
        typer.Argument(help='JSON lines of {"source": "...", "claim": "...", "label": 1}; label 0 is unsupported.'),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The new folder.")],
    base: Annotated[
        Path, typer.Option("--base", "-b", help="Folder of an encoder of BERT's kind, or of a checker's checkpoint.")
    ],
    dev: Annotated[
        Path | None,
        typer.Option(help="Pairs held out, in the same form: the weights of rules and checker are fitted on them."),
    ] = None,
    epochs: Annotated[float, typer.Option(help="Times every pair is seen.")] = 2.0,
    learning_rate: Annotated[float, typer.Option("--learning-rate", help="The highest.")] = 1e-4,
    seed: Annotated[int, typer.Option(help="The same seed gives the same checker.")] = 1,
    newsroom: Folder = HERE,  # noqa: ARG001 - every verb below `train` has it
) -> None:
    """Train a checker on pairs, and export it so that `verify` runs it without torch."""
    from newswright.calibration import fit_checker  # noqa: PLC0415
    from newswright.train.checker.options import CheckerTraining  # noqa: PLC0415 - torch is imported when it runs
    from newswright.train.checker.train import train_checker  # noqa: PLC0415

    options = CheckerTraining(base=base, out=out, name=out.name, epochs=epochs, learning_rate=learning_rate, seed=seed)
    with show.progress() as tell:
        train_checker([(pairs, epochs)], options, tell)
        figures = fit_checker(out, dev, tell) if dev else {}
    show.line(str(out))
    if figures:
        show.fields({name: f"{value:.3f}" for name, value in figures.items()})
    show.note(f'Use it: in newsroom.toml, [verify.checker] engine = "embedded", folder = "{out}"')
