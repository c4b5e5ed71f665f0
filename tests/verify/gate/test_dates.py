from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.records import Outcome
from newswright.verify.gate.dates import check_dates

PASSED = [
    ("It shut on Tuesday.", "It shut on Tues. 4 boats left."),
    ("It shut on Tuesday.", "It shut on Tuesday night."),
    ("On Tuesday it shut.", "It shut last Tuesday."),
    ("It shut on 17 March.", "It shut on March 17."),
    ("It shut on March 17th.", "It shut on 17 March 2026."),
    ("It shut in March.", "It shut on 17 March 2026."),
    ("It shut in 2026.", "It shut on 17 March 2026."),
    ("It shut on 17 March 2026.", "Shut: 2026-03-17"),
    ("It shut on Tuesday 17 March.", "It shut on Tuesday, 17 March 2026."),
    ("It opens in autumn 2028.", "It opens in the autumn of 2028."),
    ("It opens in fall 2028.", "It opens in autumn 2028."),
    ("It shut in 2028.", "It shut in late 2028."),
    ("It shut yesterday.", "It shut yesterday morning."),
    ("It shut at noon.", "It shut at midday."),
    ("It was built in the '90s.", "It was built in the 1990s."),
    ("It may shut in May.", "In May it shut."),
]

FAILED = [
    ("It shut on Wednesday.", "It shut on Tuesday.", "“Wednesday” is not in the evidence, which has “Tuesday”"),
    ("It shut on Tuesday night.", "It shut on Tuesday.", "which has “Tuesday”"),
    ("It shut on Tuesday night.", "It shut on Tuesday morning.", "which has “Tuesday morning”"),
    ("It shut last Tuesday.", "It shut on Tuesday.", "“last Tuesday”"),
    ("It shut next Tuesday.", "It shut last Tuesday.", "“next Tuesday”"),
    ("It shuts on Tuesdays.", "It shut on Tuesday.", "“Tuesdays”"),
    ("It shut on Tuesday.", "It shuts every Tuesday.", "“Tuesday”"),
    ("It shut on 18 March.", "It shut on 17 March.", "which has “17 March”"),
    ("It shut on 17 April.", "It shut on 17 March.", "which has “17 March”"),
    ("It shut on 17 March 2027.", "It shut on 17 March 2026.", "which has “17 March 2026”"),
    ("It shut on 17 March 2026.", "It shut on 17 March.", "which has “17 March”"),
    ("It shut on Tuesday, 17 March.", "It shut on 17 March.", "which has “17 March”"),
    ("It opens in spring 2028.", "It opens in autumn 2028.", "which has “autumn 2028”"),
    ("It opens in late 2028.", "It opens in 2028.", "which has “2028”"),
    ("It shut yesterday.", "It shut today.", "which has “today”"),
    ("It shut last week.", "It shut last month.", "which has “last month”"),
    ("It shut two days ago.", "It shut two weeks ago.", "“days ago”"),
    ("It shut yesterday.", "It was built in the 1990s.", "“yesterday” is not in the evidence"),
    ("It shut in May.", "It may shut.", "“May” is not in the evidence"),
    ("It shut on Sunday.", "The Sunday Times said it shut.", "“Sunday” is not in the evidence"),
    ("It was built in the 1980s.", "It was built in the 1990s.", "which has “1990s”"),
    ("It shut at dawn.", "It shut at dusk.", "which has “dusk”"),
    ("It shut on Good Friday.", "It shut on Friday.", "“Good Friday”"),
    ("It shut on 4 March 2026.", "It shut on 4/3/2026.", "which has “4/3/2026”"),
    ("It shut on Monday.", "", "“Monday” is not in the evidence"),
]


@pytest.mark.parametrize(("sentence", "evidence"), PASSED)
def test_the_same_date(sentence: str, evidence: str) -> None:
    assert check_dates(sentence, ["Nothing here.", evidence]).outcome is Outcome.PASSED


@pytest.mark.parametrize(("sentence", "evidence", "detail"), FAILED)
def test_another_date(sentence: str, evidence: str, detail: str) -> None:
    found = check_dates(sentence, [evidence])
    assert found.outcome is Outcome.FAILED
    assert detail in found.detail


def test_nothing_to_check() -> None:
    assert check_dates("It may shut, and they march on.", []).outcome is Outcome.IDLE


PIECES = st.sampled_from(
    [
        "Tuesday",
        "March",
        "May",
        "17",
        "2026",
        ",",
        "(",
        "last",
        "every",
        "early",
        "night",
        "in",
        "the",
        "week",
        "ago",
        "4/3/2026",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map(" ".join)))
def test_a_sentence_supports_itself(sentence: str) -> None:
    assert check_dates(sentence, [sentence]).outcome is not Outcome.FAILED
