from __future__ import annotations

import dataclasses

import pytest

from newswright.errors import TemplateInvalid
from newswright.instruct.rendering.form import fit
from newswright.instruct.rendering.jinja import jinja
from newswright.instruct.rendering.template import built_in
from newswright.instruct.vocabularies import chat_template
from newswright.instruct.vocabularies.kind import advice, kind
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from tests.instruct.families import built

# As they stand in the models' own files.
LLAMA2 = (
    "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
    "{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}"
    "{% set system_message = false %}{% endif %}{% for message in loop_messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if loop.index0 == 0 and system_message != false %}"
    "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}"
    "{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}"
    "{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
    "{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"
)
LLAMA3 = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}"
    "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim "
    "+ '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
ZEPHYR = (
    "{% for message in messages %}\n{% if message['role'] == 'user' %}\n"
    "{{ '<|user|>\n' + message['content'] + eos_token }}\n"
    "{% elif message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] + eos_token }}\n"
    "{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n"
    "{% endif %}\n"
    "{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}"
)
MISTRAL = (
    "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ ' ' + message['content'] + eos_token}}{% else %}"
    "{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}"
)
GEMMA = (
    "{{ bos_token }}{% for message in messages %}{{ '<start_of_turn>' + message['role'] + '\n' "
    "+ message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
)


def with_template(source: str, family: str = "llama2") -> Vocabulary:
    return dataclasses.replace(built(family).vocabulary, chat_template=source)


@pytest.mark.parametrize(
    ("source", "family", "own", "why"),
    [
        (LLAMA2, "llama2", "llama2", "is “llama2”."),
        (LLAMA3, "llama3", "llama3", "is “llama3”."),
        (ZEPHYR, "llama2", "zephyr", "is “zephyr”."),
        (MISTRAL, "mistral", "mistral", "without a place for a system text"),
        (GEMMA, "llama2", "", "none of the built-in ones"),
        ("{% broken", "llama2", "", "none of the built-in ones"),
        ("{{ messages[0].nothing.at_all }}", "llama2", "", "none of the built-in ones"),
    ],
)
def test_chat_models_are_known_by_what_their_template_writes(source: str, family: str, own: str, why: str) -> None:
    found = kind(with_template(source, family))
    assert (found.chat, found.own) == (True, own)
    assert why in found.why


def test_the_embedded_models_template_adds_a_system_text() -> None:
    found = kind(built("embedded").vocabulary)
    assert (found.chat, found.own) == (True, "chatml")
    assert "system text of its own where none is given" in found.why


@pytest.mark.parametrize("name", sorted(built_in()))
def test_an_exported_template_is_recognised(name: str) -> None:
    bare = with_template("")
    form = fit(
        built_in()[name], bos=bare.bos, eos=bare.eos, control=frozenset((*built_in()[name].control, "<s>", "</s>"))
    )
    assert kind(with_template(jinja(form))).own == name
    assert kind(with_template(jinja(form, generation_marks=True))).own == name


def test_base_models_take_any_template() -> None:
    base = built("llama2").vocabulary
    assert (kind(base).chat, kind(base).own) == (False, "")
    assert [advice(base, name) for name in built_in()] == [""] * len(built_in())


def test_a_chat_model_in_another_template_is_warned_of() -> None:
    chat = built("embedded").vocabulary
    assert advice(chat, "chatml") == ""
    said = advice(chat, "llama2")
    for part in ("embedded", "trained with “chatml”", "“llama2”", "may not stop"):
        assert part in said
    assert "not built in" in advice(with_template(GEMMA), "llama2")
    with pytest.raises(TemplateInvalid):
        advice(chat, "no-such-template")


def test_a_template_cannot_leave_the_sandbox() -> None:
    for source in ("{{ ''.__class__.__mro__ }}", "{{ messages.append(1) }}", "{% include '/etc/passwd' %}"):
        with pytest.raises(TemplateInvalid):
            assert chat_template.render(source, [{"role": "user", "content": "x"}]) == ""


def test_it_has_what_transformers_gives() -> None:
    source = (
        "{% for m in messages %}{% if loop.index > 1 %}{% break %}{% endif %}{{ m | tojson }}{% endfor %}"
        "{{ strftime_now('%Y')[:2] }}"
    )
    said = chat_template.render(source, [{"role": "user", "content": "é"}] * 2)
    assert said == '{"role": "user", "content": "é"}20'
