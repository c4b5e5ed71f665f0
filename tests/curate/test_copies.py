from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.curate.copies import near_copies, page, recrawls
from tests.curate.desk import FIRE, FIRE_TOO, VOTE, item

AGENCY = (
    "A flood warning has been issued for the Hexcombe seafront before Thursday evening's high tide, which is expected"
    " to reach 5.4 metres, the harbour board said. People are asked to stay away from the sea wall after 6pm."
)
FIRST = item("Flood warning for Hexcombe seafront", AGENCY)


def other(text: str, title: str = "Hexcombe seafront told to expect flood", hours: float = 5) -> dict[str, str]:
    copy = item(title, text, hours=hours, outlet="courier.example")
    return near_copies([FIRST, copy], 0.8)


@pytest.mark.parametrize(
    "text",
    [
        AGENCY,
        AGENCY.replace("are asked", "were asked"),
        AGENCY + " Read more",
        AGENCY[:150] + " […]",
        "“" + AGENCY.replace("'", "’"),
    ],
)
def test_a_copy_at_another_outlet_names_the_one_that_stands(text: str) -> None:
    assert list(other(text).values()) == [FIRST.id]


@pytest.mark.parametrize(
    "text",
    [
        AGENCY.replace("5.4 metres", "5.9 metres"),
        AGENCY.replace("the Hexcombe", "the Farrow"),
        AGENCY.replace("are asked", "are not asked"),
        AGENCY.replace("Thursday", "Friday"),
    ],
)
def test_another_number_name_or_denial_makes_it_another_report(text: str) -> None:
    assert other(text) == {}


def test_the_fuller_text_stands() -> None:
    fuller = item(
        "Flood warning", AGENCY + " Eleven roads in Castle Farrow will close.", hours=9, outlet="radio.example"
    )
    assert near_copies([FIRST, fuller], 0.8) == {FIRST.id: fuller.id}


def test_own_words_are_no_copy() -> None:
    assert near_copies([FIRE, FIRE_TOO, VOTE], 0.8) == {}


def test_the_same_empty_phrase_under_different_titles_is_no_copy() -> None:
    one = item("Live: council votes on tram line", "Follow the latest from the chamber as it happens.")
    two = item("Live: Rovers meet Castle Farrow", "Follow the latest from the chamber as it happens.", hours=9)
    assert near_copies([one, two], 0.8) == {}


def test_a_thousand_equal_reports_leave_one() -> None:
    many = [item("Flood warning for Hexcombe seafront", AGENCY, hours=n, outlet=f"o{n}.example") for n in range(1000)]
    assert set(near_copies(many, 0.8).values()) == {many[0].id}


def test_a_recrawl_is_the_same_page_with_the_same_text() -> None:
    again = item("Flood warning for Hexcombe seafront", AGENCY, hours=168, url=FIRST.url + "?utm_source=feed#top")
    update = item("Flood hits Hexcombe", AGENCY.replace("5.4", "6.1"), hours=20, url=FIRST.url)
    elsewhere = item("Flood warning for Hexcombe seafront", AGENCY, hours=30, outlet="courier.example")
    assert recrawls([FIRST, update, elsewhere, again], 0.8) == {again.id: FIRST.id}


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://www.gazette.example/a/", "http://gazette.example/a"),
        ("https://gazette.example/a?id=7&utm_medium=x", "https://gazette.example/a?id=7"),
        ("https://gazette.example/a/amp", "https://gazette.example/a#part"),
    ],
)
def test_one_page_under_several_addresses(url: str, same: str) -> None:
    assert page(url) == page(same)


def test_different_queries_are_different_pages() -> None:
    assert page("https://gazette.example/a?id=7") != page("https://gazette.example/a?id=8")


@given(st.text(max_size=60))
def test_any_address_has_a_page(url: str) -> None:
    assert page(url) == page(url)
