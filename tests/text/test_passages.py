from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from newswright.text.passages import BUDGET, LONGEST, Index

SOURCE = """The council met on Monday. It talked about bins.

A ferry sank off Orm on Tuesday, killing 31 people. She was 40 years old and had been for sale.

Rain fell in Leck."""


def shown(sentence: str, *texts: str) -> list[str]:
    return [piece.text for piece in Index(texts).passage(sentence)]


def test_the_piece_that_shares_the_rarest_words_is_there_with_its_neighbours() -> None:
    found = Index([SOURCE]).passage("The ferry that sank killed dozens.", budget=20)
    assert "A ferry sank off Orm on Tuesday, killing 31 people." in [piece.text for piece in found]


def test_pieces_come_in_the_order_of_the_sources() -> None:
    places = [(piece.source, piece.start) for piece in Index([SOURCE, SOURCE]).passage("Ferry council rain bins.")]
    assert places == sorted(places)


def test_neighbours_are_of_the_same_source() -> None:
    index = Index(["A ferry sank.", "Nothing is said here."])
    assert [piece.source for piece in index.passage("A ferry sank.")] == [0]


def test_nothing_shared_is_nothing_found() -> None:
    assert shown("Elephants sing opera.", SOURCE) == []
    assert shown("", SOURCE) == []
    assert shown("A ferry sank.") == []


def test_the_sentence_before_helps_where_a_sentence_says_little() -> None:
    index = Index([SOURCE])
    found = index.passage("It was sad.", "The ferry sank off Orm.")
    assert any("ferry" in piece.text for piece in found)


def test_a_sentence_without_end_is_cut() -> None:
    long = " ".join(f"word{number}" for number in range(1000))
    index = Index([long])
    assert all(piece.size <= LONGEST for piece in index.pieces)
    assert "".join(long[piece.start : piece.end] for piece in index.pieces).replace(" ", "") == long.replace(" ", "")


@given(st.lists(st.text(max_size=120), max_size=4), st.text(max_size=80))
def test_pieces_are_stretches_of_their_source(texts: list[str], sentence: str) -> None:
    index = Index(texts)
    for piece in index.pieces:
        assert texts[piece.source][piece.start : piece.end] == piece.text
    found = index.passage(sentence)
    assert len(found) < 2 or sum(piece.size for piece in found) <= BUDGET


def test_looking_up_takes_no_longer_in_long_sources() -> None:
    def took(times: int) -> float:
        index = Index([f"Report {number}: a ferry sank off Orm and {number} boats came." for number in range(times)])
        start = time.perf_counter()
        for _ in range(30):
            index.passage("A ferry sank off Orm near report 17.")
        return time.perf_counter() - start

    took(50)
    assert took(4000) < 30 * max(took(400), 0.01)
