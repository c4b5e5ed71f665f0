"""Quotations are found whole and compared word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.quotes import outside_quotations, quotations, same_words

FOUND = [
    ("“No,” she said, “never.”", ["No,", "never."]),
    ('He said "we won’t go" twice.', ["we won’t go"]),
    ("It was “open", ["open"]),
    ("The rovers' ground isn't 'far'.", []),
    ("“He said ‘stop’ twice,” she said.", ["He said ‘stop’ twice,"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[str]) -> None:
    assert [span.text for span in quotations(text)] == expected


@pytest.mark.parametrize(
    ("quotation", "source", "holds"),
    [
        ("We lost forty years", "“We lost forty years of work,” he said.", True),
        ("we lost forty years.", "“We lost forty years of work,” he said.", True),
        ("We lost forty year", "“We lost forty years of work,” he said.", False),
        ("We lost years", "“We lost forty years of work,” he said.", False),
        ("won’t go", "they won't go home", True),
        ("will not go", "they won't go home", False),
        ("He said ‘stop’", "“He said “stop” twice”", True),
    ],
)
def test_word_for_word(quotation: str, source: str, *, holds: bool) -> None:
    assert same_words(quotation, source) is holds


@given(st.text(alphabet="ab “”\"'’.", max_size=80))
def test_blanking_keeps_length_and_spans_hold(text: str) -> None:
    assert len(outside_quotations(text)) == len(text)
    assert all(text[span.start : span.end] == span.text for span in quotations(text))


@given(st.text(max_size=120))
def test_a_text_has_its_own_words(text: str) -> None:
    assert same_words(text, text)
