"""The newsroom: the one module that knows the order in which copy flows, and the Python API.

    with Newsroom.open("my-newsroom") as room:
        room.ingest_files([Path("response.json")])
        report = room.run()

Each verb of the command line is a method here. Every step can be stopped, by kill -9 too, and called again: what is
stored stays, what is missing is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from newswright import __version__
from newswright import settings as settings_module
from newswright.curate import curate
from newswright.errors import IngestError, NewsroomError, NewswrightError, SettingsError, UnsupportedCopy
from newswright.ingest import Mediastack, MediastackQuery, read_items, sample_batch
from newswright.ingest.files import Batch
from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.rendering.form import around
from newswright.instruct.rendering.template import find
from newswright.models import LanguageModel, open_model
from newswright.progress import Progress, silent
from newswright.publish import Made, publish
from newswright.records import (
    Article,
    Counts,
    Edition,
    Evidence,
    Figures,
    Ingested,
    Origin,
    Recheck,
    Report,
    Spike,
    Status,
    Story,
    Verdict,
    WireItem,
)
from newswright.settings import Settings
from newswright.store import Archive
from newswright.verify import check_sentence, recheck
from newswright.write import Asking, WriteOptions, article_id, brief, by_examples, by_lessons, write

SITE = "site"
"""Folder of the published edition in the newsroom's folder."""
TITLE_LIMIT = 60
"""Characters of a title that is made of a folder's name, which may have 255."""
DESKS = 3
"""Stories written at once: enough to keep the model's parallel places filled while one waits for its last sentence."""


class Newsroom(AbstractContextManager["Newsroom"]):
    """A newsroom on disk: its settings, its archive, its site."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        url = settings.archive or f"sqlite:///{folder / 'archive.db'}"
        self.archive = Archive.open(url, folder / "snapshots")

    # -- open and close --

    @classmethod
    def init(cls, folder: Path | str, *, title: str = "") -> Self:
        """Make a newsroom in `folder`, which may exist, and open it.

        Raises:
            NewsroomError: `folder` is a newsroom already, or cannot be written.
            SettingsError: `title` can be none: it is too long, or nothing of it can be printed.
        """
        folder = Path(folder)
        path = folder / settings_module.FILE
        if "?" in str(folder):  # SQLAlchemy reads what follows it as options of the archive
            raise NewsroomError(f"{folder} has a question mark in its name", cure="Name a folder without one.")
        if path.exists():
            raise NewsroomError(f"{folder} is a newsroom already", cure="Use it as it is, or name another folder.")
        text = settings_module.FIRST.format(title=_toml_string(title or _named_like(folder)))
        settings_module.parse(text, path)  # before anything is made: a title may be too long
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise NewsroomError(
                f"{folder} cannot be made a newsroom: {error.strerror}", cure="Name a folder you may write."
            ) from None
        return cls.open(folder)

    @classmethod
    def for_sample(cls, folder: Path, name: str) -> Self:
        """Open, or make, the newsroom in `folder` and bring the sample wire `name` in."""
        batch = sample_batch(name)
        room = cls.open(folder) if (folder / settings_module.FILE).exists() else cls.init(folder)
        room._store(batch, note=name)
        return room

    @classmethod
    def open(cls, folder: Path | str) -> Self:
        """Open the newsroom in `folder`; the archive is brought up to date on the way."""
        folder = Path(folder)
        return cls(folder, settings_module.load(folder))

    def close(self) -> None:
        """Close the archive."""
        self.archive.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what comes in --

    def ingest_mediastack(self, query: MediastackQuery, progress: Progress = silent) -> Ingested:
        """Fetch `query` from mediastack page by page; each page is stored before the next is asked for."""
        total = Ingested()
        month = f"{datetime.now(UTC):%Y-%m}"
        before = self.archive.used("mediastack", month)
        with Mediastack.from_environment(self.settings.ingest.mediastack, self.archive) as service:
            for page in service.fetch(query, known=self._all_known):
                total += self._store(page.batch, note=query.shown())
                progress("fetching mediastack", total.new + total.known, page.expected)
        return total.model_copy(update={"requests": self.archive.used("mediastack", month) - before})

    def ingest_files(self, paths: Iterable[Path], progress: Progress = silent) -> Ingested:
        """Read saved responses or JSONL files; a file is stored as a snapshot before its items."""
        total = Ingested()
        for path in paths:
            done = 0
            for batch in read_items(path, self.settings.ingest):
                if not done:  # the batches of a file share its bytes
                    self._keep(batch, note=path.name)
                total += self._add(batch)
                done += batch.rows
                progress(f"reading {path.name}", done, 0)
        return total

    def ingest_sample(self, name: str) -> Ingested:
        """Bring in the sample wire `name`, which is part of the package."""
        return self._store(sample_batch(name), note=name)

    def _all_known(self, items: Sequence[WireItem]) -> bool:
        ids = {item.id for item in items}
        return bool(ids) and self.archive.known(ids) == ids

    def _store(self, batch: Batch, *, note: str) -> Ingested:
        """Store the raw bytes first, then what was read from them: a kill in between costs a second look."""
        self._keep(batch, note=note)
        return self._add(batch)

    def _keep(self, batch: Batch, *, note: str) -> None:
        """Store the bytes that `batch` was read from."""
        if batch.raw is not None:
            self.archive.put_snapshot(batch.raw, feed=batch.feed, note=note)
        elif batch.path is not None:
            kept = self.archive.put_snapshot_file(batch.path, feed=batch.feed, note=note)
            if kept != batch.snapshot:
                raise IngestError(f"{batch.path} changed while it was read.", cure="Read it again when it is complete.")

    def _add(self, batch: Batch) -> Ingested:
        """Store the items and bad rows of `batch`."""
        added = self.archive.add_items(batch.items)
        self.archive.add_bad_rows((batch.snapshot, row.where, row.reason) for row in batch.bad_rows)
        return Ingested(new=added.new, known=added.known, bad=len(batch.bad_rows))

    # -- curate --

    def curate(self, progress: Progress = silent) -> Counts:
        """Spike, join and cluster everything in the archive; the result replaces the last one as a whole."""
        items = self.archive.items()
        result = curate(items, self.settings.curate, progress)
        self.archive.replace_curation(result.spikes, result.stories)
        return Counts(items=len(items), spikes=_by_rule(result.spikes), stories=len(result.stories))

    # -- write and verify --

    def write(
        self,
        stories: Sequence[str] | None = None,
        *,
        again: bool = False,
        progress: Progress = silent,
        model: LanguageModel | None = None,
    ) -> list[Article]:
        """Write `stories` (ids or beginnings of ids; all by default) and return their articles.

        What is written already with this model and these options is left as it is, unless `again`. Each article is
        stored as soon as it is whole. `model` replaces the model of the settings.
        """
        wanted = [self.archive.story(name) for name in stories] if stories else self.archive.stories()
        if not wanted:
            return []
        with model or open_model(self.settings.model, progress) as engine:
            ids = {story.id: article_id(story, engine.name, self.settings.write) for story in wanted}
            done = set() if again else self.archive.written(ids.values())
            waiting = [story for story in wanted if ids[story.id] not in done]
            progress("writing", len(wanted) - len(waiting), len(wanted))
            asking = asking_of(self.settings.write, getattr(engine, "taught", ""))
            for count, (story, copy) in enumerate(
                self._written(waiting, engine, asking), len(wanted) - len(waiting) + 1
            ):
                self.archive.save_article(copy, basis=story.basis)
                progress("writing", count, len(wanted))
        return [self.archive.article(ids[story.id]) for story in wanted]

    def _written(
        self, stories: Sequence[Story], model: LanguageModel, asking: Asking
    ) -> Iterator[tuple[Story, Article]]:
        """Write several stories at once and yield each as it is done."""
        with ThreadPoolExecutor(DESKS, thread_name_prefix="desk") as desks:
            work: dict[Future[Article], Story] = {}
            for story in stories:
                items = self.archive.items(ids=story.items)
                work[desks.submit(self._one, story, items, model, asking)] = story
            done: set[Future[Article]] = set()
            try:
                for future in as_completed(work):
                    done.add(future)
                    yield work[future], future.result()
            except NewswrightError:  # the model is gone: begin no more, but keep what the other desks have finished
                desks.shutdown(wait=True, cancel_futures=True)
                for future in work.keys() - done:
                    if not future.cancelled() and future.exception() is None:
                        yield work[future], future.result()
                raise
            except BaseException:
                desks.shutdown(wait=False, cancel_futures=True)
                model.close()  # the desks at work would otherwise write their stories to the end first
                raise

    def _one(self, story: Story, items: Sequence[WireItem], model: LanguageModel, asking: Asking) -> Article:
        options = self.settings.write
        return write(story, brief(story, items, options), model, self._check, options, asking)

    def _check(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        return check_sentence(sentence, evidence, self.settings.verify)

    def verify(self, articles: Sequence[str] | None = None, *, progress: Progress = silent) -> list[Recheck]:
        """Hold published articles (all by default) against the stored items again: passages first, then every check."""
        if articles:
            copies = [self.archive.article(name) for name in articles]
        else:
            copies = [copy for copy in self.archive.articles() if copy.status is Status.PUBLISHED]
        found = []
        for count, copy in enumerate(copies, 1):
            items = {item.id: item for item in self.archive.items(ids=copy.sources)}
            found.append(recheck(copy, items, self._check))
            progress("verifying", count, len(copies))
        return found

    # -- publish --

    def publish(self) -> Edition:
        """Put the current articles out in the newsroom's folder `site`."""
        articles = self.archive.articles()
        stories = {story.id: story for story in self.archive.stories()}
        items = {item.id: item for item in self.archive.items()}
        return publish(
            articles, items, stories, self.archive.spikes(), self.settings.publish, self.folder / SITE, self._made()
        )

    def _made(self) -> Made:
        counts = self.figures()
        return Made(when=datetime.now(UTC), version=__version__, **counts.model_dump())

    def figures(self) -> Figures:
        """Count what there is: items, spikes by rule, stories, articles, and whose words their sentences are in."""
        articles = self.archive.articles()
        published = [copy for copy in articles if copy.status is Status.PUBLISHED]
        origins = Counter(sentence.origin for copy in published for sentence in copy.sentences)
        return Figures(
            items=self.archive.count_items(),
            spikes=_by_rule(self.archive.spikes()),
            stories=len(self.archive.stories()),
            published=len(published),
            refused=len(articles) - len(published),
            own=origins[Origin.MODEL],
            quoted=origins[Origin.SOURCE],
            model=", ".join(dict.fromkeys(copy.model for copy in articles)) or "none",
        )

    def lead(self) -> Article | None:
        """Return the article that most outlets stand behind; among equals, the one most in the model's words."""
        published = [copy for copy in self.archive.articles() if copy.status is Status.PUBLISHED]
        return max(published, key=_weight, default=None)

    # -- the whole flow --

    def run(self, progress: Progress = silent) -> Report:
        """Curate, write, verify and publish everything in the archive, going on where an earlier run stopped.

        Raises:
            UnsupportedCopy: an article does not hold when it is checked again; nothing is published then.
        """
        if not self.archive.count_items():
            raise NewsroomError(
                f"{self.folder} has no items yet",
                cure="Bring some in: newswright ingest file RESPONSE.json, or newswright run --sample demo-newsroom",
            )
        self.curate(progress)
        self.write(progress=progress)
        broken = [check for check in self.verify(progress=progress) if check.faults]
        if broken:
            raise UnsupportedCopy(
                f"{len(broken)} articles do not hold: {broken[0].faults[0]}",
                cure="Write them again: newswright write --again",
            )
        return Report(**self.figures().model_dump(), edition=self.publish())


def settings_at(folder: Path) -> Settings:
    """Return the settings of the newsroom in `folder`, or the defaults where it is none."""
    if (folder / settings_module.FILE).exists():
        return settings_module.load(folder)
    return settings_module.read({}, folder / settings_module.FILE)


def asking_of(options: WriteOptions, taught: str) -> Asking:
    """Return how to ask a model: as its lessons did, in the template that settings or file name, or by examples.

    Raises:
        SettingsError: lessons are wanted, and nothing names their template.
        TemplateInvalid: there is no such template.
    """
    template = options.template or taught
    if options.ask == "examples" or (options.ask == "auto" and not template):
        return by_examples()
    if not template:
        raise SettingsError(
            "The model is to be asked by lessons, but its file does not name their template.",
            cure='Set `template` in [write], or set ask = "examples".',
        )
    form = find(template)
    sentence, headline = (around(form, instruction(task)) for task in ("sentence", "headline"))
    return by_lessons(form.name, sentence, headline, marks=form.control)


def _weight(copy: Article) -> tuple[int, int, int]:
    cited = {piece.source for sentence in copy.sentences for piece in sentence.evidence}
    own = sum(sentence.origin is Origin.MODEL for sentence in copy.sentences)
    return len(cited), own, len(copy.sentences)


def _by_rule(spikes: Iterable[Spike]) -> dict[str, int]:
    return dict(Counter(spike.rule for spike in spikes).most_common())


def _named_like(folder: Path) -> str:
    """Return the name of a publication that is called like its folder."""
    name = folder.resolve().name.replace("-", " ").replace("_", " ").title()
    return "".join(char for char in name if char.isprintable())[:TITLE_LIMIT].strip() or "Newsroom"


def _toml_string(text: str) -> str:
    """Return `text` as it may stand between double quotation marks in TOML."""
    plain = "".join(char for char in text if char.isprintable())
    return plain.replace("\\", "\\\\").replace('"', '\\"')
