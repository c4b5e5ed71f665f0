"""Quotations: word by word, quoted in the source too, and nobody speaks outside the marks."""

import pytest

from newswright.records import Outcome
from newswright.verify.gate.quotations import check_quotations

EVIDENCE = "“We lost forty years of work,” said Peter Garrow, who runs the loft. Nobody was hurt."


@pytest.mark.parametrize(
    "sentence",
    [
        "Peter Garrow said: “We lost forty years of work.”",
        'Peter Garrow said: "We lost forty years of work."',
        "Garrow said they “lost forty years”.",
    ],
)
def test_exact(sentence: str) -> None:
    assert check_quotations(sentence, [EVIDENCE]).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Garrow said: “We lost fifty years of work.”", "not word for word"),
        ("Garrow said: “We lost years of work.”", "not word for word"),
        ("Garrow said “nobody was hurt”.", "does not quote it"),
        ("We lost forty years of work, Garrow said.", "outside quotation marks"),
        ("Garrow said: “We lost forty years of work", ""),
    ],
)
def test_altered(sentence: str, why: str) -> None:
    check = check_quotations(sentence, [EVIDENCE])
    if why:
        assert check.outcome is Outcome.FAILED
        assert why in check.detail
    else:  # a mark that is never closed: the words after it are compared all the same
        assert check.outcome is Outcome.PASSED


def test_two_quotations_stitched_into_one() -> None:
    evidence = ["“It is gone,” she said. “We will rebuild,” she added."]
    assert check_quotations("She said: “It is gone. We will rebuild.”", evidence).outcome is Outcome.FAILED


def test_an_outlet_may_be_quoted_when_it_is_credited() -> None:
    sentence = "“‘We lost forty years of work,’ said Peter Garrow, who runs the loft,” Sample Gazette reported."
    assert check_quotations(sentence, [EVIDENCE], ["Sample Gazette"]).outcome is Outcome.PASSED
    assert check_quotations(sentence, [EVIDENCE], ["Other Gazette"]).outcome is Outcome.FAILED
