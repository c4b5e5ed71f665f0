"""What can be trained: the embedded model, a GGUF file, a folder as Transformers keeps it, a model of the hub.

A GGUF file is unpacked once into such a folder, in the cache, and found there again by its content.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Literal

from newswright.errors import ModelMissing
from newswright.models import fetch
from newswright.models.catalogue import Trainable, trainable
from newswright.models.options import ModelOptions
from newswright.progress import Progress, silent
from newswright.records import Record
from newswright.train.extra import need

EMBEDDED = "embedded"
UNUSED = ["*.bin", "*.pth", "original/*", "*.gguf"]
"""Files of a model's folder that training does not read."""
_HUB = re.compile(r"[\w.-]+/[\w.-]+")


class Base(Record):
    """A model to start from."""

    name: str
    """As the user named it."""
    origin: Literal["embedded", "gguf", "folder", "hub"]
    folder: Path
    """Where its weights and tokenizer lie, as Transformers keeps them."""
    file: Path | None = None
    """The GGUF file that it was unpacked from."""


def find_base(name: str, options: ModelOptions, progress: Progress = silent) -> Base:
    """Return the base called `name`, fetched and unpacked where need be.

    Raises:
        ModelMissing: there is no such model, or it is gated and may not be fetched.
        ModelDamaged: its file is none that can be used.
        MissingExtra: a package of the extra `train` is absent.
    """
    if name == EMBEDDED:
        file = fetch(options.name, options, progress)
        return Base(name=name, origin="embedded", folder=unpacked(file, options.folder, progress), file=file)
    path = Path(name).expanduser()
    if path.is_file():
        return Base(name=name, origin="gguf", folder=unpacked(path, options.folder, progress), file=path)
    if (path / "config.json").is_file():
        return Base(name=name, origin="folder", folder=path)
    known = trainable(name)
    if known or (_HUB.fullmatch(name) and not path.exists()):
        return Base(name=name, origin="hub", folder=_fetched(known.hub if known else name, known, progress))
    raise ModelMissing(
        f"There is no model “{name}”: no such name, no folder with a config.json, no GGUF file, no owner/name.",
        cure="newswright models lists the models that have names.",
    )


def unpacked(file: Path, cache: Path, progress: Progress = silent) -> Path:
    """Return the folder in `cache` with the weights of the GGUF `file` in 32 bits, made where it is absent."""
    folder = cache / "unpacked" / f"{file.stem}-{_digest(file)}"
    if (folder / "config.json").is_file():
        return folder
    progress("unpack the model's weights", 0, 0)
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.disable_progress_bar()
    reading = need("transformers.modeling_gguf_pytorch_utils")
    reading.tqdm = partial(reading.tqdm, disable=True)  # a bar of its own, which heeds no setting
    where = {"gguf_file": file.name}
    model = transformers.AutoModelForCausalLM.from_pretrained(
        file.parent,
        **where,
        quantization_config=transformers.GgufConfig(dequantize=True),
        dtype=torch.float32,
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(file.parent, **where)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unpack-"))
    try:
        model.save_pretrained(fresh)
        tokenizer.save_pretrained(fresh)
        fresh.rename(folder)
    except OSError:
        if not (folder / "config.json").is_file():  # else another process was faster
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()[:12]


def _fetched(hub_id: str, known: Trainable | None, progress: Progress) -> Path:
    """Return the folder of a model of the hub, fetched where it is not yet on this machine."""
    hub = need("huggingface_hub")
    progress(f"fetch {hub_id}", 0, 0)
    try:
        return Path(hub.snapshot_download(hub_id, ignore_patterns=UNUSED))
    except hub.errors.GatedRepoError:
        licence = f"the licence “{known.licence}”" if known else "its licence"
        raise ModelMissing(
            f"The model {hub_id} is gated: its owner wants {licence} accepted first.",
            cure=f"Accept it at https://huggingface.co/{hub_id}, then set the environment variable HF_TOKEN to a token "
            "of that account.",
        ) from None  # the cause has the request in it
    except hub.errors.RepositoryNotFoundError:
        raise ModelMissing(
            f"The hub has no model {hub_id}, or shows it to its owner only.",
            cure="Check the name; for a private model set the environment variable HF_TOKEN.",
        ) from None
    except (hub.errors.HfHubHTTPError, hub.errors.LocalEntryNotFoundError, OSError) as error:
        raise ModelMissing(
            f"The model {hub_id} cannot be fetched: {type(error).__name__}.",
            cure="Check the network, or name a folder that has the model.",
        ) from None
