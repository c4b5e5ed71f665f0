"""Folding never moves a character."""

from hypothesis import given
from hypothesis import strategies as st

from newswright.text.fold import fold


def test_folds_typography() -> None:
    assert fold("“It’s”—he\u00a0said") == '"It\'s"-he said'


@given(st.text())
def test_length_stays(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
