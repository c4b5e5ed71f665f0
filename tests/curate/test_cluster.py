from __future__ import annotations

from newswright.curate import CurateOptions
from newswright.curate.cluster import cluster, similarity
from newswright.curate.terms import vectors
from newswright.records import WireItem
from tests.curate.desk import FIRE, FIRE_TOO, OTHER_FIRE, VOTE, item


def groups(*items: WireItem, **options: float) -> list[set[str]]:
    return [{i.id for i in group} for group in cluster(items, CurateOptions.model_validate(options))]


def test_one_event_in_two_wordings_is_one_group_and_its_like_elsewhere_another() -> None:
    found = groups(FIRE, FIRE_TOO, OTHER_FIRE, VOTE)
    assert found == [{FIRE.id, FIRE_TOO.id}, {OTHER_FIRE.id}, {VOTE.id}]


def test_two_items_alone_are_enough_to_tell() -> None:
    assert groups(FIRE, FIRE_TOO) == [{FIRE.id, FIRE_TOO.id}]
    assert groups(FIRE, OTHER_FIRE) == [{FIRE.id}, {OTHER_FIRE.id}]


def test_without_a_shared_name_or_number_nothing_is_alike() -> None:
    one = item("Trains late after snow", "Snow delayed trains across the county, and passengers slept in halls.")
    two = item("Snow delays trains", "Passengers slept in halls after snow delayed trains in the county.")
    first, second = vectors([one, two])
    assert first.telling.isdisjoint(second.telling)
    assert similarity(first, second) == 0


def test_an_event_again_a_month_later_is_another_story() -> None:
    later = item(FIRE_TOO.title, FIRE_TOO.description, hours=24 * 30, outlet="radio.example")
    assert groups(FIRE, later) == [{FIRE.id}, {later.id}]
    assert groups(FIRE, later, window_days=60) == [{FIRE.id, later.id}]


def test_no_story_outlasts_its_window() -> None:
    days = [item(FIRE.title, FIRE.description + f" Day {n}.", hours=24 * n) for n in range(10)]
    found = cluster(days, CurateOptions(window_days=3))
    spans = [
        max(i.published_at for i in g if i.published_at) - min(i.published_at for i in g if i.published_at)
        for g in found
    ]
    assert max(span.days for span in spans) <= 3
    assert sum(len(g) for g in found) == 10


def test_an_undated_item_joins_its_event() -> None:
    undated = item(FIRE_TOO.title, FIRE_TOO.description, hours=None, outlet="radio.example")
    assert groups(FIRE, undated) == [{FIRE.id, undated.id}]


def test_vectors_have_unit_length() -> None:
    for terms in vectors([FIRE, FIRE_TOO, VOTE]):
        assert abs(sum(w * w for w in terms.weights.values()) - 1) < 1e-9
    assert vectors([]) == []
