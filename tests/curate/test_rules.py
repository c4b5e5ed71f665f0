from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from newswright.curate import RULES, CurateOptions
from newswright.curate.marks import read, reservations, score, table
from newswright.curate.rules import FIRST, advert, dates_in, empty, first_reason, foreign, rights, spam, stale
from tests.curate.desk import FIRE, VOTE, item

OPTIONS = CurateOptions()


def test_every_rule_has_its_sentence() -> None:
    assert {name for name, _ in FIRST} < set(RULES)
    assert all(re.fullmatch(r"[A-Z].*\.", sentence) for sentence in RULES.values())


@pytest.mark.parametrize(
    "mark", [m for name in ("spam", "advert") for m in read(name)["mark"]], ids=lambda m: m["name"]
)
def test_every_mark_knows_its_example(mark: dict[str, Any]) -> None:
    assert re.search(mark["pattern"], mark["example"], re.IGNORECASE)


@pytest.mark.parametrize("entry", read("rights")["reservation"], ids=lambda e: e["name"])
def test_every_reservation_knows_its_examples(entry: dict[str, Any]) -> None:
    assert all(rights(item("A", "b", rights=words), OPTIONS) for words in entry["examples"])
    assert not any(rights(item("A", "b", rights=words), OPTIONS) for words in entry["allows"])
    assert len(reservations()) == len(read("rights")["reservation"])


def test_unknown_and_ordinary_rights_pass() -> None:
    assert rights(FIRE, OPTIONS) is None
    assert rights(item("A", "b", rights="© 2026 Gazette. All rights reserved."), OPTIONS) is None


@pytest.mark.parametrize(
    "title",
    [
        "Quay Hill Advisors LLC Buys 1,204 Shares of Harbour Foods Inc. (NYSE:HBF)",
        "Harbour Foods (NASDAQ:HBF) PT Lowered to $20.00 at Quay Hill",
        "Harbour Foods Co. (LON:HBF) Trading 1% Higher",
        "Harbour Foods Co. (WEX:HBF) Shares Sold by Quay Hill Advisors LLC",
        "Harbour Foods (NYSE:HBF) Sees Significant Decline in Short Interest",
        "Harbour Foods (NYSE:HBF) Given Equal Weight Rating at Quay Hill",
    ],
)
def test_farm_titles_are_spam_whatever_the_text(title: str) -> None:
    assert "points" in (spam(item(title, title), OPTIONS) or "")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Harbour Foods shares fall after profit warning", "Shares in Harbour Foods fell 12% in Wexley on Tuesday."),
        ("Harbour Foods (NYSE: HBF) names new head", "Ada Holm will lead Harbour Foods from May, the board said."),
        (
            "Founder sells 2 million shares of Harbour Foods",
            "Ada Holm sold 2 million shares of the firm, a filing shows.",
        ),
        ("Regulator looks into short interest in Harbour Foods", "Bets against the firm doubled in a week, it said."),
        ("Quay Hill raises its stake in Harbour Foods to 30%", "The fund must now bid for all of the company."),
    ],
)
def test_ordinary_stories_about_shares_pass(title: str, text: str) -> None:
    assert spam(item(title, text), OPTIONS) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Sponsored: Five lamps for the dark season", "Light up your evenings."),
        ("Save 20% on reading lamps at Quay Lamps", "Shop now, while stocks last."),
        ("Five lamps we like", "Use code LAMP20 at the till for a fifth off."),
    ],
)
def test_adverts(title: str, text: str) -> None:
    assert advert(item(title, text), OPTIONS)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Police warn of fake promo codes", "Shoppers in Wexley lost £40,000 to sellers of false codes, police said."),
        ("Shop fined for false 50% off sale", "A Wexley court fined Quay Lamps over prices that were never higher."),
        ("Rovers seek new shirt sponsor", "The club was sponsored by a ferry firm until May."),
        ("Households could save 20% on bills", "Heat pumps would pay for themselves in nine years, a study found."),
    ],
)
def test_reports_about_adverts_pass(title: str, text: str) -> None:
    assert advert(item(title, text), OPTIONS) is None


@pytest.mark.parametrize(
    "text", ["", "Road closures this weekend", "ROAD CLOSURES THIS WEEKEND.", "Read more", "Three closures."]
)
def test_nothing_beyond_the_title(text: str) -> None:
    assert empty(item("Road closures this weekend", text), OPTIONS)


def test_a_sentence_of_its_own_is_enough() -> None:
    assert empty(item("Road closures this weekend", "Mill Lane and Quay Street are shut."), OPTIONS) is None


def test_languages() -> None:
    german = "Die Fähre zur Insel ist am Dienstag vor dem Hafen mit 83 Menschen an Bord auf Grund gelaufen."
    assert "'de'" in (foreign(item("Fähre auf Grund", german), OPTIONS) or "")
    assert "'sv'" in (foreign(item("Ferry aground", "It ran onto the sand.", language="se"), OPTIONS) or "")
    assert foreign(item("Fähre auf Grund", german, language="de"), CurateOptions(language="de")) is None
    assert foreign(item("Rovers win", "2-1", language=""), OPTIONS) is None
    assert foreign(FIRE, OPTIONS) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://gazette.example/2023/07/12/fire", [date(2023, 7, 12)]),
        ("https://gazette.example/world/2025/jan/23/fire", [date(2025, 1, 23)]),
        ("https://gazette.example/fire-news-05-16-24-intl/index.html", [date(2024, 5, 16)]),
        ("https://gazette.example/fire-05-06-24", [date(2024, 5, 6), date(2024, 6, 5)]),
        ("https://gazette.example/article-1.1456300", []),
        ("https://gazette.example/2023/13/45/", []),
        ("http://[broken", []),
        ("", []),
    ],
)
def test_dates_in_addresses(url: str, expected: list[date]) -> None:
    assert dates_in(url) == expected


def test_stale() -> None:
    old = item("Fire guts loft", "A fire destroyed a loft.", url="https://gazette.example/2025/07/12/fire")
    late = item("Fire guts loft", "A fire destroyed a loft.", url="https://gazette.example/2026/03/01/fire")
    assert stale(old, OPTIONS) == "its address is dated 2025-07-12, the wire's date is 248 days later"
    assert stale(late, OPTIONS) is None
    assert stale(old, CurateOptions(stale_days=None)) is None
    assert stale(item("Fire", "A fire.", hours=None, url=old.url), OPTIONS) is None


def test_good_items_have_no_reason_against_them() -> None:
    assert [first_reason(i, OPTIONS) for i in (FIRE, VOTE)] == [None, None]
    assert score(FIRE, "spam") == (0, [])
    assert len({mark.name for mark in table("spam")}) == len(table("spam"))
