"""The records that pass from stage to stage: frozen, typed, without behaviour beyond their own consistency."""

from newswright.records.article import COPY, FORM, Article, Attempt, Headline, Making, Origin, Sentence, Status
from newswright.records.base import Record, digest
from newswright.records.edition import Edition
from newswright.records.lesson import Lesson, Message, Preference, Role, Teaching
from newswright.records.report import Counts, Figures, Ingested, Recheck, Report
from newswright.records.story import Brief, LeftOut, Passage, Story
from newswright.records.verdict import Check, Evidence, Label, Outcome, Verdict
from newswright.records.verification import (
    VERIFICATION_FORM,
    Assessment,
    Decision,
    Finding,
    Gravity,
    SourceSeen,
    Verification,
)
from newswright.records.wire import Spike, WireItem

__all__ = [
    "COPY",
    "FORM",
    "VERIFICATION_FORM",
    "Article",
    "Assessment",
    "Attempt",
    "Brief",
    "Check",
    "Counts",
    "Decision",
    "Edition",
    "Evidence",
    "Figures",
    "Finding",
    "Gravity",
    "Headline",
    "Ingested",
    "Label",
    "LeftOut",
    "Lesson",
    "Making",
    "Message",
    "Origin",
    "Outcome",
    "Passage",
    "Preference",
    "Recheck",
    "Record",
    "Report",
    "Role",
    "Sentence",
    "SourceSeen",
    "Spike",
    "Status",
    "Story",
    "Teaching",
    "Verdict",
    "Verification",
    "WireItem",
    "digest",
]
