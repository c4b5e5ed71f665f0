"""The doctor: a report on a set, one line a finding, and whether a training run on it would be spoiled.

The set is read once, row by row, in bounded memory; what each fault is and how it is found stands in `findings`.
Near-copies cost another reading, and comparing two sets two or more of each. Where a set is too large to look at every
row, a sample decides and the report says so. Token figures need a renderer. Mending is left to who made the set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import Field

from newswright.errors import InstructError, SetSpoiled, Unrenderable
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.instruct.files.sets import read_set, teaching_of
from newswright.instruct.looking import histogram
from newswright.instruct.looking.findings import (
    BAD_ROWS,
    NOTHING,
    RULES,
    Example,
    Finding,
    Known,
    Level,
    Look,
    Tally,
    Watcher,
    across,
    copying,
)
from newswright.instruct.looking.findings.diagnosis import LISTED, Diagnosis, Lengths, report_markdown, report_text
from newswright.instruct.looking.findings.mixture import Mixture
from newswright.instruct.looking.findings.pairs import Pairs
from newswright.instruct.looking.findings.repeats import Repeats
from newswright.instruct.looking.findings.tokens import NO_END, Tokens
from newswright.instruct.looking.histogram import Histogram
from newswright.instruct.rendering.render import Renderer
from newswright.progress import Progress, silent
from newswright.records import Lesson, Preference, Record

__all__ = ["Diagnosis", "DoctorOptions", "doctor", "refuse_spoiled", "report_markdown", "report_text", "write_report"]

Source = Path | str
STEP = 64
"""Characters of the histogram's finest step, without a renderer."""
TOLD = 200
"""Rows between two calls of `progress`."""


class DoctorOptions(Record):
    """What the doctor looks at."""

    near_copies: bool = True
    """Whether near-copies are looked for, inside the set and across two. It is the slowest part."""
    ignore: tuple[str, ...] = Field(default=())
    """Names of faults that are not reported: those of a set that is meant to be so."""


def doctor(
    train: Source,
    judged: Source | None = None,
    renderer: Renderer | Unrenderable | None = None,
    options: DoctorOptions | None = None,
    progress: Progress | None = None,
) -> Diagnosis:
    """Look at the set `train`, and at what it knows of the set `judged`.

    Args:
        train: a set as `sets.read_set` takes it.
        judged: the set by which the model will be watched or judged; only what lies across both is looked at in it.
        renderer: for what shows in tokens. Where there can be none, the error that says why is a finding.
        options: what is looked at.
        progress: is told of rows read.

    Raises:
        SetUnreadable: a set is missing, or no set.
    """
    options = options or DoctorOptions()
    visit = _Visit(train, judged, renderer, options, progress or silent)
    return visit.diagnosis()


def refuse_spoiled(diagnosis: Diagnosis) -> None:
    """Raise `SetSpoiled` where a training run would be spoiled."""
    if diagnosis.spoiled:
        names = ", ".join(one.name for one in diagnosis.findings if one.level is Level.SPOILS)
        raise SetSpoiled(
            f"{diagnosis.train} would spoil a training run: {names}.",
            cure="Mend or leave out the rows that the report names, or ignore a finding that is meant to be so.",
        )


def write_report(diagnosis: Diagnosis, folder: Path) -> Path:
    """Write `doctor.md`, its picture `doctor.png` and `doctor.json` into `folder`, and return the first.

    Raises:
        InstructError: they cannot be written.
        MissingExtra: matplotlib is not installed.
    """
    limit = diagnosis.tokens.length if diagnosis.tokens else 0
    report = folder / "doctor.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / "doctor.png"
        histogram.picture(diagnosis.lengths.bars, diagnosis.lengths.unit, picture, limit)
        (folder / "doctor.json").write_text(diagnosis.model_dump_json(indent=2) + "\n", encoding="utf-8")
        report.write_text(report_markdown(diagnosis, picture.name), encoding="utf-8")
    except OSError as error:
        raise InstructError(
            f"{folder} cannot be written: {error.strerror or error}.",
            cure="Check the folder, its permissions and room.",
        ) from error
    return report


class _Visit:
    """One look at a set."""

    def __init__(
        self,
        train: Source,
        judged: Source | None,
        renderer: Renderer | Unrenderable | None,
        options: DoctorOptions,
        progress: Progress,
    ) -> None:
        self._train, self._judged, self._options, self._progress = train, judged, options, progress
        self._renderer = renderer if isinstance(renderer, Renderer) else None
        self._why_none = renderer if isinstance(renderer, Unrenderable) else None
        self._known = (
            Known.of(renderer.vocabulary, renderer.form.template) if isinstance(renderer, Renderer) else Known.of()
        )
        self._tally = Tally()
        self._bad: list[BadRow] = []
        self._bad_rows = 0
        self._kinds: Counter[type] = Counter()
        self._judged_rows = 0
        self._judged_bad = 0

    def diagnosis(self) -> Diagnosis:
        """Read, look, and say what was found."""
        tokens = Tokens(self._renderer) if self._renderer else None
        mixture = Mixture()
        near = across.NearCopies(lambda: read_set(self._train, _nowhere)) if self._options.near_copies else None
        watchers: list[Watcher] = [Repeats(), Pairs(), copying.Copying(), mixture, across.Dates(self._earliest())]
        watchers += [one for one in (tokens, near) if one is not None]
        characters = Histogram(STEP)
        for look in self._looks():
            self._row(look, watchers)
            characters.add(len(look.asked) + len(look.answer))
        for watcher in watchers:
            watcher.close(self._tally)
        self._whole_set(mixture.stories)
        lengths = tokens.lengths if tokens else characters
        return Diagnosis(
            train=str(self._train),
            judged=str(self._judged or ""),
            lessons=self._kinds[Lesson],
            preferences=self._kinds[Preference],
            stories=mixture.stories,
            tasks=dict(mixture.tasks.most_common()),
            bad_rows=self._bad_rows,
            bad=tuple(self._bad),
            judged_rows=self._judged_rows,
            findings=self._placed(one for one in self._tally.findings() if one.name not in self._options.ignore),
            tokens=tokens.figures if tokens else None,
            lengths=Lengths(
                unit="tokens" if tokens else "characters",
                median=lengths.quantile(0.5),
                most=lengths.longest,
                bars=lengths.bars(),
            ),
            notes=tuple(self._notes(near)),
        )

    def _row(self, look: Look, watchers: list[Watcher]) -> None:
        self._tally.rows += 1
        self._kinds[type(look.item)] += 1
        for fault, check in RULES:
            excerpt = check(look, self._known)
            if excerpt is not None:
                self._tally.add(fault, look, excerpt)
        for watcher in watchers:
            watcher.take(look, self._tally)
        if not self._tally.rows % TOLD:
            self._progress("read", self._tally.rows, 0)

    def _looks(self) -> Iterator[Look]:
        for where, row in read_rows(self._train, self._keep):
            try:
                item = teaching_of(row)
            except ValueError as error:
                self._keep(BadRow(where=where, reason=str(error)))
            else:
                yield Look(where, item)

    def _keep(self, row: BadRow) -> None:
        self._bad_rows += 1
        if len(self._bad) < LISTED:
            self._bad.append(row)

    def _miss(self, _row: BadRow) -> None:
        self._judged_bad += 1

    def _earliest(self) -> datetime | None:
        """Read the set that judges and return its earliest date."""
        if self._judged is None:
            return None
        earliest: datetime | None = None
        for item in read_set(self._judged, self._miss):
            self._judged_rows += 1
            if item.date and (earliest is None or item.date < earliest):
                earliest = item.date
        return earliest

    def _whole_set(self, stories: int) -> None:
        """Add what is no row's."""
        tally, rows = self._tally, self._tally.rows
        if self._bad_rows:
            tally.put(BAD_ROWS, self._bad_rows, of=rows + self._bad_rows)
            for row in self._bad[:3]:
                tally.show(BAD_ROWS, row.where, "", row.reason)
        tally.of(across.NEAR, stories)
        if not rows:
            tally.put(NOTHING, 1, of=1)
        if self._why_none:
            tally.put(NO_END, rows, detail=self._why_none.what)
        judged = self._judged
        if judged is not None and self._options.near_copies:
            across.across(
                lambda: read_set(self._train, _nowhere),
                lambda: read_set(judged, _nowhere),
                tally,
                stories,
                lambda found: self._progress("known on both sides", found, 0),
            )

    def _placed(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return `findings`; the places of examples that are known by their ids are looked up in the set."""
        given = tuple(findings)
        wanted = {one.id for finding in given for one in finding.examples if one.id and not one.where}
        places: dict[str, str] = {}
        if wanted:
            for where, row in read_rows(self._train, _nowhere):
                if (key := row.get("id")) in wanted:
                    places.setdefault(str(key), where)
                if len(places) == len(wanted):
                    break
        return tuple(
            finding.model_copy(update={"examples": tuple(_at(one, places) for one in finding.examples)})
            for finding in given
        )

    def _notes(self, near: across.NearCopies | None) -> Iterator[str]:
        rows = self._tally.rows
        if rows > copying.ALL:
            sample = f"the first {copying.ALL:,} rows and in one of {copying.EVERY} after that"
            yield f"Copying and languages were looked at in {sample}."
        if near and near.cut_short:
            yield f"Near-copies inside the set were looked for among its first {across.STORIES:,} rows."
        if bad := self._judged_bad:
            yield f"{bad:,} rows of {self._judged} cannot be read; the doctor of that set says why."
        if near is None:
            yield "Near-copies were not looked for."


def _at(example: Example, places: Mapping[str, str]) -> Example:
    return example if example.where else example.model_copy(update={"where": places.get(example.id, "")})


def _nowhere(_row: BadRow) -> None:
    """Bad rows are counted in the doctor's own reading."""
