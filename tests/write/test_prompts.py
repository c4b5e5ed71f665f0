"""The examples that teach the model to write pass the checks that its sentences must pass."""

import re

import pytest

from newswright.records import Evidence
from newswright.verify import check_sentence
from newswright.write.prompts import prompt

EXAMPLES = re.findall(r"Wire: (.+)\nReporter: (.+)\n", prompt("sentence"))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 8


@pytest.mark.parametrize(("wire", "reporter"), EXAMPLES)
def test_no_example_teaches_what_is_rejected(wire: str, reporter: str) -> None:
    evidence = Evidence(item="i1", url="", source="Wire", text=wire, start=0, end=len(wire))
    assert check_sentence(reporter, [evidence]).reasons == ()


def test_prompts_have_no_trailing_instruction() -> None:
    assert prompt("sentence").endswith("\n\n")
    assert prompt("headline").endswith("\n\n")
