"""What verification says of a whole text: a verdict for each sentence, what was found, and what to do with the text."""

from __future__ import annotations

from enum import StrEnum

from newswright.records.base import Record
from newswright.records.verdict import Evidence, Label

VERIFICATION_FORM = 1
"""Version of the JSON form. It rises when a field changes meaning or goes; a new field does not raise it."""


class Decision(StrEnum):
    """What an editor should do with the text."""

    PUBLISH = "publish"
    LOOK = "look"
    """Read the sentences that are marked before it goes out."""
    REFUSE = "refuse"
    """Something in it is not as the sources have it."""


class Gravity(StrEnum):
    """How much a finding weighs."""

    FAULT = "fault"
    """The sources have it otherwise, or do not have it: the sentence may not stand as it is."""
    DOUBT = "doubt"
    """An editor should look."""
    NOTE = "note"
    """Worth knowing; it decides nothing."""


class Finding(Record):
    """One thing that one check found."""

    check: str
    """The check, a key of `newswright.verify.CHECKS`, `entailment`, or a check of the whole text."""
    gravity: Gravity
    detail: str
    """What is wrong and what the sources have, in words an editor can use."""
    start: int
    end: int
    """Characters of the text that it is about."""
    contradicts: bool = False
    """Whether the sources say it otherwise; else they do not say it."""


class Assessment(Record):
    """One sentence, held against all sources."""

    text: str
    start: int
    end: int
    """`whole[start:end] == text`."""
    headline: bool
    label: Label
    support: float | None
    """How likely the sources support it (0 to 1), from all checks together, 0.2 at most with a fault; None where no
    learned checker ran."""
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    """The passages that speak of the same, the nearest first."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it, each with its check's name."""
        return tuple(f"{f.check}: {f.detail}" for f in self.findings if f.gravity is not Gravity.NOTE)


class SourceSeen(Record):
    """A source as verification took it."""

    id: str
    outlet: str
    url: str
    words: int
    copy_of: str = ""
    """The earlier source whose report it repeats: the two count as one."""
    coverage: float = 0.0
    """Share of the text's words outside quotations that lie in runs of three or more words of this source."""
    density: float = 0.0
    """Mean length of the run that a word of the text lies in, counted in words (Grusky's density)."""
    longest: int = 0
    """Words in the longest run outside quotations."""


class Verification(Record):
    """All that verification says of a text."""

    decision: Decision
    reasons: tuple[str, ...]
    """Why, one sentence each; empty where the text may go out."""
    language: str
    headline: str
    """The headline, "" where the text has none."""
    text: str
    """The headline, an empty line and the body: all places count its characters."""
    sentences: tuple[Assessment, ...]
    support: float | None = None
    """The least of the sentences' supports, by which texts can be ranked; None where no learned checker ran."""
    findings: tuple[Finding, ...]
    """What was found about the text as a whole: its headline, its sources, what it copies."""
    sources: tuple[SourceSeen, ...]
    ran: tuple[str, ...]
    """The checks that ran."""
    left_out: dict[str, str]
    """The checks that did not run, each with the reason."""
    checker: str = ""
    """The learned checker that ran, by name and digest; "" for none."""
    form: int = VERIFICATION_FORM
