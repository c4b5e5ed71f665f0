"""A whole set rendered once, into Parquet that training reads as it is: `prepare`.

The set is cut into blocks (`blocks.py`); each block is rendered into one part by one process (`render_block.py`,
`sharing.py`), written whole or not at all (`parts.py`). `prepare.json` says what the parts are made of and, at the end,
what became of every row. A run that is stopped, by kill -9 too, goes on where it stopped, and ends with the same bytes.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.metadata
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from pydantic import Field, ValidationError

from newswright import __version__
from newswright.errors import DiskFull, InstructError, SetUnreadable
from newswright.instruct.extra import need
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import read_set
from newswright.instruct.preparing.blocks import Block, Scan, changed, scan
from newswright.instruct.preparing.parts import LeftOut, Tally, put, sha256_of, tally_of
from newswright.instruct.preparing.render_block import Kind, Press, Pressman, part_name
from newswright.instruct.preparing.sharing import Helpers
from newswright.instruct.rendering.render import RenderOptions
from newswright.instruct.rendering.template import Template, find
from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from newswright.models.lock import held
from newswright.models.options import ModelOptions
from newswright.progress import Progress, silent
from newswright.records import Preference, Record

MANIFEST = "prepare.json"
LEFT_OUT = "left-out.jsonl"
LOCK = ".lock"
WORTH = 8 << 20
"""Bytes of a set for each process. Measured with round-ups: a second one costs time at 7 MB and saves some at 15 MB,
for it takes 0.8 s to start and learns the words anew."""
EXAMPLES = 5
"""Ids named in the manifest for each reason; `left-out.jsonl` has all."""
_FULL = {errno.ENOSPC, errno.EDQUOT}
_LINES = {".jsonl", ".ndjson"}


class PrepareOptions(RenderOptions):
    """How a set is prepared: how conversations are rendered, and by how many processes."""

    processes: int = Field(0, ge=0, le=256)
    """Processes that work, with this one; 0 is one for each core. The result does not depend on it."""
    models: Path | None = None
    """Folder with the fetched models, whose tokenizers have names; none is the platform's cache folder."""


class Plan(Record):
    """What the parts in a folder are made of. Equal plans make equal bytes."""

    source: str
    """The file's name: places in it are named with it."""
    source_sha256: str
    kind: Kind
    template: str
    template_sha256: str
    vocabulary: str
    vocabulary_sha256: str
    rendering: dict[str, int | str]
    """`RenderOptions`."""
    blocks: int
    made_with: dict[str, str]
    """The versions of the packages that have a say in the bytes."""

    @property
    def digest(self) -> str:
        """Name of this plan in the parts."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Group(Record):
    """Rows left out for one reason."""

    count: int
    examples: tuple[str, ...]
    """Ids of the first ones, or their places where they have none."""


class PartFile(Record):
    """A part, so that it can be checked."""

    name: str
    rows: int
    sha256: str


class Prepared(Record):
    """What became of a set."""

    rows: int
    """Rows to train on."""
    lessons: int
    """Lessons or preferences that they are made of."""
    tokens: int
    trained_tokens: int
    """Tokens with a label; of preferences, those of both answers."""
    cut_tokens: int
    """Tokens of sources and earlier turns that were left out for the length."""
    shortened: int
    """Lessons that this happened to."""
    neutralised: int
    """Marks of the template in contents that were broken up."""
    bad_rows: int
    """Lines that are no lesson or preference. Each is in `left-out.jsonl`, with its place and reason."""
    left_out: dict[str, Group]
    """Lessons and preferences that could not be rendered, by reason; numbers in a reason are an n."""
    lengths: dict[int, int]
    """Rows by tokens: the upper end of each bin that has any."""
    parts: tuple[PartFile, ...]


class _Sheet(Record):
    """What is in `prepare.json`."""

    plan: Plan
    result: Prepared | None = None


def prepare(
    source: Path,
    out: Path,
    template: str,
    vocabulary: str | Vocabulary,
    options: PrepareOptions | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Render the set `source` into Parquet parts in the folder `out`, for training.

    Lessons give the columns `input_ids`, `labels` (-100 where a token is not trained) and `lesson` (the id);
    preferences `prompt_ids`, `chosen_ids`, `rejected_ids` and `lesson`. Rows keep the set's order: parts by their
    names, rows within a part. A folder where the same work was begun is finished; a finished one is left as it is.

    Args:
        source: Lessons or preferences as JSONL.
        out: Folder for the parts, made where it is absent.
        template: Name of a prompt template, or a template's file.
        vocabulary: What `open_vocabulary` takes: `embedded`, a tokenizer's file or folder, a name on the hub; or what
            it gave.
        options: Length, marks, processes.
        progress: Told what is done, how much of it, and how much there is: bytes read, then lines rendered.

    Raises:
        SetUnreadable: there is no such set, it is no JSONL, none of its rows can be rendered, or it changes meanwhile.
        InstructError: the folder holds something else, or cannot be written.
        DiskFull: there is no room left.
        TemplateInvalid, VocabularyUnreadable, Unrenderable, MissingExtra: as `find`, `open_vocabulary`, `Renderer`.
    """
    given = options or PrepareOptions()
    need("pyarrow.parquet")
    kind, form = _kind(source), find(template)
    with Helpers(_helpers(source, given)) as helpers:  # they start while this process opens the tokenizer
        if isinstance(vocabulary, str):
            vocabulary = open_vocabulary(vocabulary, given.models or ModelOptions().folder)
        found = scan(source, lambda done, total: progress("read", done, total))
        plan = _plan(source, kind, found, form, vocabulary, given)
        with _told(source, out):
            out.mkdir(parents=True, exist_ok=True)
            with held(out / LOCK, lambda: progress("wait for another run in this folder", 0, 0)):
                press = Press(source, out, kind, plan.digest, form, vocabulary, given)
                return _Run(press, plan, found, progress).run(helpers)


def _helpers(source: Path, options: PrepareOptions) -> int:
    """Return how many helping processes are worth their start."""
    return min(options.processes or os.cpu_count() or 1, source.stat().st_size // WORTH + 1) - 1


class _Run:
    """One run in a folder that nobody else writes to."""

    def __init__(self, press: Press, plan: Plan, found: Scan, progress: Progress) -> None:
        self.press, self.plan, self.found, self.progress = press, plan, found, progress
        self.tallies: dict[int, Tally] = {}
        ends = [block.line - 1 for block in found.blocks[1:]] + [found.lines]
        self.sizes = [end - block.line + 1 for block, end in zip(found.blocks, ends, strict=True)]
        self.lines = 0

    def run(self, helpers: Helpers) -> Prepared:
        """Make what is missing and return what became of the set."""
        pressman = Pressman(self.press)
        pressman.renderer  # noqa: B018 - a template that does not fit is told before anything is written
        finished = self._begin()
        missing = [block for block in self.found.blocks if not self._there(block)]
        if finished and not missing:
            return finished
        helpers.share(missing, pressman.make, self._made)
        if changed(self.press.source, self.found):
            raise SetUnreadable(
                f"{self.press.source} was changed while it was read.",
                cure=f"Delete {self.press.out} and run again on a set that stays as it is.",
            )
        return self._end()

    def _begin(self) -> Prepared | None:
        """Claim the folder; return what an earlier run came to, where it came to its end."""
        out = self.press.out
        sheet = _sheet(out)
        if sheet is None:
            if any(out.glob("part-*.parquet")):
                raise InstructError(
                    f"The folder {out} has parts, but no {MANIFEST} that says what they are made of.",
                    cure="Name another folder, or delete this one.",
                )
            put(out / MANIFEST, _json(_Sheet(plan=self.plan)))
            return None
        _require_same(sheet.plan, self.plan, out)
        for waiting in out.glob(".*.part"):  # of a run that was killed
            waiting.unlink(missing_ok=True)
        return sheet.result

    def _there(self, block: Block) -> bool:
        tally = tally_of(self.press.out / part_name(block.number))
        if tally is None or (tally.plan, tally.block) != (self.press.plan, block.number):
            return False
        self._made(tally)
        return True

    def _made(self, tally: Tally) -> None:
        self.tallies[tally.block] = tally
        self.lines += self.sizes[tally.block]
        self.progress("render", self.lines, self.found.lines)

    def _end(self) -> Prepared:
        out = self.press.out
        tallies = [self.tallies[block.number] for block in self.found.blocks]
        put(out / LEFT_OUT, b"".join(_line(one) for one in _left(tallies)))
        if not any(tally.rows for tally in tallies):
            first = next(_left(tallies), None)
            raise SetUnreadable(
                f"No row of {self.press.source} can be rendered; the first: {first.reason if first else 'none'}.",
                cure=f"All reasons are in {out / LEFT_OUT}. Mend the set, or choose another template or length.",
            )
        files = [
            PartFile(name=part_name(tally.block), rows=tally.rows, sha256=sha256_of(out / part_name(tally.block)))
            for tally in tallies
        ]
        result = _summed(tallies, files)
        put(out / MANIFEST, _json(_Sheet(plan=self.plan, result=result)))
        return result


# -- what a run is made of --


def _kind(source: Path) -> Kind:
    """Return what the first row that can be read is."""
    if source.suffix.lower() not in _LINES and source.exists():
        raise SetUnreadable(
            f"{source} is not JSONL: its name ends in “{source.suffix}”.",
            cure=f"Convert it first: newswright instruct convert --to newswright {source}",
        )
    bad: list[BadRow] = []
    for item in read_set(source, lambda row: bad.append(row) if not bad else None):
        return "preference" if isinstance(item, Preference) else "lesson"
    told = f"{bad[0].where}: {bad[0].reason}" if bad else "it has no rows"
    raise SetUnreadable(f"{source} has no lesson and no preference; {told}.", cure="Check that it is the right file.")


def _plan(
    source: Path, kind: Kind, found: Scan, template: Template, vocabulary: Vocabulary, options: PrepareOptions
) -> Plan:
    return Plan(
        source=source.name,
        source_sha256=found.sha256,
        kind=kind,
        template=template.name,
        template_sha256=_sha256(template.model_dump_json()),
        vocabulary=vocabulary.name,
        vocabulary_sha256=_sha256(
            vocabulary.tokenizer.to_str(), vocabulary.bos, vocabulary.eos, *sorted(vocabulary.control)
        ),
        rendering={name: getattr(options, name) for name in RenderOptions.model_fields},
        blocks=len(found.blocks),
        made_with={
            "newswright": __version__,
            **{name: importlib.metadata.version(name) for name in ("tokenizers", "pyarrow")},
        },
    )


def _sha256(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _sheet(out: Path) -> _Sheet | None:
    path = out / MANIFEST
    try:
        return _Sheet.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        raise InstructError(
            f"{path} is damaged, or of another version of Newswright.", cure="Name another folder, or delete this one."
        ) from None


def _require_same(there: Plan, here: Plan, out: Path) -> None:
    was, now = _flat(there), _flat(here)
    differing = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    if differing:
        told = "; ".join(f"{name} was {was.get(name)} and is now {now.get(name)}" for name in differing)
        raise InstructError(
            f"The folder {out} holds another run: {told}.",
            cure="Run it as before to go on, name another folder, or delete this one.",
        )


def _flat(plan: Plan) -> dict[str, object]:
    told = plan.model_dump()
    return {**told.pop("rendering"), **told.pop("made_with"), **told}


# -- what became of it --


def _summed(tallies: Sequence[Tally], files: Sequence[PartFile]) -> Prepared:
    lengths: Counter[int] = Counter()
    groups: dict[str, list[str]] = {}
    for tally in tallies:
        lengths.update(tally.lengths)
        for one in tally.left:
            groups.setdefault(_reason(one.reason), []).append(one.id or one.where)
    return Prepared(
        rows=sum(tally.rows for tally in tallies),
        lessons=sum(tally.lessons for tally in tallies),
        tokens=sum(tally.tokens for tally in tallies),
        trained_tokens=sum(tally.trained for tally in tallies),
        cut_tokens=sum(tally.cut for tally in tallies),
        shortened=sum(tally.shortened for tally in tallies),
        neutralised=sum(tally.neutralised for tally in tallies),
        bad_rows=sum(len(tally.bad) for tally in tallies),
        left_out={why: Group(count=len(ids), examples=tuple(ids[:EXAMPLES])) for why, ids in groups.items()},
        lengths=dict(sorted(lengths.items())),
        parts=tuple(files),
    )


def _reason(told: str) -> str:
    """Return a reason without what is the single row's: behind a colon stand its own numbers."""
    return re.sub(r"\d[\d,]*", "n", told.partition(":")[0])


def _left(tallies: Sequence[Tally]) -> Iterator[LeftOut]:
    for tally in tallies:
        yield from chain(tally.bad, tally.left)


def _line(one: LeftOut) -> bytes:
    return one.model_dump_json(exclude_defaults=True).encode() + b"\n"


def _json(sheet: _Sheet) -> bytes:
    return json.dumps(sheet.model_dump(mode="json"), indent=2, ensure_ascii=False).encode() + b"\n"


@contextmanager
def _told(source: Path, out: Path) -> Iterator[None]:
    """Tell a user what the system refused."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(
                f"There is no room left for the parts in {out}.",
                cure="Free some space and run again: it goes on where it stopped.",
            ) from error
        where = error.filename or f"{source} or {out}"
        raise InstructError(
            f"{where} cannot be read or written: {error.strerror or error}.", cure="Check its permissions and the disk."
        ) from error
