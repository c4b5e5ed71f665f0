"""The small files of a tokenizer, brought from the model hub. Weights are not; an access key is never shown.

The key, the hub's address and the cache are those of `huggingface_hub` itself: HF_TOKEN, HF_ENDPOINT, HF_HOME.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newswright.errors import VocabularyUnreadable
from newswright.instruct import extra
from newswright.models.index import shown

EITHER = ("tokenizer.json", "tokenizer.model")
BESIDE = (
    "tokenizer_config.json",
    "special_tokens_map.json",
    "chat_template.jinja",
    "generation_config.json",
    "config.json",
)


def fetched(name: str) -> Path:
    """Return the folder with the tokenizer's files of the model `name` (`owner/name`), fetched where they are not here.

    Raises:
        VocabularyUnreadable: the hub cannot be reached, or has no such model, or none that is open to this user.
    """
    with _silence():
        main = next((path for file in EITHER if (path := _file(name, file))), None)
        if main is None:
            raise VocabularyUnreadable(
                f"The model {name} has neither {EITHER[0]} nor {EITHER[1]} on the hub.",
                cure="Name a model with a tokenizer: for an adapter, its base model.",
            )
        for file in BESIDE:
            _file(name, file)
        return main.parent


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the hub's package from writing on the terminal: it shows addresses with the password that may be in them."""
    talk, utils = extra.need("huggingface_hub.utils.logging"), extra.need("huggingface_hub.utils")
    before, bars = talk.get_verbosity(), utils.are_progress_bars_disabled()
    talk.set_verbosity(talk.CRITICAL)
    if not bars:
        utils.disable_progress_bars()
    try:
        yield
    finally:
        talk.set_verbosity(before)
        if not bars:
            utils.enable_progress_bars()


def _file(name: str, file: str) -> Path | None:
    """Return where the file lies on this machine now, None where the model has none of that name."""
    hub = extra.need("huggingface_hub")
    errors = extra.need("huggingface_hub.errors")
    address = shown(extra.need("huggingface_hub.constants").ENDPOINT)
    try:
        return Path(hub.hf_hub_download(name, file))
    except errors.LocalEntryNotFoundError as error:
        raise _unreachable(name, file, address) from error
    except errors.EntryNotFoundError:
        return None
    except errors.GatedRepoError as error:
        raise VocabularyUnreadable(
            f"The model {name} on {address} is gated: it is open to those who accepted its terms.",
            cure="Accept them on the model's page, and set HF_TOKEN to an access key of that account.",
        ) from error
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.HFValidationError) as error:
        raise VocabularyUnreadable(
            f"There is no tokenizer “{name}”: it is no file or folder here, and {address} has no such model, "
            "or a private one.",
            cure="Check the name; for a private model set HF_TOKEN.",
        ) from error
    except _passing(errors) as error:
        raise _unreachable(name, file, address) from error


def _passing(errors: Any) -> tuple[type[Exception], ...]:
    return (errors.OfflineModeIsEnabled, errors.HfHubHTTPError, OSError)


def _unreachable(name: str, file: str, address: str) -> VocabularyUnreadable:
    return VocabularyUnreadable(
        f"The file {file} of the model {name} is not on this machine, and {address} cannot be reached.",
        cure="Without a network: copy the model's tokenizer files into a folder and name it. With a mirror: set "
        "HF_ENDPOINT.",
    )
