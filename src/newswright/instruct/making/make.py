"""Makes a set in a folder: articles become lessons, split by date and story; a card and a manifest say how.

The folder gets `train.jsonl`, `eval.jsonl` and `test.jsonl` with conversations, the same with `preferences-` and
`texts-` in front for preference pairs and pretraining texts, `left-out.jsonl` with what became nothing and why,
`README.md` (the card) and `manifest.json`. What is verified and where articles come from is the caller's.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field

from newswright import __version__
from newswright.errors import InstructError, SetUnreadable
from newswright.instruct.building.articles import ArchiveArticle, ArticleOptions
from newswright.instruct.building.build import build
from newswright.instruct.building.options import BuildOptions, Support
from newswright.instruct.dividing.split import Side, SplitOptions, SplitReport, split
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rereading import reading
from newswright.instruct.files.sets import line_of
from newswright.instruct.making import manifest as manifests
from newswright.instruct.making.card import About, SetStats, card
from newswright.instruct.making.inputs import (
    Counted,
    Inputs,
    Log,
    articles_of,
    choices_of,
    files_of,
    kept_articles,
    kept_choices,
)
from newswright.instruct.making.manifest import Manifest
from newswright.instruct.making.sides import JUDGED, count_leaks, distribute, file_of
from newswright.progress import Progress, silent
from newswright.records import Preference, Record

COMMAND = "instruct build"
CARD = "README.md"
LEFT_OUT = "left-out.jsonl"
_PARTS = ".parts"
"""What a run that was killed leaves; the next one removes it."""


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


def make(
    source: Path | str | Iterable[ArchiveArticle],
    folder: Path,
    options: MakeOptions,
    *,
    choices: Path | Iterable[Preference] | None = None,
    support: Support | None = None,
    progress: Progress = silent,
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
    inputs = Inputs(kept_articles(source, folder), kept_choices(choices, folder))
    everything = folder / _PARTS / "all.jsonl"
    with replacing(folder / LEFT_OUT) as file:
        log = Log(file)
        articles = Counted(articles_of(inputs.articles, options.articles, log), progress)
        with replacing(everything) as rows:
            chosen = choices_of(inputs.choices, log) if inputs.choices else ()
            for item in itertools.chain(build(articles, options.build, log.leave, support), chosen):
                rows.write(line_of(item))
    if not everything.stat().st_size:
        raise _nothing(inputs, log, folder)
    progress("splitting by date and story", 0, 0)
    done = split(reading(everything), options.split)
    stats, counts = distribute(reading(everything)(), done, folder)
    progress("looking for leaks", 0, 0)
    found = count_leaks(folder)
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
    progress: Progress = silent,
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


def divide(
    source: Path | str, folder: Path, options: SplitOptions, progress: Progress = silent
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
        log = Log(file)
        read = reading(source, log.reject)
        progress("splitting by date and story", 0, 0)
        done = split(read, options)
        _, counts = distribute(read(), done, folder)
    progress("writing", sum(sum(sides.values()) for sides in counts.values()), 0)
    return done.report, log.bad.total()


def _same_inputs(before: Manifest, base: Path, source: Path | None, *, choices: bool) -> Inputs:
    """Return the inputs of a manifest where they are now."""
    found = list(manifests.inputs_of(before, base, files_of(source) if source else ()).values())
    chosen = found.pop() if choices and found else None
    if not found:
        raise SetUnreadable("The manifest names no articles.", cure="Make the set again by its options.")
    return Inputs(found[0] if len(found) == 1 else found[0].parent, chosen)


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


def _manifest(
    inputs: Inputs, folder: Path, options: MakeOptions, counts: dict[str, dict[str, int]], articles: int
) -> Manifest:
    rows = {file_of(kind, side): count for kind, named in sorted(counts.items()) for side, count in named.items()}
    paths = [*files_of(inputs.articles), *([inputs.choices] if inputs.choices else [])]
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


def _about(options: MakeOptions, counts: dict[str, dict[str, int]], log: Log, found: int, manifest: Manifest) -> About:
    files = {
        kind: {side: file_of(kind, side.value) for side in (Side.TRAIN, *JUDGED) if named.get(side.value)}
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


def _nothing(inputs: Inputs, log: Log, folder: Path) -> SetUnreadable:
    counted = [*log.left.most_common(3), *log.bad.most_common(3)]
    why = "; ".join(f"{reason}: {count}" for reason, count in counted) or "it has no articles"
    return SetUnreadable(
        f"Nothing in {inputs.articles} became a lesson ({why}).",
        cure=f"{folder / LEFT_OUT} lists every row and its reason; --field names fields that were not found.",
    )
