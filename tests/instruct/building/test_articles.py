from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.building.articles import (
    CUT_MARK,
    ArchiveArticle,
    ArticleOptions,
    from_item,
    from_story,
    headline_of,
    read_articles,
    read_sources,
    source_of,
)
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.records import Article, Label, Origin, Sentence, Status, Story, Verdict, WireItem

WIKINEWS = Path(__file__).parents[4] / "shared" / "data" / "wikinews" / "articles.jsonl"


def read(
    *rows: Mapping[str, object], options: ArticleOptions | None = None
) -> tuple[list[ArchiveArticle], list[BadRow]]:
    bad: list[BadRow] = []
    placed = [(f"set.jsonl:{number}", row) for number, row in enumerate(rows, 1)]
    return list(read_articles(placed, options or ArticleOptions(), bad.append)), bad


def test_a_full_row() -> None:
    (article,), bad = read(
        {
            "id": 12,
            "title": "Ferry strike ends &amp; boats sail.",
            "standfirst": "<p>After nine days.</p>",
            "text": "The strike <b>ended</b> on Monday.\n\nBoats sailed.",
            "highlights": ["The strike ended.", "Boats sailed."],
            "published_at": "March 3, 2026",
            "link": "https://courier.example/a",
            "license": "CC-BY-4.0",
            "lang": "en-GB",
            "publisher": "Ostermere Courier",
            "story_id": "s1",
            "sources": ["A first report. It says more."],
        }
    )
    assert not bad
    assert article.headline == "Ferry strike ends & boats sail"
    assert article.paragraphs == ("The strike ended on Monday.", "Boats sailed.")
    assert article.teaser == "After nine days."
    assert article.summary == "The strike ended. Boats sailed."
    assert article.date == datetime(2026, 3, 3, tzinfo=UTC)
    assert (article.id, article.story, article.language) == ("12", "s1", "en")
    assert (article.licence, article.outlet, article.origin) == ("CC-BY-4.0", "Ostermere Courier", "set.jsonl:1")
    assert [source.text for source in article.sources] == ["A first report. It says more."]


def test_the_shape_of_sources_and_article() -> None:
    (article,), _ = read(
        {
            "sources": [{"headline": "Strike over.", "text": "It ended."}],
            "article": {"headline": "Strike ends.", "text": "The strike ended. Boats sailed."},
        }
    )
    assert article.headline == "Strike ends"
    assert article.sources[0].headline == "Strike over"
    assert article.id.startswith("r")
    assert article.story == article.id


def test_options_fill_what_a_row_does_not_say() -> None:
    options = ArticleOptions(fields={"headline": "kop"}, licence="CC-BY-2.5", outlet="Wikinews")
    (one, two), _ = read(
        {"kop": "A headline", "text": "A text."},
        {"kop": "A headline", "text": "A text.", "licence": "CC0-1.0"},
        options=options,
    )
    assert (one.licence, one.outlet, one.language) == ("CC-BY-2.5", "Wikinews", "en")
    assert two.licence == "CC0-1.0"


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        ({"text": "A text."}, "no headline"),
        ({"headline": "A headline"}, "no text"),
        ({"headline": "<b></b>", "text": "A text."}, "no headline"),
        ({"headline": "A headline", "text": "The post A appeared first on Wexley Herald."}, "no text"),
        ({"headline": "A headline", "text": 7}, "no text"),
        ({}, "its fields are none"),
    ],
)
def test_rows_that_are_no_articles_are_listed(row: Mapping[str, object], lacking: str) -> None:
    found, bad = read(row, {"headline": "The next", "text": "It goes on."})
    assert [article.headline for article in found] == ["The next"]
    assert bad[0].where == "set.jsonl:1"
    assert lacking in bad[0].reason


def test_a_date_that_cannot_be_read_is_listed_and_the_article_kept() -> None:
    (article,), (bad,) = read({"headline": "A headline", "text": "A text.", "date": "some day"})
    assert article.date is None
    assert bad.reason.startswith("kept")
    assert "some day" in bad.reason
    assert not read({"headline": "A headline", "text": "A text.", "date": ""})[1]


def test_furniture_and_litter_go() -> None:
    (article,), _ = read(
        {
            "headline": "A headline",
            "paragraphs": [
                "]] The ferry sailed.",
                "] and ]]",
                "__NOTOC__",
                "It had {{w|Ada Holm}} on board. ] It came back.",
                "The mayor [of Wexley] waved. The post Ferry sails appeared first on Ostermere Courier.",
            ],
        }
    )
    assert article.paragraphs == (
        "The ferry sailed.",
        "It had Ada Holm on board. It came back.",
        "The mayor [of Wexley] waved.",
    )


def test_a_text_that_was_cut_off_shows_it() -> None:
    long = "The council in Ostermere voted for the new terminal after a debate of nine years and"
    for text in (f"A start. {long}", f"A start. {long} [+1204 chars]", f"A start. {long} […]"):
        (article,), _ = read({"headline": "A headline", "text": text})
        assert article.paragraphs[-1] == f"A start. {long}{CUT_MARK}"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("One ended.\nTwo ended.\nThree ended.", 3),
        ("One that\nis wrapped\nat the margin.", 1),
        ("One.\n\nTwo\nwrapped.", 2),
    ],
)
def test_paragraphs_of_a_text(body: str, count: int) -> None:
    (article,), _ = read({"headline": "A headline", "text": body})
    assert len(article.paragraphs) == count


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Ferry strike ends.", "Ferry strike ends"),
        ("Will it sail?.", "Will it sail?"),
        ("Ferry sails to the U.S.", "Ferry sails to the U.S."),
        ("Ferry sails to the U.S..", "Ferry sails to the U.S."),
        ("Unemployment at 5.9%.", "Unemployment at 5.9%"),
        ("Wexley Boats Inc.", "Wexley Boats Inc."),
        ("And then ...", "And then ..."),
        ("A\nheadline", "A headline"),
    ],
)
def test_headlines(raw: str, clean: str) -> None:
    assert headline_of(raw) == clean


def test_sources_of_every_kind() -> None:
    found = list(
        read_sources(
            [
                "https://herald.example/1",
                "A text.",
                {"title": "T", "source": {"name": "Herald"}, "url": "u", "published_at": "2026-03-03", "body": "B."},
                {"title": "Teaser only", "description": "D."},
                7,
            ]
        )
    )
    assert [source.text for source in found] == ["", "A text.", "B.", "D."]
    assert found[0].url == "https://herald.example/1"
    assert found[2].outlet == "Herald"
    assert found[2].date == datetime(2026, 3, 3, tzinfo=UTC)
    assert list(read_sources("no list")) == []


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["text", "name"]), inner)),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["headline", "text", "date", "sources", "article", "summary", "id"]), VALUES))
def test_any_row_is_an_article_or_listed(row: dict[str, object]) -> None:
    found, bad = read(row)
    assert len(found) + sum(not each.reason.startswith("kept") for each in bad) == 1
    for article in found:
        assert article.headline.strip()
        assert all(text.strip() for text in article.paragraphs)


# -- the archive --

ITEM = WireItem.make(
    url="https://courier.example/1",
    source="Ostermere Courier",
    outlet="courier.example",
    title="Ferry strike ends",
    description="The strike ended on Monday.",
    body="The strike ended on Monday.\n\nBoats sailed again.",
    published_at=datetime(2026, 3, 3, tzinfo=UTC),
    language="en",
    rights="CC BY 4.0",
)
STORY = Story(id="s1", slug="ferry", items=(ITEM.id,), outlets=("courier.example",), language="en")


def published_article(status: Status = Status.PUBLISHED) -> Article:
    verdict = Verdict(label=Label.SUPPORTED, checks=())
    lines = ("The ferry strike is over.", "Boats sail again.")
    return Article(
        id="a1",
        story="s1",
        slug="ferry",
        headline="Ferry strike over",
        language="en",
        status=status,
        sentences=tuple(Sentence(text=t, origin=Origin.MODEL, verdict=verdict, evidence=()) for t in lines),
    )


def test_a_story_with_its_article() -> None:
    article = from_story(STORY, [ITEM], published_article())
    assert article is not None
    assert article.paragraphs == ("The ferry strike is over.", "Boats sail again.")
    assert (article.story, article.licence) == ("s1", "CC BY 4.0")
    assert article.sources[0].text == "The strike ended on Monday.\n\nBoats sailed again."


def test_a_story_without_a_published_article_is_none() -> None:
    assert from_story(STORY, [ITEM], None) is None
    assert from_story(STORY, [ITEM], published_article(Status.REFUSED)) is None


def test_an_item_with_a_body_is_an_article_of_its_story() -> None:
    article = from_item(ITEM, "s1")
    assert article is not None
    assert (article.teaser, article.story, article.licence) == ("The strike ended on Monday.", "s1", "CC BY 4.0")
    assert from_item(ITEM.model_copy(update={"body": ""})) is None


def test_an_item_without_a_text_is_a_source_by_its_title() -> None:
    bare = ITEM.model_copy(update={"body": "", "description": ""})
    assert (source_of(bare).headline, source_of(bare).text) == ("", "Ferry strike ends")


@pytest.mark.skipif(not WIKINEWS.exists(), reason="the Wikinews set is not at ../shared/data")
def test_every_wikinews_row_is_read() -> None:
    bad: list[BadRow] = []
    found = list(read_articles(read_rows(WIKINEWS, bad.append), ArticleOptions(), bad.append))
    assert not bad
    assert len(found) == len(WIKINEWS.read_text(encoding="utf-8").splitlines())
    assert sum(article.date is None for article in found) == 1  # its row has an empty date
    assert json.loads(found[0].model_dump_json())["headline"] == found[0].headline
