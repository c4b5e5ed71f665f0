"""One renderer: what training uses, what inference sends and what the export makes elsewhere are the same token ids.

Three are held against each other for every template, family and conversation: Newswright's renderer; transformers'
`apply_chat_template` with the exported Jinja; llama.cpp's template engine and tokenizer with the same Jinja in a GGUF.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

import pytest

from newswright.instruct.rendering.jinja import as_chat, jinja
from newswright.instruct.rendering.render import Renderer
from newswright.instruct.rendering.template import built_in
from newswright.instruct.vocabularies.export import export_template
from newswright.records import Message, Role
from tests.instruct.families import NAMES, built
from tests.instruct.llama_cpp import llama_cpp_ids, llama_cpp_prompt
from tests.instruct.talk import TALKS, lesson
from tests.instruct.tiny_gguf import tiny_gguf

TEMPLATES = sorted(built_in())
_FOLDER = tempfile.TemporaryDirectory(prefix="newswright-parity-")


@functools.cache
def renderer(template: str, family: str) -> Renderer:
    return Renderer(built_in()[template], built(family).vocabulary)


@functools.cache
def transformers(template: str, family: str) -> Any:
    """Return the family's tokenizer as transformers loads it from the exported folder."""
    from transformers import AutoTokenizer  # noqa: PLC0415 - a second, for these tests only

    form, folder = renderer(template, family).form, Path(_FOLDER.name) / f"{family}-{template}"
    export_template(jinja(form), built(family).folder, folder, end=form.end)
    return AutoTokenizer.from_pretrained(folder)


@functools.cache
def bare(family: str) -> Path:
    return tiny_gguf(built(family), Path(_FOLDER.name) / f"{family}.gguf")


@functools.cache
def exported(template: str, family: str) -> Path:
    """Return a GGUF file with the family's tokenizer and the exported template."""
    form, path = renderer(template, family).form, Path(_FOLDER.name) / f"{family}-{template}.gguf"
    export_template(jinja(form), bare(family), path, end=form.end)
    return path


def prompts(template: str, talk: str) -> list[tuple[Message, ...]]:
    """Return every beginning of the conversation that a model would be asked to go on from."""
    messages = TALKS[talk]
    if template == "origin":
        messages = messages[:2] if messages[0].role is Role.USER else ()
    return [messages[:at] for at, message in enumerate(messages) if message.role is Role.ASSISTANT]


@pytest.mark.parametrize("family", NAMES)
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("talk", sorted(TALKS))
def test_transformers_makes_the_same_ids(template: str, family: str, talk: str) -> None:
    render, tokenizer = renderer(template, family), transformers(template, family)
    for asked in prompts(template, talk):
        chat = as_chat(asked, render.form)
        theirs = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
        assert theirs == render.prompt(asked)


@pytest.mark.parametrize("family", NAMES)
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("talk", sorted(TALKS))
def test_every_rows_prompt_is_transformers_prompt_and_its_labels_the_rest(
    template: str, family: str, talk: str
) -> None:
    render, tokenizer = renderer(template, family), transformers(template, family)
    asked = prompts(template, talk)
    if not asked:
        return
    rows = render.one(lesson(*TALKS[talk][: len(asked[-1]) + 1])).rows
    starts = [(row, start) for row in rows for start, _ in row.trained]
    for (row, start), messages in zip(starts, asked, strict=True):
        chat = as_chat(messages, render.form)
        theirs = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
        assert row.ids[:start] == theirs


@pytest.mark.parametrize("family", [name for name in NAMES if name != "mistral"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("talk", sorted(TALKS))
def test_llama_cpp_makes_the_same_text_and_ids(template: str, family: str, talk: str) -> None:
    render = renderer(template, family)
    for asked in prompts(template, talk):
        chat = [{"role": message.role.value, "content": message.content} for message in asked]
        whole = [message.model_copy(update={"sources": ()}) for message in asked]
        text = llama_cpp_prompt(exported(template, family), chat)
        assert text == render.prompt_text(whole)
        assert llama_cpp_ids(exported(template, family), text, add=True) == render.prompt(whole)


@pytest.mark.parametrize("family", NAMES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_transformers_own_mask_agrees_on_what_is_trained(template: str, family: str) -> None:
    """Its mask covers the tokens of the generation block, in the whole text: where a token would reach over the seam
    before the answer (Llama 3's two newlines in the embedded model's vocabulary) it cannot be asked."""
    if (template, family) == ("llama3", "embedded"):
        return
    render, tokenizer = renderer(template, family), transformers(template, family)
    messages = TALKS["one"]
    made = tokenizer.apply_chat_template(
        as_chat(messages, render.form),
        chat_template=jinja(render.form, generation_marks=True),
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    [row] = render.one(lesson(*messages)).rows
    assert made["input_ids"] == row.ids
    assert [label != -100 for label in row.labels] == [bool(one) for one in made["assistant_masks"]]
