"""Opens the model that the settings name. An engine's library is imported when it is opened, not before."""

from __future__ import annotations

from pathlib import Path

from newswright.models.fetch import fetch
from newswright.models.options import ModelOptions
from newswright.models.protocol import LanguageModel
from newswright.progress import Progress

SHIPPED = "shipped"
"""The setting for the adapter that is part of the package."""
WRITER = Path(__file__).parent / "adapters" / "writer.gguf"
"""The adapter that comes with the default model. Its card is beside it, the recipe that made it in `recipes/`."""


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

    adapter = adapter_of(options)
    worn = f"+{adapter.stem}" if adapter else ""
    if options.file:
        return LlamaCpp(options.file.expanduser(), options.file.stem + worn, options, adapter)
    return LlamaCpp(fetch(options.name, options, progress), options.name + worn, options, adapter)


def adapter_of(options: ModelOptions) -> Path | None:
    """Return the adapter's file that the settings ask for, None for none."""
    if options.adapter == SHIPPED:
        fits = not options.file and options.name == ModelOptions.model_fields["name"].default
        return WRITER if fits and WRITER.is_file() else None
    return None if options.adapter == "none" else Path(options.adapter).expanduser()
