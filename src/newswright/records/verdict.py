"""What a check says of a sentence, and the evidence that it says it from."""

from __future__ import annotations

from enum import StrEnum

from newswright.records.base import Record


class Label(StrEnum):
    """The three things one can say of a sentence and its evidence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


class Outcome(StrEnum):
    """What one check found."""

    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"
    """Worth an editor's look; does not decide."""
    IDLE = "idle"
    """There was nothing to check: no number, no quotation."""


class Evidence(Record):
    """The exact passage of a stored item that a sentence rests on."""

    item: str
    url: str
    source: str
    text: str
    """`item.text[start:end]`, to the letter."""
    start: int
    end: int


class Check(Record):
    """One check's result on one sentence."""

    name: str
    """The check, a key of `newswright.verify.CHECKS`."""
    outcome: Outcome
    detail: str = ""
    """What was compared, in words an editor can use."""
    likely: float | None = None
    """How likely the sentence holds, 0 to 1, by a check that says so; None by one that does not."""


class Verdict(Record):
    """All checks on one sentence against its evidence."""

    label: Label
    checks: tuple[Check, ...]

    @property
    def supported(self) -> bool:
        """True where nothing failed."""
        return self.label is Label.SUPPORTED

    @property
    def reasons(self) -> tuple[str, ...]:
        """The details of what failed, each with its check's name."""
        return tuple(f"{c.name}: {c.detail}" for c in self.checks if c.outcome is Outcome.FAILED)
