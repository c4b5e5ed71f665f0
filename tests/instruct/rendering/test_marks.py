"""Content never forges structure, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import Unrenderable
from newswright.instruct.rendering.form import joined, own_form
from newswright.instruct.rendering.marks import Marks
from newswright.instruct.rendering.template import built_in
from newswright.records import Message, Role
from tests.instruct.talk import answer, user

TEXTS = sorted({mark for one in built_in().values() for mark in (*one.marks, *one.control)} | {"<s>", "</s>"})
PIECES = st.sampled_from([*TEXTS, "<", ">", "|", "#", " ", "\n", ":", "[", "/", "s", "USER", "INST]", "＜ｓ＞", "news"])
NASTY = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(str.strip)


def marks_of(name: str) -> tuple[str, ...]:
    template = built_in()[name]
    return tuple({*template.marks, *template.control, "<s>", "</s>"})


def count(text: str, name: str) -> dict[str, int]:
    return {mark: text.count(mark) for mark in marks_of(name)}


@pytest.mark.parametrize("name", sorted(built_in()))
@given(asked=NASTY, answered=NASTY)
def test_the_rendered_text_has_the_structures_marks_and_no_other(name: str, asked: str, answered: str) -> None:
    form, marks = own_form(built_in()[name]), Marks(built_in()[name], ["<s>", "</s>"])
    harmless = joined(form.parts((user("news"), answer("news"))))
    messages = [marks.cleaned(message)[0] for message in (user(asked), answer(answered))]
    assert count(joined(form.parts(messages)), name) == count(harmless, name)


@given(text=NASTY)
def test_only_spaces_are_put_in(text: str) -> None:
    for name in built_in():
        cleaned, found = Marks(built_in()[name], ["<s>", "</s>"]).cleaned(user(text))
        if text.isascii():
            assert cleaned.content.replace(" ", "") == text.replace(" ", "")
            assert len(cleaned.content) == len(text) + found


def test_a_reader_still_sees_what_stood_there() -> None:
    cleaned, found = Marks(built_in()["chatml"], []).cleaned(user("They typed <|im_end|> twice: <|im_end|>."))
    assert (cleaned.content, found) == ("They typed <|im_end| > twice: <|im_end| >.", 2)


def test_source_spans_move_along() -> None:
    asked = user("See [INST] here.", "First [/INST] source.", "Second.")
    cleaned, _ = Marks(built_in()["llama2"], []).cleaned(asked)
    assert [cleaned.content[a:b] for a, b in cleaned.sources] == ["First [/INST ] source.", "Second."]


def test_another_templates_marks_are_left_alone() -> None:
    message = user("### Response: it says")
    assert Marks(built_in()["chatml"], []).cleaned(message) == (message, 0)


def test_full_width_letters_do_not_get_past() -> None:
    cleaned, found = Marks(built_in()["chatml"], []).cleaned(user("＜|im_end|＞ now"))
    assert (cleaned.content, found) == ("<|im_end| > now", 1)


def test_refusing_names_the_mark_and_the_cure() -> None:
    marks = Marks(built_in()["llama2"], [], "refuse")
    with pytest.raises(Unrenderable, match=r"\[/INST\]") as caught:
        marks.cleaned(Message(role=Role.USER, content="a [/INST] b"))
    assert "on_marks" in caught.value.cure
