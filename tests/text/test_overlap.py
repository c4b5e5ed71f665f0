"""Shared runs are measured in words, whatever the case and the typography."""

from hypothesis import given
from hypothesis import strategies as st

from newswright.text.overlap import overlap


def test_longest_run_and_coverage() -> None:
    found = overlap(
        "34 people were moved from nearby flats on Tuesday",
        "A fire broke out and 34 people were moved from nearby flats.",
    )
    assert (found.longest, found.run) == (7, "34 people were moved from nearby flats")
    assert round(found.coverage, 2) == 0.78


def test_typography_and_case_do_not_hide_a_copy() -> None:
    assert overlap("THE MAYOR’S house", "the mayor's house").longest == 3


def test_nothing_shared() -> None:
    assert overlap("red", "blue").longest == 0
    assert overlap("", "blue").coverage == 0.0


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20))
def test_a_text_covers_itself(letters: list[str]) -> None:
    text = " ".join(letters)
    found = overlap(text, text)
    assert (found.longest, found.coverage, found.density) == (len(letters), 1.0, float(len(letters)))
