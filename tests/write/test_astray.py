"""Phrases that a reply puts first: those that may belong to another verb are not printed, the others are."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from newswright.write.astray import astray


@pytest.mark.parametrize(
    ("text", "source", "why"),
    [
        (
            "At the Infirmary, all three anglers were wearing lifejackets and were treated.",
            "All three anglers were wearing lifejackets and were treated at the Infirmary.",
            "may go to another verb",
        ),
        (
            "By 10am, engineers traced the fault and hope to restore supplies.",
            "Engineers traced the fault and hope to restore supplies by 10am.",
            "may go to another verb",
        ),
        (
            "In spring 2027, construction is due to begin, and the first trams should run.",
            "Construction is due to begin in spring 2027, and the first trams should run in 2030.",
            "may go to another verb",
        ),
        (
            "On Mill Lane, solicitor Edmund Farley said the sum included a cottage.",
            "Solicitor Edmund Farley said the sum included a cottage on Mill Lane.",
            "goes to another verb",
        ),
        (
            "On Monday, the fire service said 12 engines were sent.",
            "On Monday 12 engines were sent, the fire service said.",
            "goes to another verb",
        ),
        (
            "For forty years, all 26 stalls stayed shut in the first stoppage.",
            "All 26 stalls stayed shut in the first stoppage there for forty years.",
            "leaves what it counts",
        ),
        (
            "As much as the graphite it replaces, the carbon could cost a third.",
            "The carbon could cost a third as much as the graphite it replaces.",
            "leaves what it counts",
        ),
        (
            "On Sunday, the highest total since 1998, volunteers counted 286 seals.",
            "Volunteers counted 286 seals on Sunday, the highest total since 1998.",
            "stands for nothing",
        ),
        (
            "On Wednesday, the wing took in only its first patients.",
            "The wing took in its first patients on Wednesday.",
            "only",
        ),
        (
            "The manager said the cable dated from 1962 was due to be replaced.",
            "The manager said the cable dated from 1962 and was due to be replaced.",
            "loses",
        ),
        (
            "Town equalised, and Dunmarsh had put Rovers ahead.",
            "Dunmarsh had put Rovers ahead before Town equalised.",
            "adds",
        ),
    ],
)
def test_astray(text: str, source: str, why: str) -> None:
    assert why in astray(text, source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "On Thursday, electricity was restored to the last homes.",
            "Electricity was restored to the last homes at 9.35am on Thursday.",
        ),
        (
            "At a meeting in Turin, the runner broke the record.",
            "The runner, who is 19, broke the record at a meeting in Turin.",
        ),
        (
            "On Thursday, 2,300 homes and shops lost power.",
            "About 2,300 homes and shops in the north lost power on Thursday.",
        ),
        (
            "On Friday, the institute said a gene has been bred into wheat.",
            "A gene has been bred into wheat, the institute said on Friday.",
        ),
        ("On Monday, the union said nurses will strike.", "On Monday, the union said nurses will strike in May."),
        (
            "The mill loses money, and its owner wants to close it.",
            "The mill loses money. Its owner wants to close it.",
        ),
        (
            "On Thursday morning, the governors hope to reopen the building.",
            "The governors hope to reopen the building on Thursday morning.",
        ),
    ],
)
def test_in_its_place(text: str, source: str) -> None:
    assert astray(text, source) == ""


@given(some.text(max_size=80), some.text(max_size=80))
def test_any_text_is_read_and_a_copy_is_never_astray(text: str, source: str) -> None:
    astray(text, source)
    assert astray(text, text) == ""
