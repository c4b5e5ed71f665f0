from __future__ import annotations

import pytest

from newswright.instruct.building.article_fields import Fields, listed


@pytest.mark.parametrize("name", ["headline", "Title", "HEADLINE", "Sub-Headline"])
def test_names_are_found_in_any_case(name: str) -> None:
    field = "teaser" if name == "Sub-Headline" else "headline"
    assert Fields({name: "Ferry strike ends"}, {}).text(field) == "Ferry strike ends"


def test_a_users_mapping_goes_before_the_table() -> None:
    fields = Fields({"title": "wrong", "kop": "right"}, {"headline": "kop"})
    assert fields.text("headline") == "right"
    assert Fields({"title": "wrong"}, {"headline": "kop"}).text("headline") == ""


def test_the_likeliest_name_wins_and_empty_values_do_not() -> None:
    assert Fields({"text": "long", "paragraphs": ["a", "b"]}, {}).value("body") == ["a", "b"]
    assert Fields({"text": "long", "paragraphs": []}, {}).value("body") == "long"


def test_a_nested_article_is_taken_in() -> None:
    fields = Fields({"sources": [1], "article": {"headline": "H", "text": "T"}}, {})
    assert (fields.text("headline"), fields.text("body"), fields.value("sources")) == ("H", "T", [1])


def test_an_article_that_is_a_text_is_the_body() -> None:
    assert Fields({"article": "A text."}, {}).text("body") == "A text."


def test_texts_of_lists_mappings_and_numbers() -> None:
    assert Fields({"highlights": ["One.", " Two."]}, {}).text("summary") == "One. Two."
    assert Fields({"source": {"id": None, "name": "Wexley Herald"}}, {}).text("outlet") == "Wexley Herald"
    assert Fields({"id": 7}, {}).text("id") == "7"
    assert Fields({"id": b"7"}, {}).text("id") == ""


def test_listing_is_bounded() -> None:
    assert listed({}) == "none"
    assert listed({"a": 1}) == "“a”"
    assert listed({str(n): n for n in range(20)}).endswith("“7”, ...")
