"""Counts what was found, with its first examples, and makes findings of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.histogram import Histogram
from newswright.instruct.looking.visible import one_line
from newswright.records import Record

EXAMPLES = 3
EXCERPT = 100
"""Characters of an example that are shown."""
_ORDER = {Level.SPOILS: 0, Level.WARNS: 1, Level.NOTES: 2}


class Example(Record):
    """A row with a fault."""

    where: str
    """`set.jsonl:45`; "" where the place is not known."""
    id: str
    excerpt: str
    """On one line, hidden characters shown by their number."""


class Finding(Record):
    """A fault that a set has."""

    level: Level
    name: str
    what: str
    count: int
    of: int
    """How many could have had it: rows, pairs, or the sample that was looked at."""
    share: float
    detail: str = ""
    """Figures beyond the count."""
    examples: tuple[Example, ...] = ()


@dataclass
class _Entry:
    fault: Fault
    count: int = 0
    examples: list[Example] = field(default_factory=list)
    stories: set[str] = field(default_factory=set)
    """The stories of the examples: one of each is enough."""
    amounts: Histogram = field(default_factory=Histogram)
    unit: str = ""
    of: int | None = None
    detail: str = ""


class Tally:
    """What was found so far."""

    def __init__(self) -> None:
        self.rows = 0
        """Rows looked at."""
        self._found: dict[str, _Entry] = {}

    def add(self, fault: Fault, look: Look, excerpt: str = "", *, amount: int | None = None, unit: str = "") -> None:
        """Count a row with `fault`. `amount` is how much of it, in `unit`; the finding gives its median and most."""
        entry = self._entry(fault)
        entry.count += 1
        if amount is not None:
            entry.amounts.add(amount)
            entry.unit = unit
        if len(entry.examples) < EXAMPLES and look.item.story not in entry.stories:
            entry.stories |= {look.item.story} - {""}
            self.show(fault, look.where, look.item.id, excerpt)

    def show(self, fault: Fault, where: str, row: str, excerpt: str) -> None:
        """Keep an example of `fault`, without counting it."""
        examples = self._entry(fault).examples
        if len(examples) < EXAMPLES:
            examples.append(
                Example(where=one_line(where, EXCERPT), id=one_line(row, EXCERPT), excerpt=one_line(excerpt, EXCERPT))
            )

    def put(self, fault: Fault, count: int, *, of: int | None = None, detail: str = "") -> None:
        """Say the count of `fault` as a whole, of how many, and what else there is to say."""
        entry = self._entry(fault)
        entry.count, entry.of, entry.detail = count, of, detail

    def of(self, fault: Fault, total: int) -> None:
        """Say how many could have had `fault`, where it is not all rows."""
        if fault.name in self._found:
            self._found[fault.name].of = total

    def count(self, fault: Fault) -> int:
        """Return how often `fault` was found so far."""
        return self._found[fault.name].count if fault.name in self._found else 0

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, the worst first, the most frequent first."""
        made = [self._finding(entry) for entry in self._found.values() if entry.count]
        return tuple(sorted(made, key=lambda one: (_ORDER[one.level], -one.share, one.name)))

    def _entry(self, fault: Fault) -> _Entry:
        return self._found.setdefault(fault.name, _Entry(fault))

    def _finding(self, entry: _Entry) -> Finding:
        of = max(self.rows if entry.of is None else entry.of, 1)
        share = min(entry.count / of, 1.0)
        level = Level.SPOILS if share >= entry.fault.spoils_from else entry.fault.level
        amounts = entry.amounts
        told = f"median {amounts.quantile(0.5):,}, most {amounts.longest:,} {entry.unit}" if amounts.count else ""
        return Finding(
            level=level,
            name=entry.fault.name,
            what=entry.fault.what,
            count=entry.count,
            of=of,
            share=round(share, 4),
            detail="; ".join(filter(None, (told, entry.detail))),
            examples=tuple(entry.examples),
        )
