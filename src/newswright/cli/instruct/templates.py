"""`newswright instruct templates`: list the prompt templates, show one filled in, write one into a model's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import VocabularyName, group
from newswright.errors import SettingsError
from newswright.instruct.rendering.form import Form, fit, own_form
from newswright.instruct.rendering.jinja import jinja
from newswright.instruct.rendering.template import Template, built_in, find
from newswright.instruct.vocabularies.export import export_template
from newswright.instruct.vocabularies.kind import advice, kind
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.records import Message, Role

SOURCE = "Ostermere Post, 3 March 2026: Tram line opens\nThe tram line to the harbour opens on 3 May."
ASKED = "Write a headline."
SHOWN = (
    Message(role=Role.SYSTEM, content="You write for a newspaper."),
    Message(
        role=Role.USER,
        content=f"{ASKED}\n\n{SOURCE}",
        sources=((len(ASKED) + 2, len(ASKED) + 2 + len(SOURCE)),),
    ),
    Message(role=Role.ASSISTANT, content="Harbour trams start on 3 May"),
    Message(role=Role.USER, content="Shorter."),
    Message(role=Role.ASSISTANT, content="Trams from 3 May"),
)


@group.command()
def templates(  # noqa: PLR0913 - one option for each thing that can be chosen
    name: Annotated[
        str | None, typer.Argument(help="A template, or a .toml file; all are listed if none is named.")
    ] = None,
    vocabulary: VocabularyName = "",
    export: Annotated[
        Path | None,
        typer.Option(help="Copy this tokenizer folder or GGUF file with the template in it.", show_default=False),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where the copy goes.", show_default=False)] = None,
    as_jinja: Annotated[bool, typer.Option("--jinja", help="Print the template as Jinja.")] = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """List the prompt templates; show one filled in, with its special tokens; write one into a model's files."""
    words = teaching.opened(newsroom, vocabulary)[1] if vocabulary else None
    if name is None:
        _list(words, json=json)
        return
    template = find(name)
    if export:
        _export(template, export, out, newsroom)
        return
    form = _form(template, words)
    if as_jinja:
        show.text(jinja(form))
    elif json:
        show.as_json(template.model_dump(mode="json"))
    else:
        _show(template, form, words)


def _list(words: Vocabulary | None, *, json: bool) -> None:
    found = built_in()
    if json:
        show.as_json([template.model_dump(mode="json") for template in found.values()])
        return
    show.table("Templates", ("name", "what it is", "models"), [(t.name, t.about, t.models) for t in found.values()])
    if words:
        told = kind(words)
        show.note(f"{words.name} is a {'chat' if told.chat else 'base'} model. {told.why}")


def _form(template: Template, words: Vocabulary | None) -> Form:
    if words is None:
        return own_form(template)
    return fit(template, bos=words.bos, eos=words.eos, control=words.control)


def _show(template: Template, form: Form, words: Vocabulary | None) -> None:
    pairs = {"Template": template.about, "Reference": template.reference, "Models": template.models}
    if template.notes:
        pairs["Notes"] = template.notes
    pairs["Ends an answer"] = form.end
    show.fields(pairs)
    messages = list(SHOWN) if template.system or template.user.first_system else list(SHOWN[1:])
    show.laid_out(form.parts(messages if template.turns == "several" else messages[:2]))
    if words is None:
        return
    if form.missing:
        show.note(f"{words.name} has no token for {', '.join(form.missing)}: written as ordinary text.")
    if warned := advice(words, template.name if template.name in built_in() else ""):
        show.note(warned)


def _export(template: Template, source: Path, out: Path | None, newsroom: Path) -> None:
    if out is None:
        raise SettingsError("--export needs --out.", cure="Say where the copy goes: --out FOLDER or --out FILE.gguf")
    words = teaching.opened(newsroom, str(source))[1]
    form = _form(template, words)
    made = export_template(jinja(form), source, out, end=form.end)
    show.fields({"Written": str(out), "Template": template.name, "Ends an answer": made.eos})
