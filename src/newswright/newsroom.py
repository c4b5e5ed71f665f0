"""The newsroom: the one module that knows the order in which copy flows, and the Python API.

    with Newsroom.open("my-newsroom") as room:
        room.ingest_files([Path("response.json")])
        report = room.run()

Each verb of the command line is a method here. Every step can be stopped, by kill -9 too, and called again: what is
stored stays, what is missing is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from newswright import __version__
from newswright import settings as settings_module
from newswright.curate import curate
from newswright.desks import PATIENCE, written
from newswright.errors import IngestError, ModelError, NewsroomError, SettingsError, UnsupportedCopy
from newswright.ingest import Mediastack, MediastackQuery, read_items, sample_batch
from newswright.ingest.files import Batch
from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.rendering.form import around
from newswright.instruct.rendering.template import find
from newswright.models import LanguageModel, open_model
from newswright.models.checking import open_reader
from newswright.progress import Progress, silent
from newswright.publish import Made, publish
from newswright.records import (
    Article,
    Counts,
    Edition,
    Evidence,
    Figures,
    Headline,
    Ingested,
    Origin,
    Recheck,
    Report,
    Sentence,
    Spike,
    Status,
    Story,
    Verdict,
    WireItem,
)
from newswright.settings import Settings
from newswright.store import Archive
from newswright.verify import check_sentence, recheck
from newswright.write import (
    Asking,
    WriteOptions,
    article_id,
    brief,
    by_examples,
    by_lessons,
    headlines,
    refuse,
    section_angle,
    shortened,
    write,
)

Tell = Callable[[Story, Sentence], None]
"""Told of a sentence of a story as soon as it stands."""

SITE = "site"
"""Folder of the published edition in the newsroom's folder."""
TITLE_LIMIT = 60
"""Characters of a title that is made of a folder's name, which may have 255."""


class Desk(NamedTuple):
    """What stories are written with."""

    model: LanguageModel
    asking: Asking
    options: WriteOptions
    tell: Tell | None = None


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
        options: WriteOptions | None = None,
        tell: Tell | None = None,
    ) -> list[Article]:
        """Write `stories` (ids or beginnings of ids; all by default) and return their articles.

        What is written already with this model and these options is left as it is, unless `again`. Each article is
        stored as soon as it is whole. A story that the model failed for is returned as a refusal, which is not stored.
        `model` and `options` replace those of the settings. `tell` hears each sentence of each story, in its order, as
        soon as it stands.

        Raises:
            ModelError: the model failed for three stories in a row, or for each where fewer are wanted.
        """
        options = options or self.settings.write
        wanted = [self.archive.story(name) for name in stories] if stories else self.archive.stories()
        if not wanted:
            return []
        late: dict[str, Article] = {}
        with model or open_model(self.settings.model, progress) as engine:
            ids = {story.id: article_id(story, engine.name, options) for story in wanted}
            done = set() if again else self.archive.written(ids.values())
            waiting = list({story.id: story for story in wanted if ids[story.id] not in done}.values())
            progress("writing", len(ids) - len(waiting), len(ids))
            desk = Desk(engine, asking_of(options, getattr(engine, "taught", "")), options, tell)
            jobs = ((story, partial(self._one, story, self.archive.items(ids=story.items), desk)) for story in waiting)
            answers = any(self.archive.article(one).status is Status.PUBLISHED for one in done)
            finished = written(jobs, engine, min(PATIENCE, len(ids)), answers=answers)
            for count, (story, result) in enumerate(finished, len(ids) - len(waiting) + 1):
                if isinstance(result, ModelError):
                    late[story.id] = refuse(
                        story, f"not written, the next run tries again: {result.what}", engine.name, options
                    )
                else:
                    self.archive.save_article(result, basis=story.basis)
                progress("writing", count, len(ids))
        return [late.get(story.id) or self.archive.article(ids[story.id]) for story in wanted]

    def _one(self, story: Story, items: Sequence[WireItem], desk: Desk) -> Article:
        tell = desk.tell

        def said(sentence: Sentence) -> None:
            if tell:
                tell(story, sentence)

        chosen = brief(story, items, desk.options)
        return write(story, chosen, desk.model, self._check, desk.options, desk.asking, said)

    def draft(self, story: str, options: WriteOptions, *, progress: Progress = silent) -> Article:
        """Write one story with `options` and return the article, or its refusal, without storing it."""
        wanted = self.archive.story(story)
        with open_model(self.settings.model, progress) as engine:
            desk = Desk(engine, asking_of(options, getattr(engine, "taught", "")), options)
            return self._one(wanted, self.archive.items(ids=wanted.items), desk)

    def shorter(self, article: str, words: int = 0, *, progress: Progress = silent, keep: bool = False) -> Article:
        """Return an article in so many `words`, or in half of its own; with `keep` it becomes the current one."""
        copy = self._whole(article)
        options = self.settings.write.model_copy(update={"length": str(words) if words else "brief"})
        with open_model(self.settings.model, progress) as engine:
            asking = asking_of(options, getattr(engine, "taught", ""))
            made = shortened(copy, engine, self._check, asking, options)
        return self._kept(made) if keep else made

    def for_section(self, article: str, section: str, *, progress: Progress = silent, keep: bool = False) -> Article:
        """Return an article's story written for a section of the paper; with `keep` it becomes the current one."""
        options = self.settings.write.model_copy(update={"angle": section_angle(section)})
        made = self.draft(self.archive.article(article).story, options, progress=progress)
        return self._kept(made) if keep and made.status is Status.PUBLISHED else made

    def headlines(self, article: str, count: int, *, progress: Progress = silent) -> list[Headline]:
        """Return up to `count` other headlines of an article, all supported."""
        copy = self._whole(article)
        options = self.settings.write
        with open_model(self.settings.model, progress) as engine:
            asking = asking_of(options, getattr(engine, "taught", ""))
            return headlines(copy, count, engine, self._check, asking, options)

    def _whole(self, article: str) -> Article:
        copy = self.archive.article(article)
        if copy.status is not Status.PUBLISHED:
            raise NewsroomError(f"{copy.id} was refused: {copy.reason}.", cure="Name an article that was written.")
        return copy

    def _kept(self, copy: Article) -> Article:
        made = copy.model_copy(update={"written_at": datetime.now(UTC).replace(microsecond=0)})
        self.archive.save_article(made, basis=self.archive.story(copy.story).basis)
        return made

    def _check(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        return check_sentence(sentence, evidence, self.settings.verify, open_reader(self.settings.verify.reader))

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
        copies = self.write(progress=progress)
        stored = self.archive.written(copy.id for copy in copies)
        broken = [check for check in self.verify(progress=progress) if check.faults]
        if broken:
            raise UnsupportedCopy(
                f"{len(broken)} articles do not hold: {broken[0].faults[0]}",
                cure="Write them again: newswright write --again",
            )
        unwritten = {copy.story: copy.reason for copy in copies if copy.id not in stored}
        return Report(**self.figures().model_dump(), unwritten=unwritten, edition=self.publish())


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
    return by_lessons(form.name, lambda ask: around(form, instruction(ask.value)), marks=form.control)


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
