"""Beginnings are taken from the passage and never from its own beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.fold import fold
from newswright.write.openings import openings

CASES = [
    (
        "Nobody was hurt and the vessel floated free after noon, harbour master Ines Calloway said.",
        "Harbour master Ines Calloway said",
    ),
    ("The line should open in 2028, the council said.", "The council said"),
    ("The council voted to build a tram line on Tuesday night.", "On Tuesday night,"),
    ("A fire broke out early, and 34 people were moved from flats.", "34 people"),
    (
        "The council approved it after a debate that lasted until midnight.",
        "After a debate that lasted until midnight,",
    ),
    ("“We lost forty years of work,” said Peter Garrow.", "Peter Garrow said: “We lost forty years"),
]


@pytest.mark.parametrize(("passage", "expected"), CASES)
def test_beginnings(passage: str, expected: str) -> None:
    assert expected in openings(passage)


def test_the_model_may_always_choose() -> None:
    assert openings("Rain fell.") == [""]


@given(st.text(max_size=300))
def test_any_text_has_beginnings_of_its_own_words(text: str) -> None:
    found = openings(text)
    assert found[-1] == ""
    assert len(found) == len(set(found))
    begins = fold(text).casefold()
    assert not any(begins.startswith(fold(way).casefold().rstrip(" ,:")) for way in found if way.strip(" ,:“"))
