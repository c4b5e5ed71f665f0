"""Names: present, shortened, abbreviated; never longer or other."""

import pytest

from newswright.records import Outcome
from newswright.verify.gate.names import check_names

EVIDENCE = (
    "Harbour master Ines Calloway of the Wexley Harbour Trust spoke in Ostermere, according to Dr. Peter Garrow's firm."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ines Calloway spoke.",
        "Calloway spoke in Ostermere.",
        "The WHT's harbour master spoke.",
        "Harbour master Ines Calloway spoke.",
        "Peter Garrow has a firm in Ostermere.",
        "According to Garrow, the firm spoke.",
    ],
)
def test_present(sentence: str) -> None:
    assert check_names(sentence, [EVIDENCE]).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Inez Calloway spoke.", "Inez Calloway"),
        ("The Wexley Fire Service spoke.", "Wexley Fire Service"),
        ("Calloway spoke in Stanmoor.", "Stanmoor"),
        ("Peter Calloway spoke.", "Peter Calloway"),
        ("The NHS spoke.", "NHS"),
    ],
)
def test_absent(sentence: str, named: str) -> None:
    check = check_names(sentence, [EVIDENCE])
    assert check.outcome is Outcome.FAILED
    assert named in check.detail


def test_an_outlet_is_a_name_only_where_it_is_credited() -> None:
    credited = "“The harbour is shut,” Sample Gazette reported."
    assert check_names(credited, ["The harbour is shut."], ["Sample Gazette"]).outcome is Outcome.PASSED
    claimed = "The Sample Gazette shut the harbour."
    assert check_names(claimed, ["The harbour is shut."], ["Sample Gazette"]).outcome is Outcome.FAILED


def test_no_names() -> None:
    assert check_names("Nobody was hurt.", [EVIDENCE]).outcome is Outcome.IDLE
