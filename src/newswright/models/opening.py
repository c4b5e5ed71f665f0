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
        MissingExtra: the engine `transformers` is wanted and its packages are not installed.
    """
    if options.engine == "echo":
        from newswright.models.echo import EchoModel  # noqa: PLC0415

        return EchoModel()
    if options.engine == "openai":
        from newswright.models.openai import OpenAIModel  # noqa: PLC0415

        return OpenAIModel(options)
    if options.engine == "transformers":
        from newswright.models.transformers import TransformersModel  # noqa: PLC0415

        return TransformersModel(options, _worn(options))
    from newswright.models.llamacpp import LlamaCpp  # noqa: PLC0415

    adapter, name = adapter_of(options), name_of(options)
    if options.file:
        return LlamaCpp(options.file.expanduser(), name, options, adapter)
    return LlamaCpp(fetch(options.name, options, progress), name, options, adapter)


def name_of(options: ModelOptions) -> str:
    """Return what article records call the model of `options`: its `name` once it is open, known before.

    Raises:
        SettingsError: the engine `transformers` is wanted with one of two proxies.
    """
    if options.engine in {"echo", "openai"}:
        return "echo" if options.engine == "echo" else options.name
    if options.engine == "transformers":
        from newswright.models.transformers import called  # noqa: PLC0415

        return called(options, _worn(options))
    adapter = adapter_of(options)
    return (options.file.stem if options.file else options.name) + (f"+{adapter.stem}" if adapter else "")


def _worn(options: ModelOptions) -> Path | None:
    """Return the adapter of PEFT that the engine `transformers` is to put on: it has no shipped one."""
    return None if options.adapter == SHIPPED else adapter_of(options)


def adapter_of(options: ModelOptions) -> Path | None:
    """Return the adapter's file that the settings ask for, None for none."""
    if options.adapter == SHIPPED:
        fits = not options.file and options.name == ModelOptions.model_fields["name"].default
        return WRITER if fits and WRITER.is_file() else None
    return None if options.adapter == "none" else Path(options.adapter).expanduser()
