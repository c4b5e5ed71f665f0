"""Every documented parameter, and what is said of a wrong one."""

import pytest

from newswright.errors import SettingsError
from newswright.ingest import MediastackQuery, SourcesQuery


def test_every_parameter() -> None:
    query = MediastackQuery.parse(
        sources="cnn,-bbc",
        categories="general, -Sports",
        countries="gb,-us",
        languages="en,-se",
        keywords=" ferry  -strike ",
        date="2026-03-01, 2026-03-19",
        sort="popularity",
        limit="50",
        offset="200",
        max_items=300,
    )
    assert query.params() == {
        "sources": "cnn,-bbc",
        "categories": "general,-sports",
        "countries": "gb,-us",
        "languages": "en,-se",
        "keywords": "ferry -strike",
        "date": "2026-03-01,2026-03-19",
        "sort": "popularity",
        "limit": "50",
        "offset": "200",
    }
    assert query.params(limit=7, offset=9) == query.params() | {"limit": "7", "offset": "9"}
    assert "keywords=ferry+-strike" in query.shown()


def test_defaults_ask_for_a_whole_page() -> None:
    assert MediastackQuery.parse().params() == {"sort": "published_desc", "limit": "100", "offset": "0"}
    assert MediastackQuery.parse(sources="", date="", categories="").params() == MediastackQuery().params()


@pytest.mark.parametrize("date", ["2026-03-19", "2024-02-29", "2026-03-19,2026-03-19"])
def test_dates(date: str) -> None:
    assert MediastackQuery.parse(date=date).params()["date"] == date


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"categories": "general,politics"}, ["categories", "'politics'", "general, business, entertainment"]),
        ({"languages": "sv"}, ["languages", "'sv'", "here it is se", "ar, de, en"]),
        ({"languages": "eng"}, ["'eng'"]),
        ({"countries": "usa"}, ["countries", "'usa'", "two letters"]),
        ({"countries": "--us"}, ["'--us'"]),
        ({"countries": "us,-us"}, ["'us' is given twice"]),
        ({"sources": "cnn,,bbc"}, ["sources", "''"]),
        ({"sources": "-"}, ["'-'"]),
        ({"date": "19.03.2026"}, ["date", "'19.03.2026'", "2026-03-01,2026-03-19"]),
        ({"date": "2026-02-30"}, ["'2026-02-30'"]),
        ({"date": "2026-3-1"}, ["'2026-3-1'"]),
        ({"date": "2026-03-02,2026-03-01"}, ["before it begins"]),
        ({"date": "2026-03-01,2026-03-02,2026-03-03"}, ["two joined by a comma"]),
        ({"date": "2026-03-01,"}, ["date"]),
        ({"sort": "newest"}, ["sort", "'newest'", "published_desc, published_asc, popularity"]),
        ({"limit": 101}, ["limit is 101", "100"]),
        ({"limit": 0}, ["limit is 0"]),
        ({"offset": -1}, ["offset is -1"]),
        ({"max_items": 0}, ["max_items is 0"]),
        ({"max_items": 10_001}, ["10000"]),
        ({"keyword": "x"}, ["keyword"]),
        ({"limit": 0, "sort": "x"}, ["limit is 0", "sort is 'x'"]),
    ],
)
def test_wrong_values_are_named_with_what_is_allowed(wrong: dict[str, object], said: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        MediastackQuery.parse(**wrong)
    assert [part for part in said if part not in caught.value.what] == []
    assert "docs/ingest.md" in caught.value.cure


def test_sources_need_words() -> None:
    assert SourcesQuery.parse(search="gazette", limit=10).params() == {
        "search": "gazette",
        "limit": "10",
        "offset": "0",
    }
    with pytest.raises(SettingsError, match="search"):
        SourcesQuery.parse(search="")
