from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.slug import LONGEST, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry floats free at dawn", "ferry-floats-free-at-dawn"),
        ("Mayor’s “sea-wall” plan: £4m & more", "mayors-sea-wall-plan-4m-and-more"),
        ("Größere Fähre für Ærø", "grossere-fahre-fur-aero"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "story-con"),
        ("Index", "story-index"),
    ],
)
def test_slugs(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_title_without_latin_letters_has_a_slug_of_its_own() -> None:
    assert re.fullmatch(r"story-[0-9a-f]{6}", slug("港のフェリー"))
    assert slug("港のフェリー") != slug("市長の計画")


def test_a_long_title_is_cut_between_words() -> None:
    found = slug("The harbour board decides at last on the long disputed winter ferry timetable")
    assert found == "the-harbour-board-decides-at-last-on-the-long-disputed"


@given(st.text(max_size=300))
def test_every_slug_is_a_safe_file_name(title: str) -> None:
    found = slug(title)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", found)
    assert len(found) <= LONGEST
