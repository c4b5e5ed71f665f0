from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from newswright.curate import RULES, CurateOptions, curate
from newswright.records import WireItem, digest
from tests.curate.desk import FIRE, FIRE_TOO, OTHER_FIRE, VOTE, item

AGAIN = item(FIRE.title, FIRE.description, hours=168, url=FIRE.url)
COPY = item("Four votes carry tram", VOTE.description, hours=9, outlet="radio.example")
FARM = item("Quay Hill LLC Buys 1,204 Shares of Harbour Foods (NYSE:HBF)", "The fund owned 9,000 shares.", hours=1)
BARE = item("Road closures this weekend", "", hours=2)
ALL = (FIRE, FIRE_TOO, OTHER_FIRE, VOTE, AGAIN, COPY, FARM, BARE)


def test_spikes_and_stories() -> None:
    spikes, stories = curate(ALL, CurateOptions())
    assert {s.item: s.rule for s in spikes} == {
        AGAIN.id: "recrawl",
        COPY.id: "near-copy",
        FARM.id: "spam",
        BARE.id: "empty",
    }
    assert [s.items for s in stories] == [(FIRE.id, FIRE_TOO.id), (OTHER_FIRE.id,), (VOTE.id,)]
    first = stories[0]
    assert first.id == "s" + digest(FIRE.id)
    assert first.slug == "fire-guts-old-sail-loft-on-heron-quay"
    assert first.outlets == ("gazette.example", "radio.example")
    assert (first.language, first.started_at) == ("en", FIRE.published_at)


def test_a_copy_names_the_item_that_stands() -> None:
    details = {s.rule: s.detail for s in curate(ALL, CurateOptions()).spikes}
    assert FIRE.id in details["recrawl"]
    assert VOTE.id in details["near-copy"]


def test_the_order_of_the_items_does_not_matter() -> None:
    expected = curate(ALL, CurateOptions())
    for seed in range(5):
        shuffled = random.Random(seed).sample([*ALL, FIRE, VOTE], len(ALL) + 2)
        assert curate(shuffled, CurateOptions()) == expected


def test_a_full_story_spikes_the_rest() -> None:
    spikes, stories = curate([FIRE, FIRE_TOO], CurateOptions(max_story_items=1))
    assert [(s.item, s.rule) for s in spikes] == [(FIRE_TOO.id, "surplus")]
    assert stories[0].id in spikes[0].detail
    assert stories[0].items == (FIRE.id,)


def test_progress_reaches_its_end() -> None:
    told: list[tuple[str, int, int]] = []
    curate(ALL, CurateOptions(), lambda *step: told.append(step))
    assert ("rules", len(ALL), len(ALL)) in told
    assert told[-1] == ("stories", 4, 4)


def test_nothing_gives_nothing() -> None:
    assert curate([], CurateOptions()) == ((), ())


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValidationError, match="min_wrods"):
        CurateOptions.model_validate({"min_wrods": 3})


WORDS = st.sampled_from(
    [
        "Ostermere",
        "Wexley",
        "Hale",
        "fire",
        "ferry",
        "council",
        "12",
        "34",
        "vote",
        "said",
        "on",
        "the",
        "closed",
        "Quay",
        "(NYSE:HBF)",
        "Read more",
    ]
)
TEXT = st.lists(WORDS, max_size=14).map(" ".join)
ITEMS = st.builds(
    item,
    TEXT,
    TEXT,
    hours=st.one_of(st.none(), st.integers(0, 200)),
    outlet=st.sampled_from(["gazette.example", "radio.example"]),
    url=st.sampled_from(["", "https://gazette.example/1", "https://gazette.example/2020/01/01/x"]),
    rights=st.sampled_from(["", "noai"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ITEMS, max_size=15), st.randoms(use_true_random=False))
def test_every_item_ends_in_exactly_one_place(items: list[WireItem], chance: random.Random) -> None:
    options = CurateOptions(max_story_items=3)
    spikes, stories = curate(items, options)
    places = [s.item for s in spikes] + [i for s in stories for i in s.items]
    assert sorted(places) == sorted({i.id for i in items})
    assert {s.rule for s in spikes} <= set(RULES)
    assert all(s.detail for s in spikes)
    assert len({s.id for s in stories}) == len(stories)
    chance.shuffle(items)
    assert curate(items, options) == (spikes, stories)
