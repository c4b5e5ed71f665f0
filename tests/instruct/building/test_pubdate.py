from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.building.pubdate import published

DAY = datetime(2004, 11, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "November 13, 2004",
        "Nov. 13, 2004",
        "Saturday, November 13, 2004",
        "13 November 2004",
        "13th of November 2004",
        "2004-11-13",
        "20041113",
        "2004-11-13T00:00:00Z",
        "2004-11-13 00:00:00 UTC",
        "2004-11-13T01:00:00+01:00",
        "Sat, 13 Nov 2004 00:00:00 GMT",
        1100304000,
        1100304000000,
        date(2004, 11, 13),
        datetime(2004, 11, 13),  # noqa: DTZ001 - a time without a zone is the case
        datetime(2004, 11, 13, 2, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_forms_that_are_read(raw: object) -> None:
    found = published(raw)
    assert found == DAY
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "raw",
    ["", "soon", "03/04/2026", "March 2026", "November 31, 2004", "13 Smarch 2004", "2004-13-01", True, 7, None, []],
)
def test_what_is_no_date_or_could_be_two(raw: object) -> None:
    assert published(raw) is None


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.binary(max_size=5)))
def test_nothing_makes_it_fail(raw: object) -> None:
    found = published(raw)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_round_trip(when: datetime) -> None:
    assert published(when.isoformat()) == when
