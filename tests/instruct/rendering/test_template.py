"""Template files: all of this release load, and what is wrong with one's own is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from newswright.errors import TemplateInvalid
from newswright.instruct.rendering.template import Template, UserForms, built_in, find, parse

WANTED = {"llama2", "llama3", "alpaca", "vicuna", "chatml", "mistral", "zephyr", "guanaco", "plain", "origin"}


def test_the_issues_templates_are_built_in() -> None:
    assert set(built_in()) == WANTED


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_templates_file_is_called_like_it_and_says_where_it_comes_from(name: str) -> None:
    template = built_in()[name]
    assert template.name == name
    assert template.reference
    assert len(template.about) < 90


def test_ones_own_template_is_a_small_file(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text('name = "desk"\nabout = "ours"\nreference = "us"\nhead = ">"\n[user]\nany = "Q {user} "\n')
    assert find(str(path)).head == ">"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ('name = "x"\nabout = ""\nreference = ""\n', "user: Field required"),
        ('name = "x"\nabout = ""\nreference = ""\nhaed = ""\n[user]\nany = "{user}"', "haed"),
        ('name = "x"\nabout = ""\nreference = ""\n[user]\nany = "{usr}"', "{usr}"),
        ('name = "x"\nabout = ""\nreference = ""\n[user]\nany = "no content"', "must have {user} once"),
        ('name = "x"\nabout = ""\nreference = ""\nanswer = "{user}"\n[user]\nany = "{user}"', "{user}"),
        ('name = "x"\nabout = ""\nreference = ""\nend = "<end>"\n[user]\nany = "{user}"', "<end>"),
        ('name = "../x"\nabout = ""\nreference = ""\n[user]\nany = "{user}"', "name"),
    ],
)
def test_a_malformed_template_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(TemplateInvalid, match=r"desk\.toml") as caught:
        parse(text, "desk.toml")
    assert said in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(TemplateInvalid, match="chatlm") as caught:
        find("chatlm")
    assert "chatml" in caught.value.cure


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TemplateInvalid, match="cannot be read"):
        find(str(tmp_path / "none.toml"))


def test_one_end_token_is_one_of_the_control_texts() -> None:
    with pytest.raises(ValueError, match="must be"):
        Template(name="x", about="", reference="", end="<stop>", user=UserForms(any="{user}"))
