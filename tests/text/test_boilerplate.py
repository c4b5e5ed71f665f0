from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.boilerplate import boilerplate, compiled, truncated, without_boilerplate

TABLE = tomllib.loads(files("newswright.text").joinpath("tables", "boilerplate.toml").read_text(encoding="utf-8"))
MARKS = [(e["name"], e["pattern"], mark) for e in TABLE["furniture"] for mark in e["marks"]]
LEAVES = [(e["name"], leave) for e in TABLE["furniture"] for leave in e["leaves"]]


@pytest.mark.parametrize(("name", "pattern", "mark"), MARKS)
def test_every_entry_marks_its_examples_alone_and_behind_a_sentence(name: str, pattern: str, mark: str) -> None:
    for text in (mark, f"The mayor of Wexley said so.{mark}", f"The ferry sails at noon. {mark.strip()}"):
        assert compiled(pattern).search(text), (name, text)


@pytest.mark.parametrize(("name", "leave"), LEAVES)
def test_ordinary_prose_is_left_alone(name: str, leave: str) -> None:
    assert boilerplate(leave) == [], name


def test_a_teaser_with_its_tail() -> None:
    text = "Rovers won 2-1 in Hexcombe […]The post Rovers win at last appeared first on Wexley Sport."
    assert [span.text for span in boilerplate(text)] == [
        "[…]The post Rovers win at last appeared first on Wexley Sport."
    ]
    assert without_boilerplate(text) == "Rovers won 2-1 in Hexcombe"


@given(
    st.text(
        alphabet="The post appeared first on […]. Read more:\nSign up for our newsletter!© 2025 Click here…",
        max_size=200,
    )
)
def test_marked_places_are_in_the_text_and_apart(text: str) -> None:
    found = boilerplate(text)
    assert all(text[s.start : s.end] == s.text and s.text == s.text.strip() for s in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_long_line_without_end_takes_no_time() -> None:
    text = "The post " * 5_000 + "(Reporting by " * 2_000 + "Sign up for " * 2_000
    assert boilerplate(text) is not None


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("The council will decide on […]", True),
        ("He said that the ferry...", True),
        ("“You cannot stop the tide…”", True),
        ("The harbour board, which runs the ferry between Ostermere and the island and", True),
        ("The harbour board, which runs the ferry between Ostermere and the island, met.", False),
        ("“We will sail again before the end of the week, whatever the wind,” she said.”", False),
        ("Ferry sails", False),
        ("", False),
    ],
)
def test_truncated(text: str, cut: bool) -> None:
    assert truncated(text) is cut
