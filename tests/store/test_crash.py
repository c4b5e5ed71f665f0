"""What a process killed at any moment, and several processes at once, leave behind."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from newswright.store import Archive
from tests.store.writer import ITEMS, STORIES

ROOT = Path(__file__).parents[2]


def start(url: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer", url, str(folder), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_amid(url: str, folder: Path, first: int, seconds: float) -> list[str]:
    """Start a writer, kill it `seconds` after its first whole round, and return what it said was committed."""
    writer = start(url, folder, first)
    assert writer.stdout is not None
    said = []
    for line in writer.stdout:
        said.append(line)
        if line.startswith("request"):
            break
    time.sleep(seconds)
    writer.kill()
    said += writer.stdout.read().splitlines()
    assert writer.wait() == -9
    return [line.strip() for line in said]


def check_whole(archive: Archive, said: list[str]) -> None:
    """All that was said to be committed is there, and nothing is there by halves."""
    told = Counter(line.split()[0] for line in said)
    assert all(archive.snapshot(line.split()[1]) for line in said if line.startswith("snapshot "))
    ids = [name for line in said if line.startswith("items ") for name in line.split()[1:]]
    assert archive.known(ids) == set(ids)
    articles = [line.split()[1] for line in said if line.startswith("article ")]
    assert archive.written(articles) == set(articles)
    assert told["request"] <= archive.used("mediastack", "2026-03") <= told["article"] + 3

    assert all(archive.snapshot(row.sha256) for row in archive.snapshots())
    batches = Counter(item.snapshot for item in archive.items())
    assert set(batches.values()) <= {ITEMS}
    assert set(batches) <= {row.sha256 for row in archive.snapshots()}
    stories, spikes = archive.stories(), archive.spikes()
    assert len(stories) == len(spikes) == STORIES
    assert len({story.items for story in stories} | {(spike.detail,) for spike in spikes}) == 1
    assert all(article.sentences for article in archive.articles(current=False))


def test_a_writer_killed_three_times_leaves_all_that_it_committed(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    chance = random.Random(20260301)
    said: list[str] = []
    for first in (0, 100_000, 200_000):
        said += kill_amid(url, folder, first, chance.uniform(0.0, 0.3))
        with Archive.open(url, folder) as archive:
            check_whole(archive, said)
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_writers_at_once_lose_nothing(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    writers = [start(url, folder, first, 30) for first in (0, 20)]  # rounds 20 to 29 are written by both
    said = [line for writer in writers for line in writer.communicate(timeout=120)[0].splitlines()]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len([line for line in said if line == "request"]) == 60
    with Archive.open(url, folder) as archive:
        assert archive.count_items() == 50 * ITEMS
        assert len(archive.snapshots()) == 50
        assert len(archive.articles(current=False)) == 50
        check_whole(archive, said)
        assert archive.used("mediastack", "2026-03") == 60


@pytest.mark.parametrize("processes", [4])
def test_several_processes_create_one_archive(url: str, tmp_path: Path, processes: int) -> None:
    writers = [start(url, tmp_path / "snapshots", 100 * n, 1) for n in range(processes)]
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0] * processes
    with Archive.open(url, tmp_path / "snapshots") as archive:
        assert archive.count_items() == processes * ITEMS
