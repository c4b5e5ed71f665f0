"""A form as a Jinja chat template, the language in which tokenizers and GGUF files carry it to other tools.

It says what `Form.parts` does, for the same messages in the same order; the tests hold both against each other token by
token. Marks inside content are not broken up in it: whoever serves the exported model must do that (Newswright does).
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.instruct.rendering.form import GAP, Form, input_at
from newswright.instruct.rendering.template import split
from newswright.records import Message

_ORDER = "Turns must alternate: user, assistant, user; one system message may stand first."


def jinja(form: Form, *, generation_marks: bool = False) -> str:
    """Return `form` as a Jinja template for `messages` and `add_generation_prompt`.

    A message may have the key `input` beside `content`: the sources, where the template has a place for them.
    With `generation_marks` the trained part stands between `{% generation %}` and `{% endgeneration %}`, which
    Transformers understands and other engines may not.
    """
    template = form.template
    trim = " | trim" if template.strip else ""
    lines = [
        "{%- set system = none -%}{%- set turns = messages -%}",
        f"{{%- if messages[0]['role'] == 'system' -%}}{{%- set system = messages[0]['content']{trim} -%}}"
        "{%- set turns = messages[1:] -%}{%- endif -%}",
        _say(form, template.begin),
        *_system(form),
        "{%- for message in turns -%}",
        f"{{%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}}{_refuse(_ORDER)}{{%- endif -%}}",
        *_one_exchange(form),
        "{%- if message['role'] == 'user' -%}",
        f"{{%- set content = message['content']{trim} -%}}",
        *_user(form, trim),
        f"{{%- if not loop.last or add_generation_prompt -%}}{_say(form, template.head)}{{%- endif -%}}",
        "{%- elif message['role'] == 'assistant' -%}",
        f"{{%- set content = message['content']{trim} -%}}",
        *_answer(form, generation_marks),
        f"{{%- else -%}}{_refuse(_ORDER)}{{%- endif -%}}",
        "{%- endfor -%}",
    ]
    return "\n".join(line for line in lines if line)


def as_chat(messages: Sequence[Message], form: Form) -> list[dict[str, str]]:
    """Return `messages` as the template takes them: sources as `input` where the template has a place for them."""
    rows = []
    for message in messages:
        row = {"role": message.role.value, "content": message.content}
        at = input_at(message)
        if at is not None and (form.template.user.input or form.template.user.first_input):
            row |= {"content": message.content[: at - len(GAP)], "input": message.content[at:]}
        rows.append(row)
    return rows


def _system(form: Form) -> list[str]:
    template = form.template
    if template.system:
        said = f"{{%- if system is not none -%}}{_say(form, template.system)}"
        return [said, f"{{%- else -%}}{_say(form, template.no_system)}{{%- endif -%}}"]
    nowhere = f"The template {template.name} has no place for a system text."
    refusal = "" if template.user.first_system else f"{{%- if system is not none -%}}{_refuse(nowhere)}{{%- endif -%}}"
    return [refusal, _say(form, template.no_system)]


def _one_exchange(form: Form) -> list[str]:
    if form.template.turns == "several":
        return []
    refusal = _refuse(f"The template {form.template.name} holds one exchange.")
    return [f"{{%- if loop.index0 > 1 -%}}{refusal}{{%- endif -%}}"]


def _user(form: Form, trim: str) -> list[str]:
    """Return the user's turn in all the ways in which the template writes it."""
    user = form.template.user
    inside = user.first_system and not form.template.system
    cases: list[tuple[str, str]] = []
    if inside:
        cases.append(("loop.first and system is not none and input", user.first_system_input))
        cases.append(("loop.first and system is not none", user.first_system))
    cases.append(("loop.first and input", user.first_input or user.input))
    cases.append(("loop.first", user.first))
    cases.append(("input", user.input))
    cases = [(condition, text) for condition, text in cases if text]
    lines = []
    if any("{input}" in text for _, text in cases):
        lines.append(f"{{%- set input = message['input']{trim} if message['input'] is defined else '' -%}}")
    for number, (condition, text) in enumerate(cases):
        lines.append(f"{{%- {'elif' if number else 'if'} {condition} -%}}{_say(form, text)}")
    lines.append(("{%- else -%}" if cases else "") + _say(form, user.any) + ("{%- endif -%}" if cases else ""))
    return lines


def _answer(form: Form, generation_marks: bool) -> list[str]:
    template = form.template
    end = "{{- " + _literal(form.end) + " -}}"
    if template.ends == "last":
        end = f"{{%- if loop.last -%}}{end}{{%- endif -%}}"
    before, behind = ("{%- generation -%}", "{%- endgeneration -%}") if generation_marks else ("", "")
    between = f"{{%- if not loop.last -%}}{_say(form, template.between)}{{%- endif -%}}" if template.between else ""
    return [before + _say(form, template.answer) + end + behind, _say(form, template.after), between]


def _say(form: Form, text: str) -> str:
    """Return the Jinja expression that prints a template's string."""
    names = {"user": "content", "answer": "content", "instruction": "content", "input": "input", "system": "system"}
    pieces = []
    for place, piece in enumerate(split(text)):
        if place % 2 and piece in names:
            pieces.append(names[piece])
        elif literal := {"bos": form.bos, "eos": form.eos}.get(piece, "") if place % 2 else piece:
            pieces.append(_literal(literal))
    return "{{- " + " + ".join(pieces) + " -}}" if pieces else ""


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
    return f"'{escaped}'"


def _refuse(why: str) -> str:
    return "{{- raise_exception(" + _literal(why) + ") -}}"
