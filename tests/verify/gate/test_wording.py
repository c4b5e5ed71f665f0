"""Wording: what the evidence does not say, the sentence does not say."""

import pytest

from newswright.records import Outcome
from newswright.verify.gate.wording import check_wording

EVIDENCE = "Twelve fire engines were sent after the first call, Wexley Fire Service said."


@pytest.mark.parametrize(
    "sentence",
    [
        "12 fire engines were sent.",
        "After the call, the service sent fire engines.",
        "Wexley Fire Service told of the first call.",
    ],
)
def test_nothing_added(sentence: str) -> None:
    check = check_wording(sentence, [EVIDENCE])
    assert check.outcome is Outcome.PASSED, check.detail


@pytest.mark.parametrize(
    ("sentence", "added"),
    [
        ("Twelve fire engines were sent to the scene.", "scene"),
        ("Twelve fire engines were promptly sent.", "promptly"),
        ("Twelve fire engines were sent, a spokesman said.", "spokesman"),
    ],
)
def test_added(sentence: str, added: str) -> None:
    check = check_wording(sentence, [EVIDENCE])
    assert check.outcome is Outcome.FAILED
    assert f"“{added}”" in check.detail


def test_a_credit_adds_nothing() -> None:
    sentence = f"“{EVIDENCE[:-1]},” Sample Gazette reported."
    assert check_wording(sentence, [EVIDENCE], ["Sample Gazette"]).outcome is Outcome.IDLE
