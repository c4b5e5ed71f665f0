"""Credits are set so that they can be read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.credits import MOST, Credited, credit, listed, otherwise, uncredited

OUTLETS = ["Sample Gazette", "Radio Wexley", "The Tarn Post", "Harbour News Agency"]

SET = [
    ("Two people were hurt.", ["Gazette"], 0, "Two people were hurt, Gazette reported."),
    ("Two people were hurt.", ["Gazette"], 1, "Two people were hurt, according to Gazette."),
    ("Two people were hurt.", ["Gazette"], 2, "Two people were hurt, Gazette reported."),
    ("Two people were hurt. ", ["Gazette"], 0, "Two people were hurt, Gazette reported."),
    ("Two people were hurt, police said.", ["Gazette"], 0, "Two people were hurt, police said, according to Gazette."),
    ("It was shut, the mayor says.", ["Gazette"], 0, "It was shut, the mayor says, according to Gazette."),
    ("It was shut, she told the council.", ["Gazette"], 0, "It was shut, she told the council, according to Gazette."),
    ("No injuries were reported.", ["Gazette"], 0, "No injuries were reported, according to Gazette."),
    ("It will reopen, he added.", ["Gazette"], 0, "It will reopen, he added, according to Gazette."),
    (
        "The quay was shut, according to the harbour trust.",
        ["Gazette"],
        0,
        "The quay was shut, according to the harbour trust, according to Gazette.",
    ),
    ("The quay was shut.", ["Gazette", "Radio"], 0, "The quay was shut, Gazette and Radio reported."),
    ("The quay was shut.", ["A", "B", "C"], 1, "The quay was shut, according to A, B and C."),
    ("The quay was shut.", ["A", "B", "C", "D"], 0, "The quay was shut, A, B and C reported."),
    ("He called it “a loss to the town”.", ["Gazette"], 0, "He called it “a loss to the town”, Gazette reported."),
]

READ = [
    ("Rain fell, Sample Gazette reported.", "Rain fell.", ("Sample Gazette",)),
    ("Rain fell, according to Radio Wexley.", "Rain fell.", ("Radio Wexley",)),
    (
        "Rain fell, Sample Gazette and Radio Wexley reported.",
        "Rain fell.",
        ("Sample Gazette", "Radio Wexley"),
    ),
    ("Rain fell, Radio Wexley and Sample Gazette reported.", "Rain fell.", ("Radio Wexley", "Sample Gazette")),
    (
        "Rain fell, according to Sample Gazette, Radio Wexley and The Tarn Post.",
        "Rain fell.",
        ("Sample Gazette", "Radio Wexley", "The Tarn Post"),
    ),
    ("Rain fell, police said, according to The Tarn Post.", "Rain fell, police said.", ("The Tarn Post",)),
    ("Rain fell, Sample  Gazette reported.", "Rain fell.", ("Sample Gazette",)),
    ("Rain fell.", "Rain fell.", ()),
    ("Rain fell, Another Paper reported.", "Rain fell, Another Paper reported.", ()),
    ("Rain fell, Gazette reported.", "Rain fell, Gazette reported.", ()),
    ("Sample Gazette reported rain.", "Sample Gazette reported rain.", ()),
    ("Rain fell, Sample Gazette and Another Paper reported.", None, ()),
    ("“Rain fell,” Sample Gazette reported.", "“Rain fell,” Sample Gazette reported.", ()),
    ("“Rain fell”, Sample Gazette reported.", "“Rain fell”, Sample Gazette reported.", ()),
    ("Rain “fell”, Sample Gazette reported.", "Rain “fell”.", ("Sample Gazette",)),
    ("Rain fell, Sample Gazette reported", "Rain fell, Sample Gazette reported", ()),
]

sentence = st.text(alphabet=st.characters(codec="utf-8", exclude_characters='“”"'), min_size=1, max_size=60).map(
    lambda text: " ".join(text.split())
)
stopped = sentence.map(lambda text: text.rstrip(". ") + ".").filter(lambda text: len(text) > 1)
some = st.lists(st.sampled_from(OUTLETS), min_size=1, max_size=MOST, unique=True)


@pytest.mark.parametrize(("text", "outlets", "turn", "expected"), SET)
def test_set(text: str, outlets: list[str], turn: int, expected: str) -> None:
    assert credit(text, outlets, turn) == expected


@pytest.mark.parametrize(("text", "body", "named"), READ)
def test_read(text: str, body: str | None, named: tuple[str, ...]) -> None:
    assert uncredited(text, OUTLETS) == Credited(body or text, named)


@given(stopped, some, st.integers(0, 3))
def test_what_is_set_is_read_back(text: str, outlets: list[str], turn: int) -> None:
    found = uncredited(credit(text, outlets, turn), OUTLETS)
    assert (found.body, found.outlets, found.figure) == (text, tuple(outlets), "")


@given(stopped, st.sampled_from(["37 people", "£1.4 million", "almost 300 homes", "12%", "1,200 tonnes"]))
def test_two_figures_are_read_back(text: str, figure: str) -> None:
    for said in (text, credit(text, OUTLETS[:1])):
        found = uncredited(otherwise(said, OUTLETS[0], OUTLETS[1], figure), OUTLETS)
        assert found == Credited(text, (OUTLETS[0], OUTLETS[1]), figure)


def test_two_figures_of_an_outlet_that_is_no_source_are_no_credit() -> None:
    text = otherwise("34 people were led out.", "Sample Gazette", "Another Paper", "37 people")
    assert uncredited(text, OUTLETS) == Credited(text, ())


@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    assert uncredited(text, OUTLETS).outlets == () or "reported" in text or "according to" in text


def test_lists_read_as_english() -> None:
    assert [listed(OUTLETS[:size]) for size in (1, 2, 3)] == [
        "Sample Gazette",
        "Sample Gazette and Radio Wexley",
        "Sample Gazette, Radio Wexley and The Tarn Post",
    ]
