"""A model's folder as Transformers keeps it: found or fetched, loaded, and what Newswright's training says of it."""

from __future__ import annotations

import json
import os
import re
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from newswright.errors import MissingExtra, ModelDamaged, ModelMissing, SettingsError
from newswright.models.catalogue import trainable
from newswright.models.options import ModelOptions

QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
"""What the libraries read when they are imported: they leave the terminal to us and send nothing about its user."""
FINAL = "final"
"""The folder in a run of `newswright train` that has what was made."""
_RUN = "run.json"
_HUB = re.compile(r"[\w.-]+/[\w.-]+")
_UNUSED = ["*.bin", "*.pth", "original/*", "*.gguf"]
_CURE = "Set `file` in [model] to a folder that has a config.json, its weights and its tokenizer."


class Checkpoint(NamedTuple):
    """A model ready to be asked."""

    model: Any
    tokenizer: Any
    ends: frozenset[int]
    """The tokens at which an answer ends."""
    context: int
    """Tokens the model was trained to read at once; 0 where it does not say."""


def need(name: str) -> Any:
    """Import a package of the extra `train`.

    Raises:
        MissingExtra: it is not installed.
    """
    for key, value in QUIET.items():
        os.environ.setdefault(key, value)
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"(transformers|peft)\b")
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(
            f"The engine “transformers” needs the extra “train”: “{name}” cannot be imported.",
            cure="Install it: pip install 'newswright[train]'",
        ) from error


def place_of(options: ModelOptions) -> Path:
    """Return the folder of the model that `options` name; one of the hub is fetched where it is not here.

    Raises:
        SettingsError: neither a folder nor a name of the hub is set.
        ModelMissing: there is no such model, or it cannot be fetched.
    """
    if options.file:
        return made_in(options.file.expanduser())
    if options.name == ModelOptions.model_fields["name"].default:
        raise SettingsError(
            "The engine “transformers” needs a model.",
            cure="Set `file` in [model] to a checkpoint's folder, or `name` to one of the hub, as owner/name.",
        )
    known = trainable(options.name)
    hub_id = known.hub if known else options.name
    if not _HUB.fullmatch(hub_id):
        raise ModelMissing(
            f"“{options.name}” is no model of the hub.",
            cure="Set `name` in [model] to one of `newswright models` or to owner/name, or `file` to a folder.",
        )
    hub = need("huggingface_hub")
    try:
        return Path(hub.snapshot_download(hub_id, ignore_patterns=_UNUSED))
    except (hub.errors.HfHubHTTPError, hub.errors.LocalEntryNotFoundError, OSError) as error:
        raise ModelMissing(
            f"The model {hub_id} cannot be fetched: {type(error).__name__}.",
            cure="Check `name` in [model] and the network. For a gated or private model, accept its licence on its "
            "page and set the environment variable HF_TOKEN.",
        ) from None  # the cause has the request in it


def made_in(folder: Path) -> Path:
    """Return what a run of `newswright train` made, where `folder` is such a run, else `folder` itself."""
    return folder / FINAL if (folder / _RUN).is_file() and (folder / FINAL).is_dir() else folder


def named(folder: Path) -> str:
    """Return what a folder is called: of what a run made, the run's name."""
    path = folder.expanduser().resolve()
    return path.parent.name if path.name == FINAL else path.name


def taught(folder: Path) -> str:
    """Return the template of the lessons, from the record that a run of `newswright train` keeps; "" for none."""
    whole = folder.resolve()
    for place in (whole, whole.parent) if whole.name == FINAL else (whole,):
        try:
            told = json.loads((place / _RUN).read_text("utf-8"))
            template = told["making"]["template"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return template if isinstance(template, str) else ""
    return ""


def load(folder: Path, device: str, adapter: Path | None = None) -> Checkpoint:
    """Load the model in `folder`, in bf16 on a GPU, with an adapter of PEFT on it where one is named.

    The tokenizer is used as its tokenizer.json stands, as in training. No code of a checkpoint is ever run.

    Raises:
        ModelMissing: the folder or the adapter's is not there, or is no such folder.
        ModelDamaged: it cannot be loaded, lacks weights, or the adapter does not fit it.
        MissingExtra: a package is not installed.
    """
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.disable_progress_bar()
    _require(folder, "config.json", "model")
    given = {"dtype": torch.bfloat16 if device == "cuda" else torch.float32, "local_files_only": True}
    try:
        model, told = transformers.AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True, **given)
        tokenizer = _tokenizer(transformers, folder)
    except Exception as error:  # the libraries raise a dozen kinds here, some of them in Rust
        raise ModelDamaged(f"Transformers cannot load {folder}: {_first_line(error)}", cure=_CURE) from error
    if told["missing_keys"]:
        raise ModelDamaged(
            f"{folder} lacks weights of the model, among them {min(told['missing_keys'])}.",
            cure="Fetch it again; Transformers would make them up.",
        )
    ends = _ends(model.generation_config) | _ids(tokenizer.eos_token_id)
    if adapter:
        model, more = _adapted(model, adapter)
        ends |= more
    context = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return Checkpoint(model.to(device).eval(), tokenizer, frozenset(ends), context or 0)


def _adapted(model: Any, adapter: Path) -> tuple[Any, set[int]]:
    """Return the model with the adapter's layers in it, and the tokens at which the adapter's answers end.

    The weights are not merged: in bf16 that would round the adapter away in part.
    """
    peft, transformers = need("peft"), need("transformers")
    _require(adapter, "adapter_config.json", "adapter")
    try:
        worn = peft.PeftModel.from_pretrained(model, str(adapter)).get_base_model()
        generation = (adapter / "generation_config.json").is_file()
        ends = _ends(transformers.GenerationConfig.from_pretrained(adapter)) if generation else set()
    except Exception as error:
        raise ModelDamaged(
            f"PEFT cannot put the adapter {adapter} on the model: {_first_line(error)}",
            cure="Set `adapter` in [model] to one that was trained on this model, or to none.",
        ) from error
    return worn, ends


def _require(folder: Path, file: str, what: str) -> None:
    if (folder / file).is_file():
        return
    state = f"has no {file}" if folder.is_dir() else "is a file, not a folder" if folder.is_file() else "does not exist"
    cure = _CURE if what == "model" else "Set `adapter` in [model] to a folder that PEFT wrote, or to none."
    raise ModelMissing(f"The {what}'s folder {folder} {state}.", cure=cure)


def _tokenizer(transformers: Any, folder: Path) -> Any:
    as_it_stands = (folder / "tokenizer.json").is_file()
    kind = transformers.PreTrainedTokenizerFast if as_it_stands else transformers.AutoTokenizer
    return kind.from_pretrained(folder, local_files_only=True)


def _ends(generation: Any) -> set[int]:
    return _ids(getattr(generation, "eos_token_id", None))


def _ids(value: int | list[int] | None) -> set[int]:
    return set() if value is None else {value} if isinstance(value, int) else set(value)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
