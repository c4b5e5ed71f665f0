"""Base and chat models told apart, and what to expect of a template that is not a chat model's own.

A model with a chat template is a chat model. Which one it is, is found by writing a few conversations in it and in the
built-in templates: templates that look different in Jinja may say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newswright.errors import TemplateInvalid, Unrenderable
from newswright.instruct.rendering.form import Form, fit, joined, own_form
from newswright.instruct.rendering.template import Template, built_in, find
from newswright.instruct.vocabularies import chat_template
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.records import Message, Role

_SYSTEM = Message(role=Role.SYSTEM, content="Write as a reporter.")
_TURNS = tuple(
    Message(role=role, content=content)
    for role, content in (
        (Role.USER, "What was said?"),
        (Role.ASSISTANT, "Nothing new."),
        (Role.USER, "And then?"),
        (Role.ASSISTANT, "The vote."),
    )
)


@dataclass(frozen=True)
class Kind:
    """What a model is for, as far as its files tell."""

    chat: bool
    """Whether it was trained to answer in a conversation."""
    own: str
    """The built-in template that is its own; "" where it has none, or one that is not built in."""
    why: str
    """How that is known, in a sentence."""


def kind(vocabulary: Vocabulary) -> Kind:
    """Tell what kind of model `vocabulary` belongs to, from the chat template that comes with it."""
    if not vocabulary.chat_template.strip():
        return Kind(chat=False, own="", why="It has no chat template: a base model, which takes any template.")
    for system in (True, False):
        own = next((name for name, one in built_in().items() if _same(vocabulary, one, system=system)), "")
        if own:
            return Kind(chat=True, own=own, why=f"Its chat template is “{own}”{_besides(vocabulary, own, system)}.")
    return Kind(chat=True, own="", why="It has a chat template, which is none of the built-in ones.")


def advice(vocabulary: Vocabulary, template: str) -> str:
    """Return what to expect when the model is taught or asked in `template` (a name or a file), "" for no surprise.

    Raises:
        TemplateInvalid: there is no such template, or its file is malformed.
    """
    wanted = find(template)
    found = kind(vocabulary)
    if not found.chat or wanted.name == found.own:
        return ""
    if any(_same(vocabulary, wanted, system=system) for system in (True, False)):
        return ""
    own = f"“{found.own}”" if found.own else "a template of its own, which is not built in"
    use = f"use {own}" if found.own else "write its template as a file of your own"
    return (
        f"The model of {vocabulary.name} is a chat model trained with {own}. In “{wanted.name}” its first answers will "
        "be worse than in its own, it may not stop at the end of an answer until it has learned to, and what it "
        "learned before (such as following a system text) may not show. Training on enough lessons mends "
        f"that; asking without training does not. Ask it in the template that it was trained with last, or {use}."
    )


def _same(vocabulary: Vocabulary, template: Template, *, system: bool) -> bool:
    """Tell whether `template` writes the same prompts and answers as the model's own. BOS may be left out."""
    return any(_agree(vocabulary, form, system=system) for form in _forms(vocabulary, template))


def _forms(vocabulary: Vocabulary, template: Template) -> Iterator[Form]:
    """Yield `template` as its own models have it, and as this vocabulary, which may lack its tokens, has it."""
    bos, eos = vocabulary.bos, vocabulary.eos
    yield own_form(template, bos=bos, eos=eos)
    if eos:
        yield fit(template, bos=bos, eos=eos, control=vocabulary.control)


def _agree(vocabulary: Vocabulary, form: Form, *, system: bool) -> bool:
    try:
        return all(theirs == ours for theirs, ours in _pairs(vocabulary, form, system=system))
    except (TemplateInvalid, Unrenderable):
        return False


def _pairs(vocabulary: Vocabulary, form: Form, *, system: bool) -> Iterator[tuple[str, str]]:
    """Yield what the model's own template and `form` write: prompts of one turn and two, and an answer's end."""
    bos, eos = vocabulary.bos, vocabulary.eos
    turns = (1,) if form.template.turns == "one" else (1, 3)
    for count, generation in (*((one, True) for one in turns), (2, False)):
        messages = [_SYSTEM, *_TURNS[:count]] if system else list(_TURNS[:count])
        rows = [{"role": message.role.value, "content": message.content} for message in messages]
        theirs = chat_template.render(vocabulary.chat_template, rows, bos=bos, eos=eos, generation=generation)
        theirs, ours = theirs.removeprefix(bos), joined(form.parts(messages, generation=generation)).removeprefix(bos)
        yield (theirs, ours) if generation else (theirs.rstrip(), ours.rstrip())


def _besides(vocabulary: Vocabulary, own: str, system: bool) -> str:
    """Say how it differs from the built-in one where the system text is given or left out."""
    if not system:
        return ", without a place for a system text"
    return (
        ""
        if _same(vocabulary, built_in()[own], system=False)
        else ", with a system text of its own where none is given"
    )
