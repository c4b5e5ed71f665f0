from __future__ import annotations

import time
from datetime import date as Date  # noqa: N812 - the module under test has `dates`

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.dates import dates, month_number

# text -> the parts of its one mention
ONE: list[tuple[str, dict[str, int | str]]] = [
    ("on Tuesday", {"weekday": "tuesday"}),
    ("on Tues.", {"weekday": "tuesday"}),
    ("MONDAY", {"weekday": "monday"}),
    ("on Sun. 4 people", {"weekday": "sunday"}),
    ("on Tuesday night", {"weekday": "tuesday", "part": "night"}),
    ("next Tuesday", {"weekday": "tuesday", "relative": "next"}),
    ("last Friday evening", {"weekday": "friday", "relative": "last", "part": "evening"}),
    ("every Tuesday", {"weekday": "tuesday", "relative": "every"}),
    ("on Tuesdays", {"weekday": "tuesday", "relative": "every"}),
    ("late on Tuesday", {"weekday": "tuesday", "edge": "late"}),
    ("17 March 2026", {"day": 17, "month": 3, "year": 2026}),
    ("17th of March", {"day": 17, "month": 3}),
    ("March 17, 2026", {"day": 17, "month": 3, "year": 2026}),
    ("March 17th", {"day": 17, "month": 3}),
    ("Sept. 11", {"day": 11, "month": 9}),
    ("17/03/2026", {"day": 17, "month": 3, "year": 2026}),
    ("03/17/2026", {"day": 17, "month": 3, "year": 2026}),
    ("17.3.2026", {"day": 17, "month": 3, "year": 2026}),
    ("4/3/2026", {"numeric": "4/3", "year": 2026}),
    ("2026-03-17", {"day": 17, "month": 3, "year": 2026}),
    ("Tuesday, 17 March 2026", {"weekday": "tuesday", "day": 17, "month": 3, "year": 2026}),
    ("Tuesday (17 March)", {"weekday": "tuesday", "day": 17, "month": 3}),
    ("March 2026", {"month": 3, "year": 2026}),
    ("in March", {"month": 3}),
    ("by May", {"month": 5}),
    ("early May", {"month": 5, "edge": "early"}),
    ("last September", {"month": 9, "relative": "last"}),
    ("autumn 2028", {"season": "autumn", "year": 2028}),
    ("the fall of 2028", {"season": "autumn", "year": 2028}),
    ("in the summer", {"season": "summer"}),
    ("this spring", {"season": "spring", "relative": "this"}),
    ("today", {"relative": "today"}),
    ("yesterday morning", {"relative": "yesterday", "part": "morning"}),
    ("tonight", {"relative": "tonight"}),
    ("last week", {"relative": "last week"}),
    ("later this year", {"relative": "this year", "edge": "later"}),
    ("two weeks ago", {"relative": "week ago"}),
    ("this morning", {"relative": "this", "part": "morning"}),
    ("last night", {"relative": "last", "part": "night"}),
    ("at noon", {"part": "noon"}),
    ("by midday", {"part": "noon"}),
    ("overnight", {"part": "overnight"}),
    ("in 2028", {"year": 2028}),
    ("mid-2028", {"year": 2028, "edge": "mid"}),
    ("the 2028 games", {"year": 2028}),
    ("the 1990s", {"decade": 1990}),
    ("the ’90s", {"decade": 1990}),
    ("the early 1990s", {"decade": 1990, "edge": "early"}),
    ("on Good Friday", {"feast": "good friday"}),
    ("on Christmas Eve", {"feast": "christmas eve"}),
]

NONE = [
    "It may rain",
    "Theresa May said",
    "May I ask",
    "They march on",
    "the Women's March",
    "June Smith won",
    "the Sunday Times",
    "a Black Friday sale",
    "prices fall",
    "a hot spring",
    "the crowd sat down",
    "the sun shone",
    "an august body",
    "2,000 people",
    "2000 people came",
    "£2028",
    "2028%",
    "a nightclub",
    "a night-time walk",
    "version 1.2.34",
    "a march of 17",
    "12-9",
]


@pytest.mark.parametrize(("text", "parts"), ONE)
def test_one_date(text: str, parts: dict[str, int | str]) -> None:
    found = dates(text)
    assert [mention.parts for mention in found] == [parts]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == []


def test_two_days_of_one_month() -> None:
    assert [m.parts for m in dates("17-19 March")] == [{"day": 17, "month": 3}, {"day": 19, "month": 3}]
    assert [m.parts["day"] for m in dates("March 17 and 19, 2026")] == [17, 19]


def test_the_month_may_beside_the_verb() -> None:
    assert [m.text for m in dates("It may open in May or may not")] == ["May"]


def test_months_by_abbreviation() -> None:
    assert [month_number(word) for word in ("Sept.", "MAY", "jan", "ma", "Mayor")] == [9, 5, 1, None, None]


@given(st.dates(min_value=Date(1900, 1, 1), max_value=Date(2199, 12, 31)))
def test_written_dates_are_read_back(day: Date) -> None:
    expected = {"year": day.year, "month": day.month, "day": day.day}
    written = (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B} {day:%Y}",
        f"{day:%B} {day.day}, {day:%Y}",
        f"{day.day} {day:%b} {day:%Y}",
    )
    for form in written:
        assert [m.parts for m in dates(f"It opened on {form}.")] == [expected]


PIECES = st.sampled_from(
    [
        *"17 3 2026 - – / . , March May Tuesday night last early in the week ago '90s summer ( שלום 🙂 —".split(),
        *("Christmas", "today", "th"),
        *(" ", " ", "\n", "\u00a0"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_spans_are_the_text(text: str) -> None:
    last = 0
    for found in dates(text):
        assert last <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.parts
        last = found.end


@pytest.mark.parametrize(
    "piece", ["1/", "May ", "March 1 ", "1 ", " ", "last ", "'90s ", "2026-", "Tuesday, ", "Aaaa", "early in the ", "x"]
)
def test_work_grows_with_the_text_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.process_time()
        dates(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(30_000) < 40 * seconds(3_000) + 0.5
