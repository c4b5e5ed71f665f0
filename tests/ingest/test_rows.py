"""One row becomes an item or a bad row, whatever stands in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.ingest import BadRow
from newswright.ingest.rows import SHOWN, read_language, read_row, read_rows, read_time, shown
from newswright.records import WireItem
from tests.ingest.conftest import row


def read(raw: object) -> WireItem | BadRow:
    return read_row(raw, "data[7]", snapshot="5" * 64, feed="file")


def item(raw: object) -> WireItem:
    made = read(raw)
    assert isinstance(made, WireItem), made
    return made


def test_a_row() -> None:
    made = item(row(1, author="A. Holm", image="https://gazette.example/1.jpg", category="politics", country="uk"))
    assert made.title == "Ferry 1 reaches Ostermere"
    assert made.text == "Ferry 1 reaches Ostermere\n\nFerry number 1 docked at the Wexley quay on Tuesday."
    assert (made.url, made.source, made.outlet) == (
        "https://gazette.example/2026/03/1",
        "Ostermere Gazette",
        "gazette.example",
    )
    assert (made.author, made.image) == ("A. Holm", "https://gazette.example/1.jpg")
    assert (made.category, made.language, made.country) == ("politics", "en", "uk")
    assert made.published_at == datetime(2026, 3, 17, 8, tzinfo=UTC)
    assert (made.snapshot, made.feed) == ("5" * 64, "file")
    assert made.rights == made.body == ""


def test_text_is_made_plain() -> None:
    made = item(
        row(1, title="<b>Fish &amp;amp; chips</b>\nat noon", description="<p>One.</p><p>It&amp;#8217;s two.</p>")
    )
    assert made.title == "Fish & chips at noon"
    assert made.description == "One.\n\nIt’s two."


@pytest.mark.parametrize("missing", ["author", "title", "description", "url", "source", "image", "published_at"])
@pytest.mark.parametrize("value", [None, "", "  ", [], {}, True, "&nbsp;"])
def test_a_field_may_be_missing_or_odd(missing: str, value: object) -> None:
    made = item(row(1) | {missing: value})
    assert made.text.strip()
    without = row(1)
    del without[missing]
    assert item(without).text == made.text


def test_numbers_are_text() -> None:
    assert item(row(1, title=1984, description=3.5)).text == "1984\n\n3.5"


@pytest.mark.parametrize(
    ("key", "others"), [("body", {"content": "no", "text": "no"}), ("content", {"text": "no"}), ("text", {})]
)
def test_a_row_of_a_file_may_have_a_body_and_rights(key: str, others: dict[str, str]) -> None:
    made = item({"title": "T", "source": "S", key: "One.\n\nTwo.", "rights": "CC BY 4.0"} | others)
    assert (made.body, made.text, made.rights) == ("One.\n\nTwo.", "T\n\nOne.\n\nTwo.", "CC BY 4.0")


def test_an_item_that_was_written_out_comes_back_the_same() -> None:
    made = item(row(1, title="A &lt; B", language="se"))
    again = item(made.model_dump(mode="json"))
    assert again == made


def test_without_a_source_the_outlet_stands_for_it() -> None:
    assert item(row(1, source=None)).source == "gazette.example"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a@b.example/"])
def test_dangerous_addresses_never_pass(url: str) -> None:
    made = item(row(1, url=url, image=url))
    assert (made.url, made.image, made.outlet) == ("", None, "ostermere gazette")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "not an object but null"),
        ([1, 2], "not an object but an array: [1, 2]"),
        ("ferry", "not an object but a string: ferry"),
        (5, "not an object but a number"),
        (True, "not an object but true or false"),
        ({}, "neither title nor description"),
        ({"title": None, "description": "<br>", "url": "https://gazette.example/1"}, "neither title nor description"),
        ({"title": "T", "url": "javascript:x"}, "nobody to attribute it to"),
    ],
)
def test_bad_rows(raw: object, reason: str) -> None:
    made = read(raw)
    assert isinstance(made, BadRow)
    assert made.where == "data[7]"
    assert made.reason.startswith(reason) or reason in made.reason


def test_none_is_lost() -> None:
    made = read_rows(((str(n), raw) for n, raw in enumerate([row(1), 5, row(2), {}])), snapshot="", feed="file")
    assert [len(made.items), [bad.where for bad in made.bad_rows]] == [2, ["1", "3"]]


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        ("2025-01-26T13:08:25+00:00", datetime(2025, 1, 26, 13, 8, 25, tzinfo=UTC)),
        ("2025-01-26T13:08:25Z", datetime(2025, 1, 26, 13, 8, 25, tzinfo=UTC)),
        ("2025-01-26T15:08:25+0200", datetime(2025, 1, 26, 13, 8, 25, tzinfo=UTC)),
        (" 2025-01-26 13:08:25 ", datetime(2025, 1, 26, 13, 8, 25, tzinfo=UTC)),
        ("2025-01-26T13:08:25.500Z", datetime(2025, 1, 26, 13, 8, 25, 500_000, tzinfo=UTC)),
        ("2025-01-26", datetime(2025, 1, 26, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("0000-00-00 00:00:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1737896905, None),
    ],
)
def test_times(raw: object, time: datetime | None) -> None:
    assert read_time(raw) == time


@pytest.mark.parametrize(
    ("raw", "code"),
    [("en", "en"), ("EN-us", "en"), ("pt_BR", "pt"), ("se", "sv"), ("english", ""), (None, ""), (5, "")],
)
def test_languages(raw: object, code: str) -> None:
    assert read_language(raw) == code


def test_bad_values_are_shown_short_and_harmless() -> None:
    assert len(shown("x" * 9999)) == SHOWN
    assert shown({"a": "\x1b[31m\u202e<b>\n"}) == '{"a": "\\u001b[31m <b>\\n"}'
    assert shown("\x1b[2Jtext") == "[2Jtext"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted([*row(1), "body", "text", "content", "rights"])


@given(st.one_of(JSON, st.dictionaries(st.sampled_from(KEYS), JSON)))
def test_whatever_stands_in_a_row_it_is_an_item_or_a_reason(raw: Any) -> None:
    made = read(raw)
    if isinstance(made, BadRow):
        assert made.reason
    else:
        assert made.text
        assert made.source
        made.model_dump_json().encode()
