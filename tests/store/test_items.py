from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newswright.errors import NotFound
from newswright.records import WireItem
from newswright.store import Added, Archive
from newswright.store.schema import items
from newswright.store.wording import storable
from tests.store.samples import an_item

words = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9, minutes=-30))]))


def test_every_field_of_an_item_has_its_column() -> None:
    assert [column.name for column in items.c] == list(WireItem.model_fields)


def test_items_are_added_once(archive: Archive) -> None:
    first, second, third = (an_item(n) for n in range(3))
    assert archive.add_items([first, second]) == Added(new=2, known=0)
    assert archive.add_items([second, third, third]) == Added(new=1, known=2)
    assert archive.add_items([]) == Added(new=0, known=0)
    assert archive.count_items() == 3


def test_the_first_form_of_an_item_stays(archive: Archive) -> None:
    item = an_item(1)
    archive.add_items([item])
    archive.add_items([item.model_copy(update={"feed": "file", "snapshot": "0" * 64})])
    assert archive.items() == [item]


def test_oldest_first_undated_last_then_by_id(archive: Archive) -> None:
    given_items = [an_item(n, hours=h) for n, h in enumerate([5, None, 1, 5, None, -3])]
    archive.add_items(given_items)
    dated = sorted((i for i in given_items if i.published_at), key=lambda i: (str(i.published_at), i.id))
    undated = sorted((i for i in given_items if not i.published_at), key=lambda i: i.id)
    expected = dated + undated
    assert archive.items() == expected
    assert archive.items(limit=2, offset=3) == expected[3:5]
    assert archive.items(offset=4) == expected[4:]
    ids = [i.id for i in reversed(expected)]
    assert archive.items(ids=ids) == expected
    assert archive.items(ids=[*ids, ids[0], "i-absent"], limit=2, offset=3) == expected[3:5]
    assert archive.items(ids=[]) == []


def test_one_item_by_id_or_beginning(archive: Archive) -> None:
    twins = [an_item(n).model_copy(update={"id": f"iabcdef00000{n}"}) for n in range(2)]
    other = an_item(3).model_copy(update={"id": "i012345678901"})
    archive.add_items([*twins, other])
    assert archive.item("i012345678901") == other
    assert archive.item("i012") == other
    with pytest.raises(NotFound, match=r"More than one item begins with 'iabc'.*iabcdef000000, iabcdef000001"):
        archive.item("iabc")
    for absent in ("i01", "", "i0%%%", "i01_3", "ifff", "\ud800\ud800\ud800\ud800", "i012\0", "I012"):
        with pytest.raises(NotFound, match="no item"):
            archive.item(absent)


def test_known(archive: Archive) -> None:
    stored = [an_item(n) for n in range(1200)]
    archive.add_items(stored)
    assert archive.known(i.id for i in [*stored, an_item(5000)]) == {i.id for i in stored}
    assert archive.known([]) == set()


def test_a_generator_may_use_the_archive_that_it_fills(archive: Archive) -> None:
    def reading() -> Iterator[WireItem]:
        for n in range(3000):
            if n % 500 == 0:
                archive.record("mediastack", "2026-03")
            yield an_item(n, snapshot=archive.put_snapshot(b"page", feed="file") if n == 1500 else "")

    assert archive.add_items(reading()) == Added(new=3000, known=0)
    assert archive.used("mediastack", "2026-03") == 6


def test_a_generator_that_fails_adds_nothing(archive: Archive) -> None:
    def failing() -> Iterator[WireItem]:
        for n in range(1500):
            yield an_item(n)
        raise ValueError("the wire broke off")

    with pytest.raises(ValueError, match="broke off"):
        archive.add_items(failing())
    assert archive.count_items() == 0
    assert archive.add_items([an_item(1)]) == Added(new=1, known=0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=words, body=words, author=st.none() | words, when=st.none() | moments)
def test_an_item_comes_back_as_it_went_in(
    archive: Archive, title: str, body: str, author: str | None, when: datetime | None
) -> None:
    item = an_item(1).model_copy(
        update={"id": "i000000000001", "title": title, "body": body, "author": author, "published_at": when}
    )
    with archive._database.writing() as connection:
        connection.execute(items.delete())
    archive.add_items([item])
    back = archive.item(item.id)
    same = {"title": storable(title), "body": storable(body), "author": author and storable(author)}
    try:
        same["published_at"] = when and when.astimezone(UTC)  # type: ignore[assignment]
    except OverflowError:
        same["published_at"] = when and when.replace(tzinfo=UTC)  # type: ignore[assignment]
    assert back == item.model_copy(update=same)
    assert len(back.title) == len(title)
    assert back.published_at is None or back.published_at.tzinfo is UTC


def test_bad_rows_are_kept_once_in_order(archive: Archive) -> None:
    rows = [("f" * 64, "row 2", "no title"), ("f" * 64, "row 10", "no address: " + "x" * 5000)]
    archive.add_bad_rows(rows)
    archive.add_bad_rows([*rows, ("f" * 64, "row 11", "a \0 and \udc80")])
    assert archive.bad_rows() == [*rows, ("f" * 64, "row 11", "a \ufffd and \ufffd")]
