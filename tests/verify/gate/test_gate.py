"""The verdict puts the checks together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.records import Evidence, Label, Outcome
from newswright.verify import VerifyOptions
from newswright.verify.gate import CHECKS, check_sentence

TEXT = "Ostermere council voted 21 to 14 on Tuesday night to build a tram line between the station and Tarn Quay."


def _evidence(text: str, source: str = "Sample Gazette") -> Evidence:
    return Evidence(item="i1", url="https://gazette.example/1", source=source, text=text, start=0, end=len(text))


def test_supported() -> None:
    verdict = check_sentence(
        "On Tuesday night, the council voted to build a tram line between the station and Tarn Quay.", [_evidence(TEXT)]
    )
    assert verdict.label is Label.SUPPORTED, verdict.reasons


@pytest.mark.parametrize(
    ("sentence", "check"),
    [
        ("Ostermere council voted 21 to 15 on Tuesday night to build a tram line.", "numbers"),
        ("Ostermere council voted 21 to 14 on Wednesday night to build a tram line.", "dates"),
        ("Wexley council voted 21 to 14 on Tuesday night to build a tram line.", "names"),
        ("Ostermere council “voted” on Tuesday night to build a tram line.", "quotations"),
        ("Ostermere council voted 21 to 14 on Tuesday night to build a costly tram line.", "wording"),
        ("Ostermere council did not vote on Tuesday night to build a tram line.", "stance"),
    ],
)
def test_one_fault_is_enough(sentence: str, check: str) -> None:
    verdict = check_sentence(sentence, [_evidence(TEXT)])
    assert not verdict.supported
    assert check in {found.name for found in verdict.checks if found.outcome is Outcome.FAILED}


def test_nothing_is_supported_by_nothing() -> None:
    assert check_sentence("Rain fell.", []).label is Label.NOT_FOUND
    assert check_sentence("", [_evidence(TEXT)]).label is Label.NOT_FOUND


def test_an_outlets_name_inside_a_sentence_lifts_no_check() -> None:
    assert not check_sentence("The X council voted to close Tarn Quay.", [_evidence(TEXT, source="X")]).supported


def test_checks_can_be_left_out() -> None:
    verdict = check_sentence(TEXT, [_evidence(TEXT)], VerifyOptions(skip=("copying",)))
    assert {check.name for check in verdict.checks} == set(CHECKS) - {"copying"}


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_verdict(sentence: str, evidence: str) -> None:
    assert len(check_sentence(sentence, [_evidence(evidence)]).checks) == len(CHECKS)
