"""The Jinja of a template says what the renderer says, and refuses what it refuses."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newswright.errors import Unrenderable
from newswright.instruct.rendering.form import joined, own_form
from newswright.instruct.rendering.jinja import as_chat, jinja
from newswright.instruct.rendering.template import built_in
from newswright.records import Message, Role
from tests.instruct.talk import ASKED, PLAIN_ASKED, SYSTEM, TALKS, answer, user


def rendered(name: str, messages: Sequence[Message], *, generation: bool) -> str:
    def refuse(said: str) -> None:
        raise TemplateError(said)

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["raise_exception"] = refuse
    form = own_form(built_in()[name])
    return environment.from_string(jinja(form)).render(
        messages=as_chat(messages, form), add_generation_prompt=generation
    )


def holds(name: str, messages: Sequence[Message]) -> bool:
    return name != "origin" or (len(messages) <= 2 and messages[0].role is not Role.SYSTEM)


@pytest.mark.parametrize("name", sorted(built_in()))
@pytest.mark.parametrize("talk", sorted(TALKS))
def test_it_writes_the_same_text(name: str, talk: str) -> None:
    messages = TALKS[talk]
    if not holds(name, messages):
        with pytest.raises(TemplateError):
            rendered(name, messages, generation=False)
        with pytest.raises(Unrenderable):
            own_form(built_in()[name]).parts(messages)
        return
    form = own_form(built_in()[name])
    assert rendered(name, messages, generation=False) == joined(form.parts(messages))
    asked = messages[:-1]
    assert rendered(name, asked, generation=True) == joined(form.parts(asked, generation=True))
    assert rendered(name, asked, generation=False) == joined(form.parts(asked))


@pytest.mark.parametrize("name", sorted(built_in()))
@given(asked=st.text(min_size=1), answered=st.text(min_size=1), system=st.text(min_size=1))
def test_it_does_so_whatever_the_content(name: str, asked: str, answered: str, system: str) -> None:
    messages = [user(asked), answer(answered)]
    if name != "origin":
        messages.insert(0, Message(role=Role.SYSTEM, content=system))
    assert rendered(name, messages, generation=False) == joined(own_form(built_in()[name]).parts(messages))


@pytest.mark.parametrize(
    "messages",
    [(PLAIN_ASKED, ASKED), (answer("So."), PLAIN_ASKED), (PLAIN_ASKED, SYSTEM)],
)
@pytest.mark.parametrize("name", sorted(built_in()))
def test_turns_out_of_order_are_refused(name: str, messages: tuple[Message, ...]) -> None:
    with pytest.raises(TemplateError):
        rendered(name, messages, generation=False)
