from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.models.repeats import SHORTEST, TURNS, repeats

TEXTS = st.text("ab c", max_size=60)


def plainly(text: str) -> bool:
    """The same, said as plainly as can be."""
    text = " ".join(text.split()).casefold()
    for step in range(1, len(text)):
        tail = max(TURNS * step, SHORTEST)
        if len(text) >= tail and all(text[-at] == text[-at - step] for at in range(1, tail - step + 1)):
            return True
    return False


@given(TEXTS, st.text("ab c", min_size=1, max_size=15), st.integers(0, 40))
def test_it_is_what_the_plain_definition_says(before: str, piece: str, turns: int) -> None:
    text = before + piece * turns
    assert repeats(text) == plainly(text)


@given(st.text(max_size=80), st.text("xyzäß ,.", min_size=1).filter(str.strip), st.data())
def test_a_piece_over_and_over_is_found_whatever_stands_before_it(before: str, piece: str, data: st.DataObject) -> None:
    piece = " ".join(piece.split()) + " "
    turns = max(TURNS, -(-SHORTEST // len(piece))) + 1
    cut = data.draw(st.integers(1, len(piece)))
    assert repeats(f"{before} {piece * turns}{piece[:cut]}")


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=60))
def test_words_that_differ_are_no_repetition(numbers: list[int]) -> None:
    assert not repeats(" ".join(f"<{number:07d}>" for number in numbers)) or len(numbers) < 3


@given(TEXTS, st.integers(1, 6))
def test_case_and_spaces_do_not_count(text: str, gap: int) -> None:
    assert repeats(text) == repeats(text.upper().replace(" ", "\n" * gap))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The mayor said the bridge would open on Monday, and the mayor said the ferry would stop on Monday.",
        "It was very, very, very cold.",
        "Location, location, location: the agents' rule",
        "We shall fight on the beaches, we shall fight on the landing grounds, we shall fight in the fields",
        "Rain fell in Orm, rain fell in Orm",
    ],
)
def test_english_that_repeats_for_a_reason(text: str) -> None:
    assert not repeats(text)


def test_a_long_text_takes_no_long_time() -> None:
    assert repeats("ab" * 200_000)
    assert not repeats("a" * 100_000 + "b" + "a" * 5)
