"""`newswright train weights`: what the rules and a checker of any engine say together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from newswright.cli import show
from newswright.cli.app import HERE, Folder, settings_of
from newswright.cli.train.group import group
from newswright.errors import SettingsError


@group.command()
def weights(
    dev: Annotated[
        Path,
        typer.Argument(help='Pairs that it did not learn from, as {"source": "...", "claim": "...", "label": 1}.'),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file of weights to write.")],
    newsroom: Folder = HERE,
) -> None:
    """Fit the weights that make one figure of the rules and of the checker that `[verify.checker]` names."""
    from newswright.calibration import fit_weights  # noqa: PLC0415 - scikit-learn is imported when it runs
    from newswright.models import open_checker  # noqa: PLC0415

    options = settings_of(newsroom).verify.checker.model_copy(update={"weights": None})
    checker = open_checker(options)
    if checker is None:
        raise SettingsError(
            "There is no checker to fit weights for: engine is “none”.", cure="Set `engine` in [verify.checker]."
        )
    with show.progress() as tell:
        figures = fit_weights(checker, dev, tell)
    out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    show.fields({name: f"{value:.3f}" for name, value in figures.items()})
    show.note(f'Use them: in newsroom.toml, [verify.checker] weights = "{out}"')
