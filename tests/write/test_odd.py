"""Odd stories: none, empty, huge, of many items, in several languages. Each is handled, and says what was left out."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from newswright.records import Story, WireItem
from newswright.write import WriteOptions, brief

OPTIONS = WriteOptions()
PLACES = ("Orm", "Dale", "Vell", "Hexcombe", "Ostermere", "Wexley", "Tarn", "Pellow")
THINGS = ("bridge", "school", "library", "clinic", "harbour", "market", "station", "bakery", "museum", "depot")
DEEDS = ("closed", "reopened", "flooded", "burned", "moved", "grew", "shrank", "collapsed", "expanded", "failed")


def item(number: int, text: str, language: str = "en") -> WireItem:
    return WireItem.make(
        url=f"https://outlet{number}.example/1",
        source=f"Outlet {number}",
        outlet=f"outlet{number}.example",
        title="",
        description=text,
        published_at=datetime(2026, 3, 1, number % 24, tzinfo=UTC),
        language=language,
    )


def story(items: list[WireItem]) -> Story:
    return Story(
        id="s1",
        slug="odd",
        items=tuple(one.id for one in items),
        outlets=tuple(one.outlet for one in items),
        language="en",
    )


def sentence(number: int) -> str:
    place, thing = PLACES[number % len(PLACES)], THINGS[number // 8 % len(THINGS)]
    return f"The {thing} in {place} {DEEDS[number // 80 % len(DEEDS)]} after {number + 2} days of rain on Monday."


@pytest.mark.parametrize("items", [[], [item(1, "")], [item(1, "Read more.")]], ids=["none", "empty", "furniture"])
def test_a_story_of_nothing_is_thin(items: list[WireItem]) -> None:
    assert brief(story(items), items, OPTIONS).thin.startswith("0 usable sentences")


def test_five_hundred_items_make_one_brief_and_count_what_is_left_out() -> None:
    items = [item(number, " ".join(sentence(number * 3 + more) for more in range(3))) for number in range(500)]
    made = brief(story(items), items, OPTIONS)
    assert len(made.passages) == OPTIONS.most
    assert len(made.passages) + len(made.dropped) + made.more == 1500
    assert all(left.why for left in made.dropped)


def test_an_item_of_a_hundred_thousand_words_is_read_from_its_beginning() -> None:
    text = " ".join(sentence(number) for number in range(7700))
    assert len(text.split()) > 90_000
    items = [item(1, text)]
    began = time.perf_counter()
    made = brief(story(items), items, OPTIONS)
    assert time.perf_counter() - began < 20
    assert made.passages[0].text == sentence(0)
    last = next(left for left in made.dropped if "long item" in left.why) if made.more == 0 else None
    assert made.more > 0 or last is not None


def test_items_in_other_languages_are_left_out_with_the_reason() -> None:
    items = [
        item(1, f"{sentence(1)} {sentence(90)} {sentence(170)}"),
        item(2, "Der Stadtrat hat die Brücke am Montag nach drei Tagen Regen gesperrt.", "de"),
        item(3, "El puente se cerró el lunes después de tres días de lluvia en la ciudad.", "es"),
    ]
    made = brief(story(items), items, OPTIONS)
    assert {passage.source for passage in made.passages} == {"Outlet 1"}
    assert sorted(left.why for left in made.dropped if "article in" in left.why) == [
        "the item is in “de”, the article in “en”",
        "the item is in “es”, the article in “en”",
    ]


def test_the_language_asked_for_is_the_one_that_is_read() -> None:
    german = "Der Stadtrat von Hexcombe hat die Brücke am Montag nach drei Tagen Regen für 14 Tage gesperrt."
    items = [item(1, sentence(1)), item(2, german, "de")]
    made = brief(story(items), items, WriteOptions(language="de", min_sentences=1, min_words=1))
    assert [passage.source for passage in made.passages] == ["Outlet 2"]
