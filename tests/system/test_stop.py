"""Ctrl-C, and a reader who has seen enough: both end a command without a traceback and without a loss."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import pytest

from newswright.newsroom import Newsroom
from tests.ingest.conftest import row
from tests.system.command import CommandLine, command, facts
from tests.system.slow_model import slow_model

pytestmark = pytest.mark.alone
RUN = ("run", "--sample", "demo-newsroom")


def test_ctrl_c_amid_writing_stops_at_once_and_the_next_run_finishes(line: CommandLine) -> None:
    room = CommandLine(line.here / "demo-newsroom")
    with slow_model(0.02) as model:
        reached = model.expect(200)
        running = line.start(*RUN, **model.env)
        assert reached.wait(60)
        pressed = time.monotonic()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
        waited = time.monotonic() - pressed
        written = len(room.json("articles"))
        model.seconds = 0
        line.ok(*RUN, **model.env)
    assert running.returncode == 130
    assert out == b""
    assert "Stopped. What was done stays; the same command goes on from here." in err.decode()
    assert "Traceback" not in err.decode()
    assert waited < 5
    found = facts(room)
    assert written < len(found["articles"]) == len(found["stories"])
    assert (room.here / "site/index.html").is_file()


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_ctrl_c_at_any_moment_leaves_a_message_and_no_traceback(sample: CommandLine, seconds: float) -> None:
    with slow_model(0.05) as model:
        running = sample.start("run", **model.env)
        while not (sample.here / "archive.db-wal").exists():  # before that Python may not be up yet
            assert running.poll() is None
            time.sleep(0.005)
        time.sleep(seconds)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Stopped." in err.decode()
    assert "Traceback" not in err.decode()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A newsroom with more to list than a pipe holds."""
    folder = tmp_path_factory.mktemp("long")
    path = folder / "rows.jsonl"
    with Newsroom.init(folder / "room") as room:
        path.write_text("\n".join(_row(number) for number in range(1000)), encoding="utf-8")
        room.ingest_files([path])
    return CommandLine(folder / "room")


def _row(number: int) -> str:
    return json.dumps(row(number, description=f"{number} crates of apples were put on the quay. " * 5))


@pytest.mark.parametrize(
    ("words", "reader"),
    [
        (("items",), "head -1"),
        (("items", "--json"), "head -1"),
        (("items",), "true"),
        (("items", "--json"), "true"),
        (("models", "--json"), "true"),
    ],
)
def test_a_reader_who_has_seen_enough_is_no_failure(long: CommandLine, words: tuple[str, ...], reader: str) -> None:
    first = subprocess.Popen(
        command(*words), cwd=long.here, env=long.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    second = subprocess.Popen(reader.split(), stdin=first.stdout, stdout=subprocess.PIPE)
    assert first.stdout is not None
    first.stdout.close()
    assert first.stderr is not None
    said = first.stderr.read()
    second.communicate()
    assert (first.wait(), said) == (0, b"")
