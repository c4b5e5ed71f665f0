"""kill -9 at any moment costs time and nothing else: the same command, run to its end, comes to the same newsroom."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newswright.store import Archive
from tests.publish.page import Page
from tests.system.command import CommandLine, facts, rows_in
from tests.system.slow_model import SlowModel, slow_model

pytestmark = pytest.mark.slow
RUN = ("run", "--sample", "demo-newsroom")
SEED = 20261124
WRITING = (0.35, 0.25, 0.15, 0.1, 0.05)
"""Kills amid the writing: when at the latest, as shares of the requests of a whole run. Together they are less than
one, so that no run can end before it is killed."""
ANYWHERE = 6
"""Kills at any moment of a run, from its start to its end."""
ANSWER_S = 0.01


@pytest.fixture(scope="module")
def model() -> Iterator[SlowModel]:
    with slow_model(ANSWER_S) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(model: SlowModel, tmp_path_factory: pytest.TempPathFactory) -> tuple[CommandLine, int]:
    """The newsroom of a run that nobody stopped, and how many requests it made."""
    line = CommandLine(tmp_path_factory.mktemp("undisturbed"), model.env)
    line.ok(*RUN)
    return CommandLine(line.here / "demo-newsroom", model.env), model.asked


def site(line: CommandLine) -> dict[str, str]:
    """Return the files of the edition, without the times at which things were made."""
    folder = line.here / "site"
    files = {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}
    days = [datetime.now(UTC) - timedelta(days=ago) for ago in (0, 1)]
    times = "|".join(f"{day.day} {day:%B %Y}[^<.]*|{day:%Y-%m-%d}T[0-9:.+Z]*" for day in days)
    times += "|>[0-9]{2}:[0-9]{2} UTC<"  # the edition's, in its date line
    return {name: re.sub(times, "(now)", text) for name, text in files.items()}


def check_same(line: CommandLine, undisturbed: CommandLine) -> None:
    """Hold a newsroom that was killed over and over against one that was not."""
    found, wanted = facts(line), facts(undisturbed)
    for name, value in wanted.items():
        assert found[name] == value, name
    assert site(line) == site(undisturbed)
    front = Page.read(line.here / "site/index.html")
    linked = [link["href"] for link in front.links if link.get("href", "").startswith("articles/")]
    assert len(set(linked)) == sum(article["status"] == "published" for article in found["articles"])
    assert all((line.here / "site" / name).is_file() for name in linked)
    check_whole(line.here)
    (stored,) = rows_in(
        line.here / "archive.db", "SELECT count(*), count(DISTINCT id), count(DISTINCT story) FROM articles"
    )
    assert stored == (len(found["articles"]),) * 3, "no article twice"


def check_whole(folder: Path) -> int:
    """Check that whatever is stored is whole, and return how many articles there are."""
    database = folder / "archive.db"
    if not database.exists():
        return 0
    assert rows_in(database, "PRAGMA integrity_check") == [("ok",)]
    with Archive.open(f"sqlite:///{database}", folder / "snapshots") as archive:
        stored = {row.sha256 for row in archive.snapshots()}
        assert all(archive.snapshot(name) for name in stored), "every snapshot is what its name says"
        assert {item.snapshot for item in archive.items()} <= stored
        articles = archive.articles(current=False)
    assert all(article.sentences or article.reason for article in articles)
    return len(articles)


def test_killed_amid_writing_again_and_again(
    line: CommandLine, model: SlowModel, undisturbed: tuple[CommandLine, int]
) -> None:
    chance, line = random.Random(SEED), CommandLine(line.here, model.env)
    landed, written = 0, []
    for share in WRITING:
        reached = model.expect(1 + int(undisturbed[1] * share * chance.uniform(0.7, 1)))
        running = line.start(*RUN)
        while not reached.wait(0.01) and running.poll() is None:
            pass
        running.kill()
        running.communicate()
        landed += running.returncode == -9
        written.append(check_whole(line.here / "demo-newsroom"))
    assert landed == len(WRITING), "the run ended by itself before it could be killed"
    assert written == sorted(written), "what was written stayed"
    assert 0 < written[-1] < len(undisturbed[0].json("stories")), "some were written and some were lost"
    line.ok(*RUN)
    check_same(CommandLine(line.here / "demo-newsroom", model.env), undisturbed[0])


def test_killed_at_any_moment(line: CommandLine) -> None:
    """From the making of the folder to the last file of the edition."""
    chance = random.Random(SEED + 1)
    begun = time.monotonic()
    line.ok(*RUN)
    whole = time.monotonic() - begun
    expected = facts(CommandLine(line.here / "demo-newsroom"))
    shutil.rmtree(line.here / "demo-newsroom")
    killed = 0
    for number in range(ANYWHERE):
        running = line.start(*RUN)
        time.sleep(whole * (number + chance.random()) / ANYWHERE)
        running.kill()
        running.communicate()
        killed += running.returncode == -9
        check_whole(line.here / "demo-newsroom")
        if number % 3 == 2:  # else later kills would find all articles written
            shutil.rmtree(line.here / "demo-newsroom", ignore_errors=True)
    assert killed > ANYWHERE // 2
    line.ok(*RUN)
    assert facts(CommandLine(line.here / "demo-newsroom")) == expected
