"""Tokenizers as transformers keeps them: a folder or one of its files, on this machine or on the model hub.

What the tokenizer's own file leaves open stands in the files beside it: which token begins and ends a sequence, the
chat template, where generation stops. They are read as transformers reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newswright.errors import VocabularyUnreadable
from newswright.instruct import extra
from newswright.instruct.vocabularies import bpe, sentencepiece_model
from newswright.instruct.vocabularies.vocabulary import Vocabulary, controls

TOKENIZER, SENTENCEPIECE, CONFIG = "tokenizer.json", "tokenizer.model", "tokenizer_config.json"
SPECIAL, TEMPLATE = "special_tokens_map.json", "chat_template.jinja"
GENERATION, MODEL = "generation_config.json", "config.json"
_ROLES = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_NO_LIMIT = 10**9
"""transformers writes 1e30 for a length that it does not know."""


def read(name: str) -> Vocabulary:
    """Read the tokenizer called `name`: a folder, a tokenizer.json, a tokenizer.model, or `owner/name` on the hub.

    Raises:
        VocabularyUnreadable: there is none, or its files are malformed.
        MissingExtra: a package that it needs is absent.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return _read(path, name, _main(path, name))
    if path.is_file():
        return _read(path.parent, name, path)
    if _HUB_NAME.fullmatch(name):
        from newswright.instruct.vocabularies import hub  # noqa: PLC0415 - wanted for such names only

        folder = hub.fetched(name)
        return _read(folder, name, _main(folder, name))
    raise VocabularyUnreadable(
        f"There is no tokenizer “{name}”: it is no file or folder on this machine, and no name of a model.",
        cure="Name `embedded`, a GGUF file, a folder with a tokenizer.json, or a model on the hub as owner/name.",
    )


def _main(folder: Path, name: str) -> Path:
    for file in (TOKENIZER, SENTENCEPIECE):
        if (folder / file).is_file():
            return folder / file
    raise VocabularyUnreadable(
        f"{name} has neither {TOKENIZER} nor {SENTENCEPIECE}.", cure="Name the folder that the model was saved into."
    )


def _read(folder: Path, name: str, file: Path) -> Vocabulary:
    config = json_object(folder / CONFIG)
    roles = {
        role: _text(value) for role, value in {**json_object(folder / SPECIAL), **config}.items() if role in _ROLES
    }
    if file.suffix == ".model":
        tokenizer, own = sentencepiece_model.read(file)
        roles = {**own, **roles}
    else:
        tokenizer = _tokenizer(file)
    generation, model = json_object(folder / GENERATION), json_object(folder / MODEL)
    for role in ("bos_token", "eos_token"):
        if role not in roles:
            roles[role] = next(_tokens(tokenizer, f"{role}_id", generation, model), "")
    _complete(tokenizer, config, [text for text in roles.values() if text], file)
    eos = roles["eos_token"]
    template = chat_template(folder, config)
    return Vocabulary(
        name=name,
        tokenizer=tokenizer,
        bos=roles["bos_token"],
        eos=eos,
        control=controls(tokenizer, template),
        chat_template=template,
        context=_context(model, config),
        pad=roles.get("pad_token", ""),
        stops=tuple(dict.fromkeys([*([eos] if eos else []), *_tokens(tokenizer, "eos_token_id", generation, model)])),
    )


def _tokenizer(file: Path) -> Any:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VocabularyUnreadable(f"{file} cannot be read: {error}.", cure="Fetch it again.") from error
    found = bpe.parsed(text, str(file))
    found.no_truncation()
    found.no_padding()
    return found


def _complete(tokenizer: Any, config: dict[str, Any], named: list[str], file: Path) -> None:
    """Add the tokens that only the configuration names, as transformers does when it loads the folder."""
    make = extra.need("tokenizers").AddedToken
    rows = config.get("added_tokens_decoder") or {}
    for number, row in sorted(rows.items(), key=lambda item: int(item[0])):
        token = make(**{key: value for key, value in row.items() if key != "__type"})
        if repr(token) not in set(map(repr, tokenizer.get_added_tokens_decoder().values())):
            tokenizer.add_tokens([token])
        if tokenizer.token_to_id(token.content) != int(number):
            raise VocabularyUnreadable(
                f"{file} and the {CONFIG} beside it give the token “{token.content}” different ids.",
                cure="Fetch the whole folder again.",
            )
    have = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    tokenizer.add_special_tokens([make(text, special=True) for text in dict.fromkeys(named) if text not in have])


def chat_template(folder: Path, config: dict[str, Any]) -> str:
    """Return the chat template of a tokenizer folder, "" for none. A file of its own comes before the configuration.

    Raises:
        VocabularyUnreadable: the file is no text.
    """
    file = folder / TEMPLATE
    if file.is_file():
        try:
            return file.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise VocabularyUnreadable(f"{file} is not UTF-8: {error}.", cure="Save it as UTF-8.") from error
    own = config.get("chat_template") or ""
    if isinstance(own, list):
        own = {str(row.get("name")): row.get("template") for row in own}.get("default") or ""
    return str(own)


def json_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in the file at `path`, {} where there is no file.

    Raises:
        VocabularyUnreadable: it is malformed.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, dict):
            raise ValueError("it holds no object")
    except ValueError as error:
        raise VocabularyUnreadable(f"{path} is not valid: {error}.", cure="Fetch the file again.") from error
    return found


def _text(value: object) -> str:
    """Return a token's text: the configurations have it plain, as an object, or as null."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""


def _tokens(tokenizer: Any, key: str, *configs: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of the ids under `key` in the first of `configs` that has any."""
    found: Any = next((config[key] for config in configs if config.get(key) is not None), [])
    for number in found if isinstance(found, list) else [found]:
        if text := tokenizer.id_to_token(number):
            yield text


def _context(model: dict[str, Any], config: dict[str, Any]) -> int:
    inner = model.get("text_config") or {}
    found = model.get("max_position_embeddings") or inner.get("max_position_embeddings") or model.get("n_positions")
    longest = found or config.get("model_max_length") or 0
    return int(longest) if isinstance(longest, int | float) and longest < _NO_LIMIT else 0
