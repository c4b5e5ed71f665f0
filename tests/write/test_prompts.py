"""The examples that teach the model to write pass the checks that its sentences must pass."""

from __future__ import annotations

import re

import pytest

from newswright.verify import VerifyOptions, check_sentence
from newswright.verify.gate import IN_ITS_PLACE
from newswright.write.prompts import prompt
from newswright.write.soundness import unsound
from tests.write.scripted import evidence

SENTENCES = ("rewrite", "shorten")
EXAMPLES = [pair for name in SENTENCES for pair in re.findall(r"Wire: (.+)\nReporter: (.+)\n", prompt(name))]
HEADLINES = re.findall(r"Report: (.+)\nHeadline: (.+)\n", prompt("headline"))
FREE = VerifyOptions(skip=tuple(sorted(IN_ITS_PLACE)))
"""Without the rules that a reader of meaning stands in for: the examples are put freely."""


def test_there_are_examples() -> None:
    assert (len(EXAMPLES), len(HEADLINES)) == (10, 4)


@pytest.mark.parametrize(("wire", "reporter"), EXAMPLES)
def test_no_example_teaches_what_is_rejected(wire: str, reporter: str) -> None:
    assert check_sentence(reporter, [evidence(wire)], FREE).reasons == ()
    assert unsound(reporter) == ""


@pytest.mark.parametrize(("report", "title"), HEADLINES)
def test_no_headline_teaches_what_is_rejected(report: str, title: str) -> None:
    assert check_sentence(title, [evidence(report)], FREE).reasons == ()
    assert 4 <= len(title.split()) <= 12


@pytest.mark.parametrize("name", [*SENTENCES, "headline"])
def test_prompts_end_where_the_request_goes_on(name: str) -> None:
    assert prompt(name).endswith("\n\n")
