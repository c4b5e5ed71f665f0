"""Makes a set in a folder: articles become lessons, split by date and story; a card and a manifest say how.

The folder gets `train.jsonl`, `eval.jsonl` and `test.jsonl` with conversations, the same with `preferences-` and
`texts-` in front for preference pairs and pretraining texts, `left-out.jsonl` with what became nothing and why,
`README.md` (the card) and `manifest.json`. What is verified and where articles come from is the caller's.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from pydantic import Field, ValidationError

from newswright import __version__
from newswright.errors import InstructError, SetUnreadable
from newswright.instruct.building.articles import ArchiveArticle, ArticleOptions, read_articles
from newswright.instruct.building.build import build
from newswright.instruct.building.options import BuildOptions, Left, Support
from newswright.instruct.building.pairs import from_reviews
from newswright.instruct.dividing.leakage import leaks
from newswright.instruct.dividing.split import Side, Split, SplitOptions, SplitReport, split
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rereading import reading
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.instruct.files.sets import line_of
from newswright.instruct.making import manifest as manifests
from newswright.instruct.making.card import About, SetStats, card
from newswright.instruct.making.manifest import Manifest
from newswright.records import Lesson, Preference, Record

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0: nobody knows)."""
Teaching = Lesson | Preference

COMMAND = "instruct build"
CARD = "README.md"
LEFT_OUT = "left-out.jsonl"
ARTICLES, CHOICES = "articles.jsonl", "choices.jsonl"
"""Articles and preferences of a source that is no file, kept as the inputs that the manifest names."""
_PARTS = ".parts"
"""What a run that was killed leaves; the next one removes it."""
_JUDGED = (Side.EVAL, Side.TEST)
_TOLD = 500


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


class MakeOptions(Record):
    """How a set is made."""

    title: str = "News lessons"
    """The card's heading."""
    articles: ArticleOptions = ArticleOptions()
    build: BuildOptions = BuildOptions()
    split: SplitOptions = SplitOptions()
    supported: bool = False
    """Whether a check says which sentences their sources support."""
    choices: bool = False
    """Whether the last input is a file of preferences."""


class Inputs(NamedTuple):
    """What a set is made of."""

    articles: Path | str
    choices: Path | None


class Made(Record):
    """What came of it."""

    folder: Path
    articles: int
    counts: dict[str, dict[str, int]]
    """Rows by file's kind (`lessons`, `preferences`, `texts`) and side."""
    tasks: dict[str, int]
    left: dict[str, int]
    """What became no lesson, by reason, the most frequent first."""
    bad_rows: int
    undated: int
    """Articles kept although their date could not be read."""
    leaks: int
    """Near-copies and shared stories between train and what judges, searched for afterwards."""
    split: SplitReport
    manifest: str = Field(pattern="^[0-9a-f]{64}$")


class _Log:
    """What was left out, written as it comes and counted by reason."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left: Counter[str] = Counter()
        self.bad: Counter[str] = Counter()
        self.undated = 0
        """Articles kept although their date could not be read."""

    def leave(self, left: Left) -> None:
        self.left[left.reason] += 1
        self._file.write(left.model_dump_json().encode() + b"\n")

    def reject(self, row: BadRow) -> None:
        self._file.write(row.model_dump_json().encode() + b"\n")
        if row.reason.startswith("kept"):
            self.undated += 1
            return
        kind = row.reason.split("; its fields are", 1)[0].split(": ", 1)[0]
        self.bad[kind if len(self.bad) < 50 or kind in self.bad else "other"] += 1


def make(
    source: Path | str | Iterable[ArchiveArticle],
    folder: Path,
    options: MakeOptions,
    *,
    choices: Path | Iterable[Preference] | None = None,
    support: Support | None = None,
    progress: Progress = _silent,
) -> Made:
    """Make a set of `source` in `folder`, which may hold an earlier set; that one is replaced.

    Args:
        source: articles as JSONL, JSON or Parquet, a folder of such files, `hf:owner/name`; or articles themselves,
            which are kept in `articles.jsonl`.
        folder: where the set goes.
        options: how it is made.
        choices: preferences that are not made from the articles: a file of editors' choices (`pairs.from_reviews`) or
            of a set, or preferences themselves, which are kept in `choices.jsonl`.
        support: says whether texts support a sentence; see `build`.
        progress: is told how far the work is.

    Raises:
        SetUnreadable: the source has no articles, or cannot be read.
        InstructError: the folder cannot be written, or holds something else.
    """
    _prepare(folder)
    inputs = Inputs(_kept_articles(source, folder), _kept_choices(choices, folder))
    everything = folder / _PARTS / "all.jsonl"
    with replacing(folder / LEFT_OUT) as file:
        log = _Log(file)
        articles = _Counted(_articles(inputs.articles, options.articles, log), progress)
        with replacing(everything) as rows:
            chosen = _choices(inputs.choices, log) if inputs.choices else ()
            for item in itertools.chain(build(articles, options.build, log.leave, support), chosen):
                rows.write(line_of(item))
    if not everything.stat().st_size:
        raise _nothing(inputs, log, folder)
    progress("splitting by date and story", 0, 0)
    done = split(reading(everything), options.split)
    stats, counts = _distribute(reading(everything)(), done, folder)
    progress("looking for leaks", 0, 0)
    found = _leaks(folder)
    shutil.rmtree(folder / _PARTS)
    manifest = _manifest(inputs, folder, options, counts, articles.count)
    _write_card(folder, stats, done.report, _about(options, counts, log, found, manifest))
    return Made(
        folder=folder,
        articles=articles.count,
        counts=counts,
        tasks={task: stats.count(None, task) for task in stats.tasks},
        left=dict(log.left.most_common()),
        bad_rows=log.bad.total(),
        undated=log.undated,
        leaks=found,
        split=done.report,
        manifest=manifest.sha256,
    )


def remake(
    given: Path,
    folder: Path,
    *,
    source: Path | None = None,
    support: Support | None = None,
    progress: Progress = _silent,
) -> tuple[Made, tuple[str, ...]]:
    """Make the set of the manifest `given` again in `folder`; return it and what differs from the manifest.

    `source` is where the articles are now, by default where the manifest says. `support` is used where the set was made
    with one.

    Raises:
        SetUnreadable: the manifest or an input cannot be read, or an input is another one than then.
        InstructError: `folder` is the manifest's own.
    """
    before = manifests.read(given)
    base = given if given.is_dir() else given.parent
    if folder.resolve() == base.resolve():
        raise InstructError(f"{folder} is the folder of the manifest itself.", cure="Name another with --out.")
    options = MakeOptions.model_validate(before.options)
    inputs = _same_inputs(before, base, source, choices=options.choices)
    made = make(
        inputs.articles,
        folder,
        options,
        choices=inputs.choices,
        support=support if options.supported else None,
        progress=progress,
    )
    return made, tuple(_differences(before, manifests.read(folder)))


def _same_inputs(before: Manifest, base: Path, source: Path | None, *, choices: bool) -> Inputs:
    """Return the inputs of a manifest where they are now."""
    found = list(manifests.inputs_of(before, base, _files(source) if source else ()).values())
    chosen = found.pop() if choices and found else None
    if not found:
        raise SetUnreadable("The manifest names no articles.", cure="Make the set again by its options.")
    return Inputs(found[0] if len(found) == 1 else found[0].parent, chosen)


# -- steps --


def _prepare(folder: Path) -> None:
    try:
        if folder.is_dir() and any(folder.iterdir()) and not _is_ours(folder):
            raise InstructError(f"{folder} holds something else than a set.", cure="Name a new or empty folder.")
        shutil.rmtree(folder / _PARTS, ignore_errors=True)
        (folder / _PARTS).mkdir(parents=True)
        for old in [*folder.glob("*.jsonl"), folder / CARD, folder / manifests.NAME]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise InstructError(
            f"{folder} cannot be written: {error.strerror}.", cure="Name a folder that you may write."
        ) from None


def _is_ours(folder: Path) -> bool:
    return any((folder / name).exists() for name in (manifests.NAME, _PARTS, LEFT_OUT))


def _kept_articles(source: Path | str | Iterable[ArchiveArticle], folder: Path) -> Path | str:
    """Return a source that a manifest can name; articles that are in no file are put into one."""
    if isinstance(source, Path | str):
        return source
    path = folder / ARTICLES
    with replacing(path) as file:
        for article in source:
            file.write(article.model_dump_json(exclude_defaults=True).encode() + b"\n")
    return path


def _kept_choices(choices: Path | Iterable[Preference] | None, folder: Path) -> Path | None:
    if choices is None or isinstance(choices, Path):
        return choices
    path = folder / CHOICES
    with replacing(path) as file:
        for choice in choices:
            file.write(line_of(choice))
    return path


def _articles(source: Path | str, options: ArticleOptions, log: _Log) -> Iterator[ArchiveArticle]:
    yield from read_articles(read_rows(source, log.reject), options, log.reject)


def _choices(path: Path, log: _Log) -> Iterator[Preference]:
    """Read preferences: a row of a set as it is, any other as an editor's choice."""
    for where, row in read_rows(path, log.reject):
        if "task" in row and "chosen" in row and "id" in row:
            try:
                yield Preference.model_validate(row)
            except ValidationError as error:
                log.reject(BadRow(where=where, reason=f"no preference: {error.errors()[0]['msg']}"))
        else:
            yield from from_reviews([(where, row)], log.reject)


class _Counted:
    """Articles on their way, counted."""

    def __init__(self, articles: Iterator[ArchiveArticle], progress: Progress) -> None:
        self._articles, self._progress = articles, progress
        self.count = 0

    def __iter__(self) -> Iterator[ArchiveArticle]:
        for article in self._articles:
            yield article
            self.count += 1
            if not self.count % _TOLD:
                self._progress("building lessons", self.count, 0)
        self._progress("building lessons", self.count, self.count)


def _distribute(items: Iterable[Teaching], done: Split, folder: Path) -> tuple[SetStats, dict[str, dict[str, int]]]:
    """Write each lesson into the file of its kind and side."""
    stats, counts = SetStats(), Counter[tuple[str, str]]()
    with contextlib.ExitStack() as stack:
        files: dict[tuple[str, str], IO[bytes]] = {}
        for item in items:
            side = done.side(item)
            stats.add(item, side)
            key = (_kind(item), side.value)
            if side is not Side.LEFT_OUT:
                if key not in files:
                    files[key] = stack.enter_context(replacing(folder / _file(*key)))
                files[key].write(line_of(item))
            counts[key] += 1
    table: dict[str, dict[str, int]] = {}
    for (kind, side_name), count in sorted(counts.items()):
        table.setdefault(kind, {})[side_name] = count
    return stats, table


def _kind(item: Teaching) -> str:
    if isinstance(item, Preference):
        return "preferences"
    return "texts" if len(item.messages) == 1 else "lessons"


def _leaks(folder: Path) -> int:
    """Count what the training files share with those that judge: none is expected, so the search is a check."""

    def sides(*wanted: Side) -> Iterator[Teaching]:
        for side in wanted:
            for path in sorted(folder.glob(f"*{side.value}.jsonl")):
                yield from reading(path)()

    return sum(1 for _ in leaks(lambda: sides(Side.TRAIN), lambda: sides(*_JUDGED)))


def _file(kind: str, side: str) -> str:
    """Return the name of the file of a kind and a side."""
    return f"{side}.jsonl" if kind == "lessons" else f"{kind}-{side}.jsonl"


def _manifest(
    inputs: Inputs, folder: Path, options: MakeOptions, counts: dict[str, dict[str, int]], articles: int
) -> Manifest:
    rows = {_file(kind, side): count for kind, named in sorted(counts.items()) for side, count in named.items()}
    paths = [*_files(inputs.articles), *([inputs.choices] if inputs.choices else [])]
    outputs = [folder / name for name in sorted(rows) if (folder / name).exists()]
    made = Manifest(
        newswright=__version__,
        command=COMMAND,
        options=options.model_copy(update={"choices": inputs.choices is not None}).model_dump(mode="json"),
        inputs=tuple(manifests.described(one, folder) for one in paths),
        outputs=tuple(manifests.described(one, folder, rows[one.name]) for one in outputs),
        counts={"articles": articles, **rows},
        created=datetime.now(UTC),
    )
    manifests.write(made, folder)
    return made


def _files(source: Path | str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        return sorted(one for one in path.iterdir() if one.is_file())
    return [path] if path.is_file() else []


def _about(options: MakeOptions, counts: dict[str, dict[str, int]], log: _Log, found: int, manifest: Manifest) -> About:
    files = {
        kind: {side: _file(kind, side.value) for side in (Side.TRAIN, *_JUDGED) if named.get(side.value)}
        for kind, named in counts.items()
    }
    return About(
        title=options.title,
        files=files.pop("lessons", {}),
        more=files,
        leaks=found,
        bad_rows=log.bad.total(),
        bad_reasons=dict(log.bad.most_common()),
        left_reasons=dict(log.left.most_common()),
        manifest=manifest.sha256,
    )


def _write_card(folder: Path, stats: SetStats, report: SplitReport, about: About) -> None:
    with replacing(folder / CARD) as page:
        page.write(card(stats, about, report).encode())


def _differences(before: Manifest, after: Manifest) -> Iterator[str]:
    """Say which files of a set made again are not what they were."""
    faults = manifests.differences(before.outputs, after.outputs)
    yield from (f"{fault.name}: {fault.what}" for fault in faults)
    if faults and before.newswright != __version__:
        yield f"It was made by Newswright {before.newswright}; this is {__version__}."


def _nothing(inputs: Inputs, log: _Log, folder: Path) -> SetUnreadable:
    counted = [*log.left.most_common(3), *log.bad.most_common(3)]
    why = "; ".join(f"{reason}: {count}" for reason, count in counted) or "it has no articles"
    return SetUnreadable(
        f"Nothing in {inputs.articles} became a lesson ({why}).",
        cure=f"{folder / LEFT_OUT} lists every row and its reason; --field names fields that were not found.",
    )


def divide(
    source: Path | str, folder: Path, options: SplitOptions, progress: Progress = _silent
) -> tuple[SplitReport, int]:
    """Split a set that is there already into `train.jsonl`, `eval.jsonl` and `test.jsonl` in `folder`.

    Returns what was done, and the number of rows that could not be read; `left-out.jsonl` lists them.

    Raises:
        SetUnreadable: the set cannot be read.
        InstructError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InstructError(f"{folder} cannot be made: {error.strerror}.", cure="Name another with --out.") from None
    with replacing(folder / LEFT_OUT) as file:
        log = _Log(file)
        read = reading(source, log.reject)
        progress("splitting by date and story", 0, 0)
        done = split(read, options)
        _, counts = _distribute(read(), done, folder)
    progress("writing", sum(sum(sides.values()) for sides in counts.values()), 0)
    return done.report, log.bad.total()
