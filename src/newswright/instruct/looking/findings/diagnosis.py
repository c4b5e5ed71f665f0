"""The doctor's report as a record, and the texts that are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pydantic import computed_field

from newswright.instruct.files.rows import BadRow
from newswright.instruct.looking import histogram
from newswright.instruct.looking.findings.fault import Level
from newswright.instruct.looking.findings.tally import Finding
from newswright.instruct.looking.findings.tokens import TokenFigures
from newswright.instruct.looking.histogram import Bar
from newswright.instruct.looking.visible import one_line
from newswright.records import Record

LISTED = 20
"""Bad rows that a report lists; all are counted."""


class Lengths(Record):
    """How long the rows are."""

    unit: str
    """`tokens`, or `characters` where no renderer was given."""
    median: int
    """To the histogram's finest step: 16 tokens, 64 characters."""
    most: int
    bars: tuple[Bar, ...]


class Diagnosis(Record):
    """What a set is, and what is wrong with it."""

    train: str
    """The set that was looked at."""
    judged: str = ""
    """The set that judges, "" for none."""
    lessons: int
    preferences: int
    stories: int
    """Estimated beyond a quarter of a million."""
    tasks: dict[str, int]
    bad_rows: int
    bad: tuple[BadRow, ...] = ()
    """The first 20."""
    judged_rows: int = 0
    findings: tuple[Finding, ...] = ()
    tokens: TokenFigures | None = None
    lengths: Lengths
    notes: tuple[str, ...] = ()
    """What was looked at in part, and why."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def spoiled(self) -> bool:
        """Whether a training run on the set would be spoiled."""
        return any(finding.level is Level.SPOILS for finding in self.findings)

    @property
    def summary(self) -> str:
        """The findings' count by level, in a few words."""
        counts = {level: sum(one.level is level for one in self.findings) for level in Level}
        told = [f"{count} {level.value if count == 1 else _PLURAL[level]}" for level, count in counts.items() if count]
        return ", ".join(told) if told else "nothing found"


_PLURAL = {Level.SPOILS: "spoil", Level.WARNS: "warn", Level.NOTES: "note"}


def headlines(diagnosis: Diagnosis) -> dict[str, str]:
    """Return the figures of a set, by name."""
    tasks = ", ".join(f"{one_line(name, 40) or 'none'} {count:,}" for name, count in diagnosis.tasks.items())
    found = {
        "Set": diagnosis.train,
        "Judged by": f"{diagnosis.judged}, {diagnosis.judged_rows:,} rows" if diagnosis.judged else "no set",
        "Rows": f"{diagnosis.lessons:,} lessons, {diagnosis.preferences:,} preferences, {diagnosis.bad_rows:,} bad",
        "Stories": f"{diagnosis.stories:,}",
        "Tasks": tasks or "none",
    }
    if tokens := diagnosis.tokens:
        share = f" ({tokens.trained / tokens.total:.0%})" if tokens.total else ""
        found["Tokens"] = (
            f"{tokens.total:,} in {tokens.rows:,} rows, {tokens.trained:,} trained{share}; {tokens.left:,} left out"
        )
        found["Seen as"] = f"{tokens.template}, {tokens.vocabulary}, at most {tokens.length:,} tokens"
    found["Length"] = f"median {diagnosis.lengths.median:,}, most {diagnosis.lengths.most:,} {diagnosis.lengths.unit}"
    found["Findings"] = diagnosis.summary
    return found


def report_text(diagnosis: Diagnosis) -> str:
    """Return the report for a terminal: figures, one line a finding, the histogram. Nothing in it obeys the set."""
    figures = headlines(diagnosis)
    wide = max(map(len, figures))
    head = (f"{name:<{wide}}  {value}" for name, value in figures.items())
    bars = histogram.lines(diagnosis.lengths.bars, diagnosis.tokens.length if diagnosis.tokens else 0)
    parts = (
        head,
        [""],
        _finding_lines(diagnosis),
        [f"Lengths in {diagnosis.lengths.unit}:"],
        bars,
        _endnotes(diagnosis),
    )
    return "\n".join(chain.from_iterable(parts)) + "\n"


def _finding_lines(diagnosis: Diagnosis) -> Iterator[str]:
    wide = max((len(one.name) for one in diagnosis.findings), default=0)
    for one in diagnosis.findings:
        count = f"{one.count:,} ({_percent(one.share)})"
        told = f"  {one.detail}" if one.detail else ""
        yield f"{one.level.value:<6} {one.name:<{wide}}  {count:<16}{told}{_for_instance(one)}"
    if diagnosis.findings:
        yield ""


def _for_instance(finding: Finding) -> str:
    if not finding.examples:
        return ""
    first = finding.examples[0]
    return f"  e.g. {' '.join(filter(None, (first.where, first.id)))}: “{first.excerpt}”"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


def _endnotes(diagnosis: Diagnosis) -> Iterator[str]:
    if diagnosis.notes or diagnosis.bad:
        yield ""
    yield from diagnosis.notes
    for row in diagnosis.bad:
        yield f"unreadable: {one_line(row.where, 80)}: {one_line(row.reason, 160)}"
    if diagnosis.bad_rows > len(diagnosis.bad):
        yield f"and {diagnosis.bad_rows - len(diagnosis.bad):,} more"


def report_markdown(diagnosis: Diagnosis, picture: str = "") -> str:
    """Return the report as Markdown; `picture` is the file of the histogram beside it."""
    lines = ["# The doctor's report", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {_cell(value)} |" for name, value in headlines(diagnosis).items()]
    lines += ["", "## Findings", ""]
    for one in diagnosis.findings:
        of = f"{one.count:,} of {one.of:,} ({_percent(one.share)})"
        lines += [f"- **{one.level.value}: {one.name}**, {of}. {one.what} {_cell(one.detail)}".rstrip()]
        lines += [
            f"  - {_code(f'{example.where} {example.id}'.strip())}: {_code(example.excerpt)}"
            for example in one.examples
        ]
    lines += [] if diagnosis.findings else ["Nothing found."]
    lines += ["", "## Lengths", ""]
    lines += [f"![Histogram of the rows' lengths in {diagnosis.lengths.unit}]({picture})", ""] if picture else []
    limit = diagnosis.tokens.length if diagnosis.tokens else 0
    lines += ["```text", *histogram.lines(diagnosis.lengths.bars, limit), "```"]
    lines += ["", *(f"- {_cell(line)}" for line in _endnotes(diagnosis) if line)]
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    """Return `text` so that Markdown reads no mark in it."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~&" else c for c in text)


def _code(text: str) -> str:
    """Return `text` as inline code: a fence longer than any run of back-ticks in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if text.strip() else "`(nothing)`"
