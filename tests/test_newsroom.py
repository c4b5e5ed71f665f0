"""The Python API: the same order as the command line's, step by step or in one go."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from newswright.errors import IngestError, ModelError, ModelUnreachable, NewsroomError, NotFound, UnsupportedCopy
from newswright.models import Reply, Request
from newswright.models.echo import EchoModel
from newswright.newsroom import Newsroom, settings_at
from newswright.records import Article, Origin, Report, Status
from tests.ingest.conftest import row

SAMPLE = "demo-newsroom"


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWRIGHT_MODEL__ENGINE", "echo")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A newsroom that has run over the sample, and its report. Nobody may change it."""
    folder = tmp_path_factory.mktemp("whole") / SAMPLE
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSWRIGHT_MODEL__ENGINE", "echo")
        with Newsroom.for_sample(folder, SAMPLE) as room:
            return folder, room.run()


@pytest.fixture
def ran(whole: tuple[Path, Report], tmp_path: Path) -> Path:
    """A copy of that newsroom."""
    folder = tmp_path / "ran"
    shutil.copytree(whole[0], folder)
    return folder


def change(folder: Path, statement: str) -> None:
    """Change the archive behind the program's back."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def saved(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return path


# -- open and close --


def test_init_makes_what_open_opens(tmp_path: Path) -> None:
    with Newsroom.init(tmp_path / "a/b/desk", title="The Desk") as room:
        assert room.settings.publish.title == "The Desk"
        assert room.archive.count_items() == 0
    with Newsroom.open(str(tmp_path / "a/b/desk")) as room:
        assert room.settings.publish.title == "The Desk"


def test_init_refuses_a_newsroom_and_what_is_no_folder(tmp_path: Path) -> None:
    Newsroom.init(tmp_path / "desk").close()
    with pytest.raises(NewsroomError, match="is a newsroom already"):
        Newsroom.init(tmp_path / "desk")
    (tmp_path / "file").touch()
    with pytest.raises(NewsroomError, match="cannot be made a newsroom"):
        Newsroom.init(tmp_path / "file")
    with pytest.raises(NewsroomError, match="question mark"):
        Newsroom.init(tmp_path / "why?")


def test_open_refuses_any_other_folder(tmp_path: Path) -> None:
    with pytest.raises(NewsroomError, match="is no newsroom"):
        Newsroom.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_sample_makes_a_newsroom_once(tmp_path: Path) -> None:
    for _ in range(2):
        with Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE) as room:
            assert room.archive.count_items() == 48
            assert len(room.archive.snapshots()) == 1
    with pytest.raises(NotFound, match="There is no sample"):
        Newsroom.for_sample(tmp_path / "other", "other")
    assert not (tmp_path / "other").exists()


def test_the_model_s_settings_are_those_of_the_newsroom_or_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWSWRIGHT_MODEL__ENGINE")
    assert settings_at(tmp_path).model.engine == "embedded"
    (tmp_path / "newsroom.toml").write_text("[model]\nengine = 'echo'\n", encoding="utf-8")
    assert settings_at(tmp_path).model.engine == "echo"


# -- ingest --


def test_ingest_files_counts_and_keeps_the_bytes(tmp_path: Path) -> None:
    one = saved(tmp_path / "one.jsonl", row(1), row(2), {"title": ""})
    two = saved(tmp_path / "two.jsonl", row(2), row(3))
    heard: list[tuple[str, int, int]] = []
    with Newsroom.init(tmp_path / "desk") as room:
        result = room.ingest_files([one, two], lambda *told: heard.append(told))
        assert (result.new, result.known, result.bad, result.requests) == (3, 1, 1, 0)
        assert heard == [("reading one.jsonl", 3, 0), ("reading two.jsonl", 2, 0)]
        kept = room.archive.snapshots()
        assert [(each.note, each.feed) for each in kept] == [("one.jsonl", "file"), ("two.jsonl", "file")]
        assert room.archive.snapshot(kept[0].sha256) == one.read_bytes()
        ((snapshot, where, _),) = room.archive.bad_rows()
        assert (snapshot, where) == (kept[0].sha256, "line 3")


def test_a_file_of_many_batches_is_stored_once(tmp_path: Path) -> None:
    path = saved(tmp_path / "rows.jsonl", *(row(number) for number in range(2500)))
    with Newsroom.init(tmp_path / "desk") as room:
        assert room.ingest_files([path]).new == 2500
        incoming = tmp_path / "desk/snapshots/incoming"
        assert list(incoming.iterdir()) == []
        (snapshot,) = room.archive.snapshots()
        assert {item.snapshot for item in room.archive.items()} == {snapshot.sha256}


def test_a_file_that_changes_while_it_is_read_gives_no_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "rows.jsonl", row(1))
    with Newsroom.init(tmp_path / "desk") as room:
        keep = room.archive.put_snapshot_file

        def grown(source: Path, *, feed: str, note: str) -> str:
            saved(source, row(1), row(2))
            return keep(source, feed=feed, note=note)

        monkeypatch.setattr(room.archive, "put_snapshot_file", grown)
        with pytest.raises(IngestError, match="changed while it was read"):
            room.ingest_files([path])
        assert room.archive.count_items() == 0


# -- run --


def test_run_reports_what_there_is(whole: tuple[Path, Report]) -> None:
    folder, report = whole
    with Newsroom.open(folder) as room:
        articles = room.archive.articles()
        sentences = [s for a in articles if a.status is Status.PUBLISHED for s in a.sentences]
        assert report.items == room.archive.count_items() == 48
        assert sum(report.spikes.values()) == len(room.archive.spikes())
        assert list(report.spikes.values()) == sorted(report.spikes.values(), reverse=True)
        assert report.stories == len(articles) == report.published + report.refused
        assert report.own == sum(s.origin is Origin.MODEL for s in sentences)
        assert report.quoted == len(sentences) - report.own
        assert report.model == "echo"
        assert report.edition.articles == report.published
        assert report.edition.index == folder / "site/index.html"
        assert all(path.is_file() for path in report.edition.files)


def test_run_twice_is_run_once(ran: Path, whole: tuple[Path, Report]) -> None:
    heard: list[tuple[str, int, int]] = []
    with Newsroom.open(ran) as room:
        before = room.archive.articles(current=False)
        report = room.run(lambda *told: heard.append(told))
        assert room.archive.articles(current=False) == before
    assert report.model_dump(exclude={"edition"}) == whole[1].model_dump(exclude={"edition"})
    assert [told for told in heard if told[0] == "writing"] == [("writing", 18, 18)], "nothing was left to write"


def test_run_needs_items(tmp_path: Path) -> None:
    with Newsroom.init(tmp_path / "desk") as room, pytest.raises(NewsroomError, match="has no items yet"):
        room.run()


def test_an_item_more_makes_its_story_new_and_leaves_the_others(ran: Path, tmp_path: Path) -> None:
    with Newsroom.open(ran) as room:
        before = {article.story: article for article in room.archive.articles()}
        more = row(
            900,
            title="Rope works fire on Tarn Quay: slipway closed",
            description="The harbour master of Ostermere closed the slipway to small craft after the fire at the old"
            " rope works on Tarn Quay. Firefighters pumped water from the harbour through the night.",
            source="Quayside Sample News",
            url="https://quayside.example/fire",
            published_at="2026-03-17T11:00:00+00:00",
        )
        room.ingest_files([saved(tmp_path / "more.jsonl", more)])
        room.run()
        after = {article.story: article for article in room.archive.articles()}
    assert after.keys() == before.keys(), "a story keeps its id while items join it"
    changed = [story for story in after if after[story] != before[story]]
    assert len(changed) == 1
    assert len(after[changed[0]].sources) == len(before[changed[0]].sources) + 1


def test_the_lead_is_what_most_outlets_stand_behind(whole: tuple[Path, Report], tmp_path: Path) -> None:
    def outlets(copy: Article) -> int:
        return len({piece.source for sentence in copy.sentences for piece in sentence.evidence})

    with Newsroom.open(whole[0]) as room:
        lead = room.lead()
        assert lead is not None
        assert outlets(lead) == max(map(outlets, room.archive.articles())) > 1
    with Newsroom.init(tmp_path / "desk") as room:
        assert room.lead() is None


# -- write --


class Counting(EchoModel):
    """A stand-in that counts, and fails after a number of batches."""

    def __init__(self, most: int = 10**9) -> None:
        super().__init__()
        self.asked, self.most, self.closed = 0, most, 0

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        self.asked += 1
        if self.asked > self.most:
            raise ModelError("The model is gone.", cure="Bring it back.")
        return super().complete(requests)

    def close(self) -> None:
        self.closed += 1


def test_write_takes_one_story_alone(tmp_path: Path) -> None:
    with Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE) as room:
        room.curate()
        story = room.archive.stories()[3]
        (article,) = room.write([story.id[:6]])
        assert article.story == story.id
        assert room.archive.articles(current=False) == [article]
        with pytest.raises(NotFound):
            room.write(["nope"])


def test_write_again_asks_the_model_again(ran: Path) -> None:
    model = Counting()
    with Newsroom.open(ran) as room:
        (before, *_) = room.archive.articles()
        assert room.write([before.story], model=model) == [before]
        assert model.asked == 0
        (after,) = room.write([before.story], again=True, model=model)
    assert model.asked > 0
    assert model.closed == 2
    when = {"written_at"}
    assert after.model_dump(exclude=when) == before.model_dump(exclude=when)


def test_another_model_or_option_writes_anew_and_keeps_what_was(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWRIGHT_WRITE__MAX_SENTENCES", "3")
    with Newsroom.open(ran) as room:
        before = room.archive.articles()
        room.run()
        after = room.archive.articles()
        assert {one.id for one in before}.isdisjoint(one.id for one in after)
        assert [one.story for one in after] == [one.story for one in before]
        assert len(room.archive.articles(current=False)) == len(before) + len(after)
        assert max(len(one.sentences) for one in after) <= 3
        (site,) = {path.parent for path in (ran / "site").glob("articles/*.html")}
        published = sum(one.status is Status.PUBLISHED for one in after)
        assert len(list(site.glob("*.html"))) == published, "the pages of the old articles are gone"


def test_a_model_that_fails_leaves_what_was_written(tmp_path: Path) -> None:
    model = Counting(most=60)
    with Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE) as room:
        room.curate()
        with pytest.raises(ModelError, match="The model is gone"):
            room.write(model=model)
        written = room.archive.articles()
        assert 0 < len(written) < 18
        again = Counting()
        assert len(room.write(model=again)) == 18
        kept = {article.id: article for article in room.archive.articles()}
        assert all(kept[article.id] == article for article in written)
    assert model.closed


class Picky(Counting):
    """Fails for what has a text in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        if any(self.text in request.shared + request.own for request in requests):
            raise ModelUnreachable("The model is away.", cure="Wait.")
        return super().complete(requests)


def test_a_story_that_the_model_fails_for_is_returned_in_its_place_and_not_stored(tmp_path: Path) -> None:
    with Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE) as room:
        room.curate()
        wanted = [story.id for story in room.archive.stories()]
        copies = room.write(model=Picky("Crumb & Tiller"))
        assert [copy.story for copy in copies] == wanted
        (late,) = [copy for copy in copies if "not written" in copy.reason]
        assert late.status is Status.REFUSED
        assert late.reason == "not written, the next run tries again: The model is away."
        assert {copy.story for copy in room.archive.articles(current=False)} == set(wanted) - {late.story}
        assert room.write([late.story, wanted[0]], model=Picky("Crumb & Tiller"))[1] == copies[0]
        with pytest.raises(ModelUnreachable):
            room.write([late.story], model=Picky("Crumb & Tiller"))
        again = room.write(model=Counting())
    assert [copy for copy in again if copy.story != late.story] == [copy for copy in copies if copy != late]
    assert "not written" not in "".join(copy.reason for copy in again)


def test_a_story_that_is_named_twice_is_written_once(tmp_path: Path) -> None:
    with Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE) as room:
        room.curate()
        story, other = (story.id for story in room.archive.stories()[3:5])
        once, twice = Counting(), Counting()
        first = room.write([story, other], model=once)
        again = room.write([story, other, story[:8]], again=True, model=twice)
    assert twice.asked == once.asked
    assert [copy.id for copy in again] == [copy.id for copy in (*first, first[0])]


# -- verify --


def test_verify_finds_all_well(whole: tuple[Path, Report]) -> None:
    folder, report = whole
    heard: list[tuple[str, int, int]] = []
    with Newsroom.open(folder) as room:
        checks = room.verify(progress=lambda *told: heard.append(told))
    assert len(checks) == report.published
    assert not any(check.faults for check in checks)
    assert sum(check.sentences for check in checks) == report.own + report.quoted
    assert heard[-1] == ("verifying", report.published, report.published)


def test_an_item_that_was_changed_is_found_out(ran: Path) -> None:
    index = (ran / "site/index.html").read_bytes()
    change(ran, "UPDATE items SET text = replace(text, '34 people', '84 people') WHERE text LIKE '%34 people%'")
    with Newsroom.open(ran) as room:
        broken = [check for check in room.verify() if check.faults]
        assert broken
        assert "cites words that" in broken[0].faults[0]
        with pytest.raises(UnsupportedCopy, match="do not hold"):
            room.run()
        assert (ran / "site/index.html").read_bytes() == index, "nothing was published"
        room.write([room.archive.article(check.article).story for check in broken], again=True)
        assert not any(check.faults for check in room.verify())
        room.run()


def test_an_item_that_is_gone_is_found_out(ran: Path) -> None:
    with Newsroom.open(ran) as room:
        article = next(one for one in room.archive.articles() if one.status is Status.PUBLISHED)
        item = article.sentences[0].evidence[0].item
        change(ran, f"DELETE FROM items WHERE id = '{item}'")
        (check,) = room.verify([article.id])
    assert f"cites {item}, which is not in the archive" in check.faults[0]


def test_an_article_that_was_changed_is_found_out(ran: Path) -> None:
    change(
        ran, "UPDATE articles SET record = replace(record, '34 people', '84 people') WHERE record LIKE '%34 people%'"
    )
    with Newsroom.open(ran) as room:
        faults = [fault for check in room.verify() for fault in check.faults]
    assert any("84 people" in fault for fault in faults)


def test_a_sentence_that_its_evidence_does_not_bear_is_found_out(ran: Path) -> None:
    """The passage still stands where it should; the sentence says more."""
    change(ran, "UPDATE articles SET record = replace(record, 'Gazette reported.', 'Gazette reported in Lisbon.')")
    with Newsroom.open(ran) as room:
        faults = [fault for check in room.verify() for fault in check.faults]
    assert any("Lisbon" in fault and "is not found" in fault for fault in faults)


# -- at once --


def test_two_newsrooms_at_once(whole: tuple[Path, Report], tmp_path: Path) -> None:
    def work(name: str) -> tuple[Report, list[Article]]:
        with Newsroom.for_sample(tmp_path / name, SAMPLE) as room:
            return room.run(), room.archive.articles()

    with ThreadPoolExecutor(2) as pool:
        (one, first), (two, second) = pool.map(work, ("one", "two"))
    assert one.edition.folder != two.edition.folder
    different = {"edition"}
    assert one.model_dump(exclude=different) == two.model_dump(exclude=different)
    assert one.model_dump(exclude=different) == whole[1].model_dump(exclude=different)
    when = {"written_at"}
    assert [a.model_dump(exclude=when) for a in first] == [a.model_dump(exclude=when) for a in second]


def test_one_newsroom_twice_at_once(whole: tuple[Path, Report], tmp_path: Path) -> None:
    """Two runs in each other's way do the work twice, and come to the same newsroom."""
    Newsroom.for_sample(tmp_path / SAMPLE, SAMPLE).close()

    def work(_: int) -> Report:
        with Newsroom.open(tmp_path / SAMPLE) as room:
            return room.run()

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(work, range(2)))
    assert {report.published for report in reports} == {whole[1].published}
    with Newsroom.open(tmp_path / SAMPLE) as room, Newsroom.open(whole[0]) as other:
        found, wanted = room.archive.articles(current=False), other.archive.articles(current=False)
        assert sorted(one.id for one in found) == sorted(one.id for one in wanted)
        assert not any(check.faults for check in room.verify())
    names = {path.name for path in (tmp_path / SAMPLE / "site").rglob("*") if path.is_file()}
    assert names == {path.name for path in (whole[0] / "site").rglob("*") if path.is_file()}
