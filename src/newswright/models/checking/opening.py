"""Opens the checker that the settings name. An engine's library is imported when it is opened, not before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from newswright.errors import SettingsError
from newswright.models.checking.options import CheckerOptions
from newswright.models.checking.protocol import Checker

READER = Path(__file__).parent / "reader"
"""The reader that comes with the package. Its card is beside it, the recipe that made it in `recipes/verifier`."""


@cache
def open_checker(options: CheckerOptions) -> Checker | None:
    """Open the checker of `options`, None for none. The same options get the same one.

    Raises:
        ModelMissing, ModelDamaged: it cannot be had or used.
        MissingExtra: an extra of the package is not installed.
        SettingsError: a setting that it needs is absent, or its file of weights holds none.
    """
    if options.engine == "none":
        return None
    checker = _opened(options)
    if options.weights:
        checker.calibration = _weights(options.weights.expanduser())
    return checker


def open_reader(options: CheckerOptions) -> Checker | None:
    """Open the model that reads the writer's sentences: the shipped one where `embedded` names no folder."""
    shipped = options.engine == "embedded" and not options.folder
    return open_checker(options.model_copy(update={"folder": READER}) if shipped else options)


def _opened(options: CheckerOptions) -> Checker:
    if options.engine == "openai":
        from newswright.models.checking.asked import AskedChecker  # noqa: PLC0415

        return AskedChecker(options)
    if options.engine == "transformers":
        from newswright.models.checking.classifier import ClassifierChecker  # noqa: PLC0415

        return ClassifierChecker(options)
    from newswright.models.checking.embedded import EmbeddedChecker  # noqa: PLC0415

    return EmbeddedChecker(options.folder.expanduser() if options.folder else None, options.threads)


def _weights(path: Path) -> dict[str, float]:
    try:
        return {str(name): float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SettingsError(
            f"{path} holds no weights: {error}",
            cure="Name a file that `newswright train weights` wrote, in `weights` of [verify.checker].",
        ) from None
