from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newswright.errors import Unrenderable, VocabularyUnreadable
from newswright.instruct.rendering.form import Form, fit
from newswright.instruct.rendering.jinja import as_chat, jinja
from newswright.instruct.rendering.template import built_in
from newswright.instruct.vocabularies import chat_template
from newswright.instruct.vocabularies.export import export_template
from newswright.instruct.vocabularies.kind import kind
from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from tests.instruct.families import NAMES, built
from tests.instruct.llama_cpp import llama_cpp_chat_length, llama_cpp_ids, llama_cpp_prompt
from tests.instruct.talk import TALKS
from tests.instruct.tiny_gguf import tiny_gguf

PAIRS = [
    *((name, template) for name in NAMES[1:] for template in ("llama2", "llama3", "chatml", "alpaca", "zephyr")),
    *(("embedded", template) for template in ("chatml", "llama2")),  # its vocabulary is large: two seconds each
]
TALK = "several, system"


def form_of(template: str, own: Vocabulary) -> Form:
    return fit(built_in()[template], bos=own.bos, eos=own.eos, control=own.control)


def rows_of(form: Form) -> list[dict[str, str]]:
    return as_chat(TALKS[TALK][:-1], form)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("name", "template"), PAIRS)
def test_transformers_prompts_as_the_template_says(name: str, template: str, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, GenerationConfig  # noqa: PLC0415 - takes seconds

    family = built(name)
    form = form_of(template, family.vocabulary)
    to = tmp_path / "out"
    written = export_template(jinja(form), family.folder, to, end=form.end)
    theirs: Any = AutoTokenizer.from_pretrained(str(to))
    rows = rows_of(form)
    text = chat_template.render(jinja(form), rows, generation=True)
    assert theirs.apply_chat_template(rows, tokenize=False, add_generation_prompt=True) == text
    ids = theirs.apply_chat_template(rows, add_generation_prompt=True)["input_ids"]
    assert ids == family.vocabulary.whole(text) == written.whole(text)
    assert theirs.eos_token == written.eos == form.end
    stops = GenerationConfig.from_pretrained(str(to)).eos_token_id
    assert theirs.convert_tokens_to_ids(form.end) in (stops if isinstance(stops, list) else [stops])
    assert form.end in written.stops
    assert kind(written).own == template


@pytest.mark.parametrize("kept", ["tokenizer.json", "tokenizer.model"])
@pytest.mark.parametrize("said", [{"tokenizer_class": "LlamaTokenizer", "legacy": False}, None])
def test_transformers_does_not_rebuild_the_tokenizer(said: dict[str, object] | None, kept: str, tmp_path: Path) -> None:
    from transformers import AutoTokenizer  # noqa: PLC0415 - takes seconds

    family = built("llama2")
    source = tmp_path / "in"
    source.mkdir()
    for name in (kept, "config.json"):
        (source / name).write_bytes((family.folder / name).read_bytes())
    if said:
        config = json.loads((family.folder / "tokenizer_config.json").read_text())
        (source / "tokenizer_config.json").write_text(json.dumps({**config, **said}))
    form = form_of("llama2", family.vocabulary)
    export_template(jinja(form), source, tmp_path / "out", end=form.end)
    theirs: Any = AutoTokenizer.from_pretrained(str(tmp_path / "out"))
    rows = rows_of(form)
    text = chat_template.render(jinja(form), rows, generation=True)
    assert theirs.apply_chat_template(rows, add_generation_prompt=True)["input_ids"] == family.vocabulary.whole(text)


@pytest.mark.parametrize(("name", "template"), PAIRS)
def test_llama_cpp_prompts_as_the_template_says(name: str, template: str, tmp_path: Path) -> None:
    family = built(name)
    source = tiny_gguf(family, tmp_path / "m.gguf", chat_template="OLD", extra={"tokenizer.chat_template.tools": "T"})
    form = form_of(template, family.vocabulary)
    to = tmp_path / "n.gguf"
    written = export_template(jinja(form), source, to, end=form.end)
    rows = rows_of(form)
    text = chat_template.render(jinja(form), rows, generation=True)
    assert llama_cpp_prompt(to, rows) == text
    own = open_vocabulary(str(source), tmp_path).whole(text)
    assert llama_cpp_ids(to, text) == own
    assert llama_cpp_ids(to, text, add=True) == own  # no second BOS
    assert llama_cpp_chat_length(to, rows) == len(own)
    assert (written.eos, written.stops, written.bos) == (form.end, (form.end,), family.vocabulary.bos)
    assert kind(written).own == template


def test_the_embedded_model_itself(tmp_path: Path) -> None:
    from newswright.models.options import ModelOptions  # noqa: PLC0415 - for this test alone

    own = built("embedded").vocabulary
    source = ModelOptions().folder / "SmolLM2-135M-Instruct.Q4_1.gguf"
    form = form_of("llama2", own)
    written = export_template(jinja(form), source, tmp_path / "n.gguf", end=form.end)
    assert kind(written).own == "llama2"
    rows = rows_of(form)
    assert llama_cpp_chat_length(tmp_path / "n.gguf", rows) == len(
        own.whole(chat_template.render(jinja(form), rows, generation=True))
    )


def test_only_what_must_change_does(tmp_path: Path) -> None:
    family = built("llama3")
    source, to = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name, content in files(family.folder).items():
        (source / name).write_bytes(content)
    config = source / "tokenizer_config.json"
    config.write_text(config.read_text().replace("{", '{"chat_template": "OLD",  "odd" :1e30,', 1))
    (source / "model.safetensors").write_bytes(b"weights")
    before = files(source)
    form = form_of("llama3", family.vocabulary)
    export_template(jinja(form), source, to, end="<|eot_id|>")
    assert files(source) == before
    after = files(to)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {
        "tokenizer_config.json",
        "special_tokens_map.json",
        "generation_config.json",
        "model.safetensors",
    }
    assert set(after) - set(before) == {"chat_template.jinja"}
    assert "model.safetensors" not in after
    assert after["tokenizer_config.json"].decode() == (
        before["tokenizer_config.json"]
        .decode()
        .replace('"chat_template": "OLD",  ', "")
        .replace('"eos_token": "<|end_of_text|>"', '"eos_token": "<|eot_id|>"')
    )
    ids = [family.vocabulary.id(token) for token in ("<|eot_id|>", "<|end_of_text|>")]
    assert json.loads(after["generation_config.json"])["eos_token_id"] == ids
    again = files(to)
    export_template(jinja(form), to, to, end="<|eot_id|>")
    assert files(to) == again


def test_a_folder_without_configuration_gets_one(tmp_path: Path) -> None:
    family = built("llama3")
    family.vocabulary.tokenizer.save(str(tmp_path / "tokenizer.json"))
    written = export_template("X", tmp_path, tmp_path, end="<|eot_id|>")
    assert (written.eos, written.stops, written.chat_template) == ("<|eot_id|>", ("<|eot_id|>",), "X")


def test_what_cannot_be_exported(tmp_path: Path) -> None:
    family = built("llama2")
    with pytest.raises(Unrenderable, match=r"no token “<\|im_end\|>”"):
        export_template("X", family.folder, tmp_path / "out", end="<|im_end|>")
    source = tiny_gguf(family, tmp_path / "m.gguf")
    with pytest.raises(Unrenderable, match=r"no token “<\|im_end\|>”"):
        export_template("X", source, tmp_path / "n.gguf", end="<|im_end|>")
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "n.gguf").exists()
    with pytest.raises(VocabularyUnreadable, match=r"neither tokenizer\.json"):
        export_template("X", tmp_path, tmp_path / "out", end="</s>")
