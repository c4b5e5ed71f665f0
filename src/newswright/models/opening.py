"""Opens the model that the settings name. An engine's library is imported when it is opened, not before."""

from __future__ import annotations

from newswright.models.fetch import fetch
from newswright.models.options import ModelOptions
from newswright.models.protocol import LanguageModel
from newswright.progress import Progress


def open_model(options: ModelOptions, progress: Progress | None = None) -> LanguageModel:
    """Open the model of `options`; the embedded one is fetched first if it is not here.

    Raises:
        ModelMissing, ModelDamaged: the embedded model cannot be had or used.
        SettingsError: a setting that the engine needs is absent.
    """
    if options.engine == "echo":
        from newswright.models.echo import EchoModel  # noqa: PLC0415

        return EchoModel()
    if options.engine == "openai":
        from newswright.models.openai import OpenAIModel  # noqa: PLC0415

        return OpenAIModel(options)
    from newswright.models.llamacpp import LlamaCpp  # noqa: PLC0415

    if options.file:
        return LlamaCpp(options.file.expanduser(), options.file.stem, options)
    return LlamaCpp(fetch(options.name, options, progress), options.name, options)
