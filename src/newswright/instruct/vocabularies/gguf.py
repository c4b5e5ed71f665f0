"""The tokenizer in a GGUF file, as one that gives llama.cpp's ids: the embedded model's, or that of any other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newswright.errors import ModelMissing, VocabularyUnreadable
from newswright.instruct.vocabularies import bpe
from newswright.instruct.vocabularies.vocabulary import EMBEDDED, Vocabulary, controls
from newswright.models.catalogue import Fetchable, catalogue, fetchable
from newswright.models.gguf import read_layout
from newswright.models.integrity import require_intact
from newswright.models.options import ModelOptions

_PREFIX = "tokenizer.ggml."
_IDS = {"llama": {"bos": 1, "eos": 2}}
"""What llama.cpp takes for the ids of a model that does not name them."""


def fetched(name: str) -> Fetchable | None:
    """Return the catalogue's entry for `name`, which may be `embedded`; None where it is no model to fetch."""
    wanted = ModelOptions.model_fields["name"].default if name == EMBEDDED else name
    known = {entry.name for entry in catalogue(ModelOptions()) if entry.kind == "embedded"}
    return fetchable(wanted) if wanted in known else None


def of_model(name: str, entry: Fetchable, folder: Path) -> Vocabulary:
    """Read the tokenizer of the fetched model `entry`, whose file lies in `folder`; `name` is what the user called it.

    Raises:
        ModelMissing: it is not fetched yet.
        ModelDamaged: its file is not the right one.
        VocabularyUnreadable: as `read`.
    """
    path = folder / entry.file
    if not path.exists():
        raise ModelMissing(
            f"The model {entry.name}, whose tokenizer is wanted, is not in {folder}.",
            cure="Fetch it with `newswright models fetch`, or name another tokenizer.",
        )
    require_intact(path, entry)
    return read(path, name)


def read(path: Path, name: str) -> Vocabulary:
    """Read the tokenizer of the GGUF file at `path`; `name` is what the user called it.

    Raises:
        ModelMissing, ModelDamaged: there is no file, or it is no whole GGUF file.
        VocabularyUnreadable: it holds no tokenizer, or one of a kind that is not known.
    """
    values = read_layout(path).values
    model = values.get(f"{_PREFIX}model")
    texts, kinds = _list(values, "tokens"), _list(values, "token_type")
    if not texts:
        raise VocabularyUnreadable(f"The file {path} holds no tokenizer.", cure="Name the model's own GGUF file.")
    pieces = bpe.Pieces(texts, kinds or (bpe.Kind.NORMAL,) * len(texts), _list(values, "scores"))
    if model == "gpt2":
        tokenizer = bpe.byte_level(pieces, _list(values, "merges"), _pre(values, path))
    elif model == "llama":
        tokenizer = bpe.sentencepiece(pieces, prefix=bool(values.get(f"{_PREFIX}add_space_prefix", True)))
    else:
        raise VocabularyUnreadable(
            f"The file {path} holds a tokenizer of the kind “{model}”; known are gpt2 and llama.",
            cure="Name the tokenizer.json of the same model.",
        )
    return _vocabulary(name, tokenizer, values)


def _pre(values: dict[str, object], path: Path) -> str:
    pre = str(values.get(f"{_PREFIX}pre", "default"))
    if pre not in bpe.known_pre():
        raise VocabularyUnreadable(
            f"The tokenizer in {path} cuts words in the way “{pre}”, which is not known.",
            cure=f"Name the tokenizer.json of the same model. Known are: {', '.join(bpe.known_pre())}.",
        )
    return pre


def _vocabulary(name: str, tokenizer: Any, values: dict[str, object]) -> Vocabulary:
    own = values.get("tokenizer.chat_template", "")
    template = own if isinstance(own, str) else ""
    context = values.get(f"{values.get('general.architecture')}.context_length", 0)
    eos, eot, eom = (_token(tokenizer, values, which) for which in ("eos", "eot", "eom"))
    return Vocabulary(
        name=name,
        tokenizer=tokenizer,
        bos=_token(tokenizer, values, "bos"),
        eos=eos,
        control=controls(tokenizer, template),
        chat_template=template,
        context=context if isinstance(context, int) else 0,
        pad=_token(tokenizer, values, "padding"),
        stops=tuple(dict.fromkeys(token for token in (eos, eot, eom) if token)),
    )


def _token(tokenizer: Any, values: dict[str, object], which: str) -> str:
    usual = _IDS.get(str(values.get(f"{_PREFIX}model")), {})
    number = values.get(f"{_PREFIX}{which}_token_id", usual.get(which))
    if not isinstance(number, int) or not 0 <= number < tokenizer.get_vocab_size():
        return ""
    return str(tokenizer.id_to_token(number))


def _list(values: dict[str, object], key: str) -> tuple[Any, ...]:
    found = values.get(f"{_PREFIX}{key}", ())
    return found if isinstance(found, tuple) else ()
