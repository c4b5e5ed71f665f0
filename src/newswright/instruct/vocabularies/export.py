"""A template written into a tokenizer folder or a GGUF file, so that other tools prompt the model as it was trained.

Beside the template they get the token that ends an answer, so that generation stops there, and a GGUF file is told to
put no BOS of its own in front: the template says all that a prompt begins with. Making the Jinja is left to `jinja.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from newswright.errors import Unrenderable, VocabularyUnreadable
from newswright.instruct.vocabularies import folders as vocabulary_files
from newswright.instruct.vocabularies import gguf as vocabulary_gguf
from newswright.instruct.vocabularies.gguf_write import Value, rewrite
from newswright.instruct.vocabularies.json_edit import edited
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.models.gguf import read_layout

COPIED = (
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "generation_config.json",
    "config.json",
)
"""What belongs to a tokenizer folder, beside the template."""
AS_IT_STANDS = ("PreTrainedTokenizerFast", "TokenizersBackend")
"""The classes with which transformers 5 uses a tokenizer.json as it stands. With others, as LlamaTokenizer, it takes
the tokens alone and puts spaces in front as the class would: Llama 2's `<s>[INST]` gets another token for `[`."""
_GGUF_TEMPLATE = "tokenizer.chat_template"


def export_template(jinja: str, source: Path, to: Path, *, end: str) -> Vocabulary:
    """Write a chat template into a copy of a tokenizer folder or GGUF file, and return the copy's vocabulary.

    Args:
        jinja: The template (`jinja.jinja`).
        source: A folder as transformers keeps it, or a GGUF file.
        to: The new folder or file. `source` itself is changed in place. Of a folder only the tokenizer's files are
            copied, not the weights.
        end: Text of the token that ends an answer (`Form.end`).

    Raises:
        Unrenderable: the vocabulary has no such token.
        VocabularyUnreadable: `source` holds no tokenizer that can be read.
        ModelMissing, ModelDamaged, DiskFull: as `gguf_write.rewrite`.
    """
    if source.is_dir():
        _into_folder(jinja, source, to, end)
        return vocabulary_files.read(str(to))
    _into_gguf(jinja, source, to, end)
    return vocabulary_gguf.read(to, str(to))


def _into_gguf(jinja: str, source: Path, to: Path, end: str) -> None:
    layout = read_layout(source)
    parts = layout.values.get("split.count", 0)
    if isinstance(parts, int) and parts > 1:
        raise VocabularyUnreadable(
            f"{source} is one of {parts} parts of a model.", cure="Join them with llama.cpp's llama-gguf-split --merge."
        )
    number = _number(vocabulary_gguf.read(source, str(source)), end)
    values: dict[str, Value] = {
        _GGUF_TEMPLATE: jinja,
        "tokenizer.ggml.eos_token_id": number,
        "tokenizer.ggml.eot_token_id": number,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.add_eos_token": False,
    }
    others = [key for key in layout.entries if key.startswith(_GGUF_TEMPLATE) and key != _GGUF_TEMPLATE]
    rewrite(source, to, values, drop=others)  # other templates, as for tools, were the old model's


def _into_folder(jinja: str, source: Path, to: Path, end: str) -> None:
    own = vocabulary_files.read(str(source))
    number = _number(own, end)
    to.mkdir(parents=True, exist_ok=True)
    if not to.samefile(source):
        for name in COPIED:
            if (source / name).is_file():
                shutil.copyfile(source / name, to / name)
    _edit(to / vocabulary_files.GENERATION, {"eos_token_id": _stops(to, number)})
    if not (to / vocabulary_files.TOKENIZER).is_file():  # a SentencePiece model, which transformers would convert
        _write(to / vocabulary_files.TOKENIZER, own.tokenizer.to_str(pretty=True))
    _edit(to / vocabulary_files.CONFIG, _configuration(own, to, end), drop=("chat_template",))
    if (to / vocabulary_files.SPECIAL).is_file():
        _edit(to / vocabulary_files.SPECIAL, {"eos_token": end})
    shutil.rmtree(to / "additional_chat_templates", ignore_errors=True)
    _write(to / vocabulary_files.TEMPLATE, jinja)


def _configuration(own: Vocabulary, folder: Path, end: str) -> dict[str, object]:
    """Return what the tokenizer's configuration must say."""
    have = vocabulary_files.json_object(folder / vocabulary_files.CONFIG)
    wanted: dict[str, object] = {"eos_token": end}
    if have.get("tokenizer_class") not in AS_IT_STANDS:
        wanted["tokenizer_class"] = AS_IT_STANDS[0]
    if own.bos and "bos_token" not in have:
        wanted["bos_token"] = own.bos
    return wanted


def _number(vocabulary: Vocabulary, end: str) -> int:
    number = vocabulary.id(end)
    if number is None:
        raise Unrenderable(
            f"The tokenizer {vocabulary.name} has no token “{end}”, with which the template ends an answer.",
            cure="Export into the tokenizer that the model was trained with.",
        )
    return number


def _stops(folder: Path, number: int) -> int | list[int]:
    """Return the ids at which generation stops: the template's, and those at which it stopped before."""
    configs = (vocabulary_files.json_object(folder / name) for name in ("generation_config.json", "config.json"))
    found: Any = next((config["eos_token_id"] for config in configs if config.get("eos_token_id") is not None), [])
    stops = list(dict.fromkeys([number, *(found if isinstance(found, list) else [found])]))
    return stops if len(stops) > 1 else number


def _edit(path: Path, values: dict[str, object], drop: tuple[str, ...] = ()) -> None:
    """Change values of the JSON file at `path`; what has them already stays as it is."""
    if not path.is_file():
        _write(path, json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        return
    vocabulary_files.json_object(path)
    old = path.read_text("utf-8")
    have = json.loads(old)
    changed = {key: value for key, value in values.items() if key not in have or _plain(have[key]) != value}
    if changed or any(key in have for key in drop):
        _write(path, edited(old, changed, drop))


def _plain(value: Any) -> Any:
    """Return a token's text where the configuration has it as an object."""
    return value.get("content", value) if isinstance(value, dict) else value


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as fresh:
        fresh.write(text.encode("utf-8"))
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    Path(fresh.name).replace(path)
