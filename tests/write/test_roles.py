"""What a passage does, told by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.write.roles import ORDER, PassageRole, role

REPORT, SPEECH, UNKNOWN, BACKGROUND = ORDER
CASES = [
    ("A fire destroyed the rope works on Tarn Quay on Tuesday.", REPORT),
    ("Rain is forecast for the weekend.", REPORT),
    ("The club, founded in 1902, won on Saturday.", REPORT),
    ("The road is expected to reopen in 2028.", REPORT),
    ("The trust will close the pier in 2027.", REPORT),
    ("No arrests have been made.", REPORT),
    ("He said “no” and left the meeting in the town hall early.", REPORT),
    ("“We could not save it,” said station manager Graham Ottery.", SPEECH),
    ('"It came off as gently as it went on," said Ines Calloway.', SPEECH),
    ("“It was founded in 1950,” she said on Tuesday.", SPEECH),
    ("It was not immediately clear what caused the fire.", UNKNOWN),
    ("Police have not released the driver's name.", UNKNOWN),
    ("The cause remains unknown.", UNKNOWN),
    ("The victim has not been identified.", UNKNOWN),
    ("The company declined to comment.", UNKNOWN),
    ("The ministry did not immediately respond to questions.", UNKNOWN),
    ("There was no word on how many were on board.", UNKNOWN),
    ("The owner could not be reached on Tuesday.", UNKNOWN),
    ("The mill was built in 1884 and employed 300 people.", BACKGROUND),
    ("In 2019 the council voted to sell the site.", BACKGROUND),
    ("Previously the works made ropes for whalers.", BACKGROUND),
    ("The previous record had been set five years earlier.", BACKGROUND),
    ("Last year the trust lost £2 million.", BACKGROUND),
    ("It has long been a place for anglers.", BACKGROUND),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_roles(text: str, expected: PassageRole) -> None:
    assert role(text) is expected


def test_what_is_said_of_the_unknown_in_a_quotation_is_speech() -> None:
    assert role("“It is unclear to me why they did it,” said Tom Vell.") is SPEECH


@given(st.text(max_size=200))
def test_any_text_has_a_role(text: str) -> None:
    assert role(text) in ORDER
