"""Copying is graded by the longest run, and quotations do not count."""

from newswright.records import Outcome
from newswright.verify.gate.copying import check_copying

SOURCE = " ".join(f"word{number}" for number in range(40)) + "."


def _run(length: int) -> str:
    return " ".join(f"word{number}" for number in range(length))


def test_grades() -> None:
    assert check_copying(_run(11), [SOURCE]).outcome is Outcome.PASSED
    assert check_copying(_run(12), [SOURCE]).outcome is Outcome.NOTED
    assert check_copying(_run(24), [SOURCE]).outcome is Outcome.NOTED
    assert check_copying(_run(25), [SOURCE]).outcome is Outcome.FAILED


def test_quotations_are_exempt() -> None:
    assert check_copying(f"She said: “{_run(39)}”", [SOURCE]).outcome is Outcome.PASSED
