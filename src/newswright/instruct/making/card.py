"""The dataset card: a README.md in the Hugging Face form, with counts, dates, licences and what code made.

`SetStats` gathers lesson by lesson; `card` fills `card.md.j2`. Titles, licences and hosts come from outside: in the
front matter they are JSON strings, in the text every sign of Markdown in them is escaped.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from pydantic import Field

from newswright.instruct.dividing.licences import licence
from newswright.instruct.dividing.split import Side, SplitReport
from newswright.records import Record, Teaching
from newswright.text.plain import plain_line

DISTINCT = 2_000
"""Different licences, hosts, tasks and the like that are counted by name; the rest is counted together."""
OTHER = "(others)"
LISTED = 30
"""Sites that the card names."""
_SPLITS = {Side.TRAIN: "train", Side.EVAL: "validation", Side.TEST: "test", Side.LEFT_OUT: "left out"}
_HOW = {
    "notes": "source notes taken from the article itself, since the archive has no sources",
    "teaser": "the teaser taken from the article's opening",
    "summary": "sentences of the article chosen as its summary",
    "draft": "a draft spoiled on purpose, to be corrected",
    "rejected": "a rejected answer spoiled on purpose",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10**7, "1M<n<10M"))
_SUMMARIES = frozenset({"summary", "headline", "lede"})
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$]|:(?=//))")


class SetStats:
    """What a card says of a set, gathered in one reading and bounded memory."""

    def __init__(self) -> None:
        self.total = 0
        self.derived: Counter[str] = Counter()
        self.licences: Counter[str] = Counter()
        self.hosts: Counter[str] = Counter()
        self.undated: Counter[Side] = Counter()
        self.dates: dict[Side, tuple[date, date]] = {}
        self._counts: dict[Side, Counter[str]] = {}

    def add(self, lesson: Teaching, side: Side = Side.TRAIN) -> None:
        """Take in a lesson of one side."""
        self.total += 1
        _count(self._counts.setdefault(side, Counter()), lesson.task)
        _count(self.licences, lesson.licence)
        for name in lesson.derived:
            _count(self.derived, name)
        if host := _host(lesson.origin):
            _count(self.hosts, host)
        if lesson.date is None:
            self.undated[side] += 1
        else:
            day = lesson.date.date()
            first, last = self.dates.get(side, (day, day))
            self.dates[side] = (min(first, day), max(last, day))

    @property
    def sides(self) -> list[Side]:
        """The sides that have lessons, in the order of their definition."""
        return [side for side in Side if side in self._counts]

    @property
    def tasks(self) -> list[str]:
        """The tasks, sorted."""
        return sorted({task for counts in self._counts.values() for task in counts})

    def count(self, side: Side | None, task: str | None) -> int:
        """Return the number of lessons of a side (None: all) and a task (None: all)."""
        counts = self._counts.values() if side is None else [self._counts.get(side, Counter())]
        return sum(c.total() if task is None else c[task] for c in counts)

    def first(self, side: Side) -> str:
        """Return the earliest date of a side, or a dash."""
        return f"{self.dates[side][0]:%Y-%m-%d}" if side in self.dates else "-"

    def last(self, side: Side) -> str:
        """Return the latest date of a side, or a dash."""
        return f"{self.dates[side][1]:%Y-%m-%d}" if side in self.dates else "-"


def _count(counter: Counter[str], key: str) -> None:
    counter[key if key in counter or len(counter) < DISTINCT else OTHER] += 1


def _host(origin: str) -> str:
    try:
        parts = urlsplit(origin)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""


class About(Record):
    """What a card says beside the counts."""

    title: str
    languages: tuple[str, ...] = ("en",)
    """ISO 639-1 codes."""
    files: dict[Side, str] = Field(default_factory=dict)
    """The file of each side, relative to the card."""
    more: dict[str, dict[Side, str]] = Field(default_factory=dict)
    """The files of what is no conversation, by kind: `preferences`, `texts`."""
    leaks: int | None = Field(default=None, ge=0)
    """Near-copies found by a search after the split; None where there was none."""
    bad_rows: int = Field(default=0, ge=0)
    bad_reasons: dict[str, int] = Field(default_factory=dict)
    """How often each reason was given."""
    left_reasons: dict[str, int] = Field(default_factory=dict)
    """What became no lesson: how often each reason was given."""
    manifest: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    """`Manifest.sha256`."""


def card(stats: SetStats, about: About, split: SplitReport | None = None) -> str:
    """Return the card's text, ending in a newline."""
    licences = _licences(stats)
    hubs = sorted({row.hub for row in licences}) or ["unknown"]
    hosts = stats.hosts.most_common()
    return _template().render(
        about=about,
        stats=stats,
        split=split,
        splits=_SPLITS,
        how={name: _HOW.get(name, "") for name in stats.derived},
        licences=licences,
        hub_licences=hubs,
        licence_name=_licence_name(licences) if "other" in hubs else "",
        unknown=sum(row.lessons for row in licences if row.train == "unknown" or row.share == "unknown"),
        attribution=hosts[:LISTED],
        more_hosts=sum(count for _, count in hosts[LISTED:]),
        task_categories=["text-generation", *(["summarization"] if _SUMMARIES & set(stats.tasks) else [])],
        size=next((name for most, name in _SIZES if stats.total < most), "n>10M"),
    )


class _Row(NamedTuple):
    spdx: str
    name: str
    hub: str
    lessons: int
    train: str
    share: str
    duties: str


def _licences(stats: SetStats) -> list[_Row]:
    """Return the licences, those of the most lessons first; names of one licence are counted together."""
    merged: dict[str, _Row] = {}
    for name, count in stats.licences.most_common():
        said = licence(name)
        key = said.spdx or name
        row = merged.get(key)
        if row:
            merged[key] = row._replace(
                lessons=row.lessons + count, name=row.name if name in row.name else f"{row.name}; {name}"
            )
        else:
            duties = ", ".join(said.duties) or ("nothing" if said.spdx else "not known")
            merged[key] = _Row(
                said.spdx or "not known", name or "(none)", said.hub, count, said.train, said.share, duties
            )
    return sorted(merged.values(), key=lambda row: (-row.lessons, row.spdx, row.name))


def _licence_name(licences: list[_Row]) -> str:
    names = {row.spdx if row.spdx != "not known" else row.name for row in licences if row.hub == "other"}
    return re.sub(r"[^a-z0-9.]+", "-", "-and-".join(sorted(names)).lower()).strip("-")[:80] or "not-known"


@cache
def _template() -> Template:
    environment = Environment(  # noqa: S701 - Markdown: values are escaped by the filters below
        loader=PackageLoader("newswright.instruct.making", "."), undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters.update(md=_markdown, yaml=_quoted)
    return environment.get_template("card.md.j2")


def _markdown(value: object) -> str:
    """Return a value as text that no Markdown reader takes for markup, on one line of 200 characters at most."""
    line = plain_line(str(value))
    line = line if len(line) <= 200 else line[:199] + "…"
    return _MARKS.sub(r"\\\1", line).replace("www.", r"www\.")


def _quoted(value: object) -> str:
    """Return a value as a JSON string, which YAML reads as the same string once invisible characters are gone."""
    return json.dumps(plain_line(str(value)), ensure_ascii=False)
