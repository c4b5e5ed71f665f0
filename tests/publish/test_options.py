from __future__ import annotations

import pytest
from pydantic import ValidationError

from newswright.publish import PublishOptions
from newswright.publish.words import counted, listed


@pytest.mark.parametrize(
    "given",
    [
        {"titel": "x"},
        {"title": ""},
        {"disclosure": ""},
        {"base_url": "news.example"},
        {"base_url": "https://a.example/?x"},
        {"language": "en us"},
    ],
)
def test_wrong_settings_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PublishOptions.model_validate(given)


def test_base_url_loses_its_last_slash() -> None:
    assert PublishOptions(base_url="https://news.example/today/").base_url == "https://news.example/today"


@pytest.mark.parametrize(
    ("names", "most", "text"),
    [
        ((), 0, ""),
        (("A",), 0, "A"),
        (("A", "B", "C"), 0, "A, B and C"),
        (("A", "B", "C", "D", "E"), 3, "A, B, C and 2 others"),
        (("A", "B"), 1, "A and 1 other"),
    ],
)
def test_lists_read_as_prose(names: tuple[str, ...], most: int, text: str) -> None:
    assert listed(names, most) == text


def test_counts_agree_with_their_nouns() -> None:
    assert [counted(n, "item") for n in (0, 1, 1204)] == ["0 items", "1 item", "1,204 items"]
