"""Writing in bulk: stories in partitions, written and checked by the workers of a Ray cluster.

A worker opens the model once, takes a partition at a time and hands its articles back as JSON. It never opens the
archive: what is read and what is stored is the business of this side, which stores a partition as soon as it is done.
Ray comes with the extra `ray` and is imported when something is to be written.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from importlib import import_module
from typing import Any, Self

from newswright import errors
from newswright.desks import PATIENCE, written
from newswright.errors import MissingExtra, ModelError, NewswrightError, SettingsError
from newswright.models import LanguageModel, ModelOptions, name_of, open_model
from newswright.models.checking import open_reader
from newswright.newsroom import Newsroom, asking_of
from newswright.progress import Progress, silent
from newswright.records import Article, Evidence, Record, Status, Story, Verdict, WireItem
from newswright.settings import Settings
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import Asking, BulkOptions, WriteOptions, article_id, brief, refuse, write

# -- what goes to a worker and what comes back --


class Work(Record):
    """How stories are to be written: the settings that a worker needs."""

    model: ModelOptions
    write: WriteOptions
    verify: VerifyOptions
    answers: bool = False
    """Whether the model has written a story with these options before (see `newswright.desks`)."""


class Copy(Record):
    """A story with its items."""

    story: Story
    items: tuple[WireItem, ...]


class Partition(Record):
    """The stories that a worker takes at once."""

    copies: tuple[Copy, ...]


class Fault(Record):
    """An error that ended a partition, as it crosses between processes."""

    kind: str
    what: str
    cure: str

    @classmethod
    def of(cls, error: NewswrightError) -> Self:
        """Return `error` by the name of its class, or of the nearest parent that `newswright.errors` has."""
        kind = next(one.__name__ for one in type(error).__mro__ if one.__module__ == errors.__name__)
        return cls(kind=kind, what=error.what, cure=error.cure)

    def error(self) -> NewswrightError:
        """Return the error again."""
        kind: type[NewswrightError] = getattr(errors, self.kind)
        return kind(self.what, cure=self.cure)


class Finished(Record):
    """What became of a partition."""

    articles: tuple[Article, ...]
    """Written, or refused for what their evidence is: to be stored."""
    late: Mapping[str, str]
    """Stories that the model failed for, by id, each with what went wrong: not to be stored."""
    fault: Fault | None = None
    """For what the partition ended before all its stories were tried."""

    @property
    def published(self) -> bool:
        """Whether the model wrote an article, which shows that it is there."""
        return any(article.status is Status.PUBLISHED for article in self.articles)


class Worker:
    """Writes partitions, one after the other, with one model. Ray makes one in each of its processes."""

    def __init__(self, work: str) -> None:
        """Take the JSON of a `Work`. The model is opened with the first partition, so that its error is told there."""
        self._work = Work.model_validate_json(work)
        self._answers = self._work.answers
        self._model: LanguageModel | None = None

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Write the partition in `row["partition"]` and return what became of it as `finished`, both as JSON."""
        partition = Partition.model_validate_json(str(row["partition"]))
        return {"finished": self.finish(partition).model_dump_json()}

    def __del__(self) -> None:
        """Close the model: Ray deletes a worker before it ends its process."""
        if getattr(self, "_model", None):
            self.close()

    def close(self) -> None:
        """Close the model, which the next partition would open again."""
        model, self._model = self._model, None
        if model:
            model.close()

    def finish(self, partition: Partition) -> Finished:
        """Write the stories of `partition`."""
        articles: list[Article] = []
        late: dict[str, str] = {}
        fault = None
        try:
            for story, result in self._written(partition.copies):
                if isinstance(result, ModelError):
                    late[story.id] = result.what
                else:
                    articles.append(result)
        except NewswrightError as error:
            fault = Fault.of(error)
            there = {article.story for article in articles}
            late = {copy.story.id: error.what for copy in partition.copies if copy.story.id not in there} | late
        finished = Finished(articles=tuple(articles), late=late, fault=fault)
        self._answers = self._answers or finished.published
        return finished

    def _written(self, copies: Sequence[Copy]) -> Iterator[tuple[Story, Article | ModelError]]:
        model = self._model = self._model or open_model(self._work.model)
        asking = asking_of(self._work.write, getattr(model, "taught", ""))
        jobs = ((copy.story, partial(self._one, copy, model, asking)) for copy in copies)
        yield from written(jobs, model, min(PATIENCE, len(copies)), answers=self._answers)

    def _one(self, copy: Copy, model: LanguageModel, asking: Asking) -> Article:
        options = self._work.write
        chosen = brief(copy.story, copy.items, options)
        return write(copy.story, chosen, model, self._check, options, asking)

    def _check(self, sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        options = self._work.verify
        return check_sentence(sentence, evidence, options, open_reader(options.reader))


# -- the side of the archive --


def write_in_bulk(
    room: Newsroom,
    stories: Sequence[str] | None = None,
    *,
    settings: Settings | None = None,
    again: bool = False,
    progress: Progress = silent,
) -> list[Article]:
    """Write `stories` (ids or beginnings of ids; all by default) on a Ray cluster and return their articles.

    It comes to the same as `Newsroom.write`: what is written already is left as it is, unless `again`; a story that the
    model failed for is returned as a refusal, which is not stored. `settings` replace those of the newsroom.

    Raises:
        MissingExtra: Ray is not installed.
        SettingsError: the cluster cannot be reached or started, or a worker finds a setting wrong.
        ModelError: the model is gone: three partitions in a row ended for it, or it wrote no article.
    """
    settings = settings or room.settings
    options, name = settings.write, name_of(settings.model)
    wanted = [room.archive.story(one) for one in stories] if stories else room.archive.stories()
    if not wanted:
        return []
    ids = {story.id: article_id(story, name, options) for story in wanted}
    done = set() if again else room.archive.written(ids.values())
    waiting = {story.id: story for story in wanted if ids[story.id] not in done}
    progress("writing", len(ids) - len(waiting), len(ids))
    answers = any(room.archive.article(one).status is Status.PUBLISHED for one in done)
    work = Work(model=_shared(settings.model, settings.bulk), write=options, verify=settings.verify, answers=answers)
    late: dict[str, Article] = {}
    count = len(ids) - len(waiting)
    with closing(run(work, partitions(room, list(waiting.values()), settings.bulk), settings.bulk)) as results:
        for finished in patient(results):
            for article in finished.articles:
                room.archive.save_article(article, basis=waiting[article.story].basis)
            for story, why in finished.late.items():
                late[story] = refuse(waiting[story], f"not written, the next run tries again: {why}", name, options)
            count += len(finished.articles) + len(finished.late)
            progress("writing", count, len(ids))
    return [late.get(story.id) or room.archive.article(ids[story.id]) for story in wanted]


def _shared(model: ModelOptions, options: BulkOptions) -> ModelOptions:
    """Return `model` as a worker opens it, with a thread for each of its cores; as it is where it says how many."""
    return model if model.threads else model.model_copy(update={"threads": max(1, int(options.cpus))})


def partitions(room: Newsroom, stories: Sequence[Story], options: BulkOptions) -> list[Partition]:
    """Divide `stories`, each with its items: into smaller partitions where some workers would get none."""
    size = max(1, min(options.partition, math.ceil(len(stories) / options.workers)))
    copies = [Copy(story=story, items=tuple(room.archive.items(ids=story.items))) for story in stories]
    return [Partition(copies=tuple(copies[at : at + size])) for at in range(0, len(copies), size)]


def run(work: Work, partitions: Sequence[Partition], options: BulkOptions) -> Generator[Finished, None, None]:
    """Yield what became of each of `partitions`, in the order in which the workers finish them.

    A partition is one row and one block, which is what Ray hands to a worker at once and hands on when it is done.
    Nothing is fetched ahead: Ray would keep a finished partition back until the next one is there.
    """
    if not partitions:
        return
    workers = min(options.workers, len(partitions))
    with _cluster(options, workers) as ray:
        rows = [{"partition": one.model_dump_json()} for one in partitions]
        data = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
            Worker,
            fn_constructor_args=(work.model_dump_json(),),
            compute=ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=1),
            **({"num_gpus": options.gpus} if options.gpus else {"num_cpus": options.cpus}),
        )
        blocks = data.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0)
        with closing(iter(blocks)) as arriving:  # before Ray ends: what it did afterwards would start another one
            for block in arriving:
                for row in block.column("finished").to_pylist():
                    yield Finished.model_validate_json(row)


def patient(results: Iterator[Finished]) -> Iterator[Finished]:
    """Yield `results`, each to be stored, and end where there is no use in going on.

    Raises:
        NewswrightError: what ended a partition: at once where the user must mend it; a model's where `PATIENCE`
            partitions end so without an article of another between them, or where no article was written at all.
    """
    failed, lived, fault = 0, False, None
    for finished in results:
        yield finished
        if finished.published:
            failed, lived = 0, True
        if finished.fault:
            failed, fault = failed + 1, finished.fault.error()
            if failed >= PATIENCE or not isinstance(fault, ModelError):
                raise fault
    if fault and not lived:
        raise fault


@contextmanager
def _cluster(options: BulkOptions, workers: int) -> Iterator[Any]:
    """Yield Ray, connected to the cluster of the settings, or to the one that this process is connected to already.

    Raises:
        MissingExtra: Ray is not installed.
        SettingsError: the cluster cannot be reached or started.
    """
    ray = _ray()
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    if ray.is_initialized():
        yield ray
        return
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    cores = None if options.gpus else math.ceil(workers * options.cpus)
    try:
        if options.address:
            ray.init(address=options.address, **quiet)
        else:
            ray.init(address="local", num_cpus=cores, include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError, ImportError) as error:
        place = (
            f"The Ray cluster at {options.address} cannot be reached" if options.address else "Ray cannot start here"
        )
        raise SettingsError(f"{place}: {error}", cure="Correct `address` in [bulk]: docs/write/bulk.md.") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _ray() -> Any:
    try:
        import_module("ray.data")
        return import_module("ray")
    except ImportError as error:
        raise MissingExtra(
            f"Writing in bulk needs Ray, which cannot be imported: {error}.",
            cure="Install it with: pip install 'newswright[ray]'",
        ) from error
