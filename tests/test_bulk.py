"""Writing in bulk comes to the same as writing here; what a worker does by itself, and what becomes of its failures."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import newswright
from newswright.bulk import Copy, Fault, Finished, Partition, Work, Worker, partitions, patient, write_in_bulk
from newswright.cli.verbs import app
from newswright.errors import MissingExtra, ModelDamaged, ModelError, ModelUnreachable, NewswrightError, SettingsError
from newswright.models import ModelOptions
from newswright.models.download import WrongContent
from newswright.newsroom import Newsroom
from newswright.records import Article, Status
from newswright.settings import Settings
from newswright.write import BulkOptions
from tests.instruct.archive import row
from tests.models.servers import model_server
from tests.test_desks import article

HERE = Path(newswright.__file__).parents[1]
STORE = 100 * 2**20
"""Bytes of the object store of a test's cluster; Ray would take a third of the memory."""
TELLING = "harbour"
"""What a model server of these tests fails for."""


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NEWSWRIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSWRIGHT_MODEL__ENGINE", "echo")


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom with six stories and no article. Nobody may change it."""
    folder = tmp_path_factory.mktemp("curated") / "desk"
    items = []
    for number in range(6):
        made = row(number)
        paragraphs = made["paragraphs"]
        assert isinstance(paragraphs, list)
        items.append(
            {
                "title": made["headline"],
                "description": " ".join(paragraphs) if number else "Too little to write from.",
                "source": "Moor Gazette",
                "url": made["url"],
                "published_at": f"{made['date']}T10:00:00+00:00",
                "language": "en",
            }
        )
    path = folder.parent / "items.jsonl"
    path.write_text("\n".join(map(json.dumps, items)) + "\n", "utf-8")
    with Newsroom.init(folder) as room:
        room.ingest_files([path])
        assert room.curate().stories == 6
    return folder


@pytest.fixture
def room(curated: Path, tmp_path: Path) -> Iterator[Newsroom]:
    """A copy of that newsroom."""
    with opened(curated, tmp_path / "room") as made:
        yield made


@contextmanager
def opened(curated: Path, folder: Path) -> Iterator[Newsroom]:
    shutil.copytree(curated, folder)
    with Newsroom.open(folder) as room:
        yield room


@pytest.fixture
def here(curated: Path, tmp_path: Path) -> list[dict[str, Any]]:
    """What this process writes of it, without the times."""
    with opened(curated, tmp_path / "here") as room:
        found = timeless(room.write())
    states = [copy["status"] for copy in found]
    assert states.count("published") == 5, "else there would be little to compare"
    assert states.count("refused") == 1
    return found


def timeless(copies: list[Article]) -> list[dict[str, Any]]:
    return [copy.model_dump(mode="json", exclude={"written_at"}) for copy in copies]


def with_bulk(room: Newsroom, model: ModelOptions | None = None, **bulk: Any) -> Settings:
    wanted = {"bulk": BulkOptions(**bulk), "model": model or room.settings.model}
    return room.settings.model_copy(update=wanted)


def work(room: Newsroom, model: ModelOptions | None = None) -> str:
    made = room.settings
    return Work(model=model or made.model, write=made.write, verify=made.verify).model_dump_json()


def everything(room: Newsroom) -> Partition:
    [one] = partitions(room, room.archive.stories(), BulkOptions(workers=1))
    return one


def no_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ray", "ray.data"):
        monkeypatch.setitem(sys.modules, name, None)


# -- a worker by itself --


def test_a_worker_writes_what_the_newsroom_writes(room: Newsroom, here: list[dict[str, Any]]) -> None:
    told = Worker(work(room))({"partition": everything(room).model_dump_json()})
    finished = Finished.model_validate_json(told["finished"])
    found = sorted(timeless(list(finished.articles)), key=lambda copy: str(copy["id"]))
    assert found == sorted(here, key=lambda copy: str(copy["id"]))
    assert (finished.late, finished.fault) == ({}, None)
    assert room.archive.articles() == [], "a worker stores nothing"


def test_a_model_that_is_gone_ends_a_partition_and_leaves_its_stories_to_the_next_run(room: Newsroom) -> None:
    gone = ModelOptions(engine="openai", name="m", base_url="http://127.0.0.1:9/v1", attempts=1, timeout_s=5)
    partition = everything(room)
    finished = Worker(work(room, gone)).finish(partition)
    assert finished.fault
    assert isinstance(finished.fault.error(), ModelUnreachable)
    assert set(finished.late) | {copy.story for copy in finished.articles} == {
        copy.story.id for copy in partition.copies
    }
    assert {copy.status for copy in finished.articles} <= {Status.REFUSED}, "too thin to ask for"


def test_what_the_user_must_mend_comes_back_with_its_cure(room: Newsroom, tmp_path: Path) -> None:
    finished = Worker(work(room, ModelOptions(file=tmp_path / "none.gguf"))).finish(everything(room))
    assert finished.articles == ()
    assert len(finished.late) == 6
    assert finished.fault
    assert finished.fault.kind == "ModelMissing"
    assert finished.fault.error().cure == finished.fault.cure != ""


def failing(body: dict[str, Any]) -> tuple[int, bytes]:
    """Repeat the source, and fail for whatever tells of a harbour."""
    lines = [line for line in body["prompt"].splitlines() if line.startswith(("Wire:", "Report:"))]
    text = lines[-1].partition(": ")[2]
    if TELLING in text:
        return 500, b"{}"
    return 200, json.dumps({"choices": [{"text": f" {text}", "finish_reason": "stop"}]}).encode()


@contextmanager
def one_fails(room: Newsroom, folder: Path) -> Iterator[ModelOptions]:
    """Serve a model that fails for one story, which is brought in here."""
    text = (
        f"Workers dredged the {TELLING} of Upper Lorn on Monday for the first time in nine winters. "
        f"Agnes Torrington, the {TELLING} master, counted 41 boats along the northern quay by noon. "
        f"The treasurer of Upper Lorn said the {TELLING} would cost the town 70,000 crowns a year from now on."
    )
    item = {
        "title": f"Upper Lorn dredges its {TELLING} after nine quiet winters",
        "description": text,
        "source": "Coast Radio",
        "url": "https://coast.example/dredged",
        "published_at": "2025-06-02T10:00:00+00:00",
        "language": "en",
    }
    path = folder / "more.jsonl"
    path.write_text(json.dumps(item) + "\n", "utf-8")
    room.ingest_files([path])
    assert room.curate().stories == 7
    with model_server(failing) as seen:
        yield ModelOptions(engine="openai", name="m", base_url=f"{seen.url}/v1", attempts=1)


def test_a_story_that_fails_leaves_the_rest_of_its_partition_alone(room: Newsroom, tmp_path: Path) -> None:
    with one_fails(room, tmp_path) as model:
        finished = Worker(work(room, model)).finish(everything(room))
    [late] = finished.late
    assert TELLING in room.archive.story(late).slug
    assert finished.fault is None
    assert [copy.status for copy in finished.articles].count(Status.PUBLISHED) == 5


# -- partitions and their faults --


def test_stories_are_divided_so_that_every_worker_gets_some(room: Newsroom) -> None:
    stories = room.archive.stories()

    def sizes(**options: int) -> list[int]:
        return [len(one.copies) for one in partitions(room, stories, BulkOptions(**options))]

    assert sizes(workers=1) == [6]
    assert sizes(workers=2) == [3, 3]
    assert sizes(workers=1, partition=4) == [4, 2]
    assert sizes(workers=50) == [1] * 6
    assert partitions(room, [], BulkOptions()) == []
    whole = [copy for one in partitions(room, stories, BulkOptions()) for copy in one.copies]
    assert whole == [Copy(story=one, items=tuple(room.archive.items(ids=one.items))) for one in stories]


GONE = Fault.of(ModelUnreachable("The server is gone.", cure="Start it."))
WRONG = Fault.of(SettingsError("A setting is wrong.", cure="Mend it."))


WELL = Finished(articles=(article("s1", Status.PUBLISHED),), late={})
THIN = Finished(articles=(article("s2", Status.REFUSED),), late={})


def seen(*results: Finished | Fault) -> tuple[int, NewswrightError | None]:
    """Return how many of these `results` are handed on, and the error that ends it."""
    count = 0
    given = (one if isinstance(one, Finished) else Finished(articles=(), late={}, fault=one) for one in results)
    try:
        for _ in patient(given):
            count += 1
    except NewswrightError as error:
        return count, error
    return count, None


def test_three_partitions_in_a_row_are_the_end_and_each_is_handed_on_before() -> None:
    assert seen(WELL, GONE, GONE, WELL, GONE, GONE) == (6, None)
    count, error = seen(WELL, GONE, GONE, GONE, WELL)
    assert count == 4
    assert isinstance(error, ModelUnreachable)
    assert (error.what, error.cure) == ("The server is gone.", "Start it.")


def test_thin_stories_between_them_are_no_sign_of_life() -> None:
    count, error = seen(WELL, GONE, THIN, GONE, THIN, GONE, WELL)
    assert count == 6
    assert isinstance(error, ModelUnreachable)


def test_fewer_are_the_end_where_nothing_was_written() -> None:
    for results in ((GONE,), (GONE, GONE), (GONE, THIN), (THIN, GONE)):
        count, error = seen(*results)
        assert count == len(results)
        assert isinstance(error, ModelUnreachable)
    for well in ((WELL, GONE), (GONE, WELL), (THIN,), ()):
        assert seen(*well) == (len(well), None)


def test_what_the_user_must_mend_is_the_end_at_once() -> None:
    count, error = seen(WELL, WRONG, WELL)
    assert count == 2
    assert isinstance(error, SettingsError)


def test_an_error_of_a_module_s_own_comes_back_as_its_parent() -> None:
    error = Fault.of(WrongContent("Another file.", cure="Fetch it again.")).error()
    assert type(error) is ModelDamaged
    assert isinstance(error, ModelError)


# -- this side, where nothing is to be written --


def test_without_ray_the_extra_is_named(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    no_ray(monkeypatch)
    with pytest.raises(MissingExtra, match=r"newswright\[ray\]"):
        write_in_bulk(room)
    assert room.archive.articles() == []


def test_what_is_written_here_is_not_written_on_a_cluster(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    no_ray(monkeypatch)
    copies = room.write()
    heard: list[tuple[str, int, int]] = []
    assert write_in_bulk(room, progress=lambda *told: heard.append(told)) == copies
    assert heard == [("writing", 6, 6)]
    first = copies[0]
    assert write_in_bulk(room, [first.story]) == [first]
    with pytest.raises(MissingExtra):
        write_in_bulk(room, [first.story], again=True)


def test_an_empty_newsroom_needs_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_ray(monkeypatch)
    with Newsroom.init(tmp_path / "empty") as room:
        assert write_in_bulk(room) == []


def test_workers_are_for_a_cluster_and_not_without_end(room: Newsroom) -> None:
    for words in (("--workers", "2"), ("--on", "ray", "--workers", "10001")):
        result = CliRunner().invoke(app, ["write", "-n", str(room.folder), *words])
        assert result.exit_code == 10
        assert f"--workers is {words[-1]}" in result.output


# -- on a cluster --


def on_a_cluster(test: Any) -> Any:
    for mark in (
        pytest.mark.slow,
        pytest.mark.alone,
        pytest.mark.skipif(not find_spec("ray"), reason="Ray is not installed: pip install 'newswright[ray]'"),
    ):
        test = mark(test)
    return test


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two cores and little memory, for whose workers this is the Newswright to import."""
    ray: Any = import_module("ray")  # only where it is installed
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    ray.init(address="local", num_cpus=2, object_store_memory=STORE, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@on_a_cluster
def test_a_cluster_writes_what_this_process_writes(cluster: Any, room: Newsroom, here: list[dict[str, Any]]) -> None:
    heard: list[tuple[str, int, int]] = []
    settings = with_bulk(room, workers=2, partition=2)
    copies = write_in_bulk(room, settings=settings, progress=lambda *told: heard.append(told))
    assert timeless(copies) == here
    assert timeless([room.archive.article(copy.id) for copy in copies]) == here
    assert heard == [("writing", done, 6) for done in (0, 2, 4, 6)]
    assert cluster.is_initialized(), "whoever connected to a cluster before goes on with it"
    assert write_in_bulk(room, settings=settings) == copies, "a second run writes nothing"


@on_a_cluster
def test_a_run_that_was_stopped_goes_on_with_what_is_missing(
    cluster: Any, room: Newsroom, here: list[dict[str, Any]]
) -> None:
    settings = with_bulk(room, workers=2, partition=1)

    def stop(_what: str, done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_in_bulk(room, settings=settings, progress=stop)
    [kept] = room.archive.articles(current=False)
    heard: list[int] = []
    copies = write_in_bulk(room, settings=settings, progress=lambda _what, done, _total: heard.append(done))
    assert timeless(copies) == here
    assert kept in copies, "what was stored is left as it is, to the second"
    assert heard == [1, 2, 3, 4, 5, 6]


@on_a_cluster
def test_a_partition_that_was_left_out_before_is_written(
    cluster: Any, room: Newsroom, here: list[dict[str, Any]]
) -> None:
    settings = with_bulk(room, workers=2, partition=2)
    stories = [story.id for story in room.archive.stories()]
    some = write_in_bulk(room, stories[:4], settings=settings)
    assert len(room.archive.articles()) == len(some) == 4
    copies = write_in_bulk(room, settings=settings)
    assert copies[:4] == some
    assert timeless(copies) == here


@on_a_cluster
def test_a_story_that_fails_is_not_stored_and_tried_again(cluster: Any, room: Newsroom, tmp_path: Path) -> None:
    with one_fails(room, tmp_path) as model:
        settings = with_bulk(room, model, workers=2, partition=4)
        copies = write_in_bulk(room, settings=settings)
    [late] = [copy for copy in copies if TELLING in copy.slug]
    assert late.status is Status.REFUSED
    assert late.reason.startswith("not written, the next run tries again: ")
    assert len(copies) == 7
    assert room.archive.written(copy.id for copy in copies) == {copy.id for copy in copies} - {late.id}


@on_a_cluster
def test_a_model_that_is_gone_ends_the_run(cluster: Any, room: Newsroom) -> None:
    gone = ModelOptions(engine="openai", name="m", base_url="http://127.0.0.1:9/v1", attempts=1, timeout_s=5)
    with pytest.raises(ModelUnreachable):
        write_in_bulk(room, settings=with_bulk(room, gone, workers=2))
    assert all(copy.status is Status.REFUSED for copy in room.archive.articles())


@on_a_cluster
def test_the_command_starts_a_cluster_of_its_own_and_ends_it(
    room: Newsroom, here: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ray: Any = import_module("ray")  # only where it is installed
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    assert not ray.is_initialized()
    words = ["write", "--all", "--on", "ray", "--workers", "2", "-n", str(room.folder)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert all(str(copy["id"]) in result.output for copy in here)
    assert timeless([room.archive.article(str(copy["id"])) for copy in here]) == here
    assert not ray.is_initialized()
