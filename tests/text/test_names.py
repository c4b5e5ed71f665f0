"""Names are found by their capitals, and sentence openings are not taken for names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.names import acronym, names

CASES = [
    ("Fishermen at the Ostermere market refused to land their catch on Thursday.", ["Ostermere"]),
    ("On Wednesday, the ferry Lady Anwen ran aground off Tarn Quay.", ["Lady Anwen", "Tarn Quay"]),
    ("“We lost forty years,” said Dr. Peter Garrow.", ["Dr. Peter Garrow"]),
    ("The University of Wexley hired Ines Calloway.", ["University of Wexley", "Ines Calloway"]),
    ("Rovers beat Stanmoor Town in March.", ["Rovers", "Stanmoor Town"]),
    ("In Ostermere nobody was hurt.", ["Ostermere"]),
    ("The WHO and McKay's iPhone.", ["WHO", "McKay's iPhone"]),
    ("I said no.", []),
    ("Nobody was hurt. However, roads were closed.", []),
    ("J. K. Marrow wrote it.", ["J. K. Marrow"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: list[str]) -> None:
    assert [name.text for name in names(text)] == expected


def test_titles_are_no_core() -> None:
    assert names("They met Dr Peter Garrow.")[0].core == ("Peter", "Garrow")


def test_acronym() -> None:
    assert acronym(("World", "Health", "Organization")) == "WHO"


@given(st.text(max_size=300))
def test_spans_hold(text: str) -> None:
    assert all(text[name.start : name.end] == name.text for name in names(text))
