from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.numbers import quantities
from newswright.verify.checks.reckoning import century_of, lasts


def follows(said: str, source: str) -> bool:
    [figure] = quantities(said)
    return lasts(figure, [source], quantities(source))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("two days", "within 48 hours of a request"),
        ("three weeks", "held for 21 days"),
        ("ten years", "down from 78 a decade ago"),
        ("18 months", "a year and a half later"),
        ("half a year", "it was for six months"),
        ("one week", "partners for only a week"),
        ("one year", "against 52 a year ago"),
        ("almost seven minutes", "six minutes and 41 seconds"),
        ("three years", "bought in 2016 and licensed in 2019"),
        ("two months", "told in March, wrote in May"),
        ("three days", "left on Saturday, found on Tuesday"),
        ("11 years", "Ida Strand, 52, and Bo Ray, 41, won"),
        ("five hours", "amber at 6 p.m. and red at 11 p.m."),
        ("six days", "from June 3 to June 9"),
    ],
)
def test_lengths_that_follow(said: str, source: str) -> None:
    assert follows(said, source)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("three days", "within 48 hours of a request"),
        ("four years", "bought in 2016 and licensed in 2019"),
        ("two weeks", "partners for only a week"),
        ("20 years", "down from 78 a decade ago"),
        ("three days", ""),
        ("3 km", "three hours"),
    ],
)
def test_lengths_that_do_not(said: str, source: str) -> None:
    assert not follows(said, source)


def test_a_year_lies_in_its_century() -> None:
    [figure] = quantities("the 18th-century fountain")
    assert century_of(figure, quantities("built in 1742"))
    assert century_of(figure, quantities("built in 1800"))
    assert not century_of(figure, quantities("built in 1801"))


@given(st.text(max_size=300), st.integers(1, 400))
def test_any_text_is_read(source: str, days: int) -> None:
    [figure] = quantities(f"{days} days")
    assert lasts(figure, [source], quantities(source)) in {True, False}
