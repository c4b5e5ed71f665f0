"""The real command line, run as a reader would run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

Case = TypeVar("Case")

KEEP_OUT = ("NEWSWRIGHT_", "MEDIASTACK_", "OPENAI_", "XDG_CACHE_HOME", "PYTHON", "COLUMNS", "LINES", "FORCE_COLOR")
"""Variables of whoever runs the tests that would change what a command does."""

AT_ONCE = min(os.cpu_count() or 1, 4)
"""Commands that run at once: each takes half a second to start."""


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def json(self) -> Any:
        """Everything on standard output, which must be one JSON value and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """`newswright` in the folder `here`, with the stand-in model unless `env` says otherwise."""

    here: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: object, **env: str) -> Ended:
        """Run a command to its end. Keywords are variables of its environment."""
        begun = time.monotonic()
        done = subprocess.run(
            command(*words), cwd=self.here, env=self.environment(**env), capture_output=True, timeout=300, check=False
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode(), time.monotonic() - begun)

    def ok(self, *words: object, **env: str) -> Ended:
        """Run a command that must succeed."""
        ended = self(*words, **env)
        assert ended.code == 0, ended.said
        return ended

    def json(self, *words: object) -> Any:
        """Return what a command prints with --json."""
        return self.ok(*words, "--json").json

    def ok_each(self, *commands: Sequence[object]) -> list[Ended]:
        """Run commands that must succeed and do not touch each other, some at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda words: self.ok(*words), commands))

    def start(self, *words: object, **env: str) -> subprocess.Popen[bytes]:
        """Start a command and return it running."""
        return subprocess.Popen(
            command(*words),
            cwd=self.here,
            env=self.environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def environment(self, **env: str) -> dict[str, str]:
        """Return the environment that commands get: no settings, no keys, no fetched model, no proxy."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith(KEEP_OUT)}
        fixed = {
            "XDG_CACHE_HOME": str(self.here / "no-cache"),
            "NEWSWRIGHT_MODEL__ENGINE": "echo",
            "NO_PROXY": "*",
            "COLUMNS": "200",
        }
        return outer | fixed | dict(self.env) | env


def command(*words: object) -> list[str]:
    """Return the words that run `newswright` with the interpreter of the tests."""
    return [sys.executable, "-m", "newswright", *map(str, words)]


def facts(line: CommandLine) -> dict[str, Any]:
    """Return all that a newsroom says of itself, without the times at which articles were written."""
    verbs = ("articles", "items", "stories", "spikes")
    found = {verb: ended.json for verb, ended in zip(verbs, line.ok_each(*((v, "--json") for v in verbs)), strict=True)}
    for article in found["articles"]:
        del article["written_at"]
    return found


def check_all(check: Callable[[str, Case], None], cases: Mapping[str, Case]) -> None:
    """Check `cases` by name, some at once, and fail with all that failed."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = {name: pool.submit(check, name, case) for name, case in cases.items()}
    faults = {name: fault for name, future in work.items() if (fault := future.exception())}
    assert not faults, "\n".join(f"{name}: {fault!r}" for name, fault in faults.items())


def rows_in(database: Path, question: str) -> list[tuple[Any, ...]]:
    """Ask an archive directly. The connection is closed, so that SQLite's other files go as they would."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchall()


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below `folder`: when it was changed (ns) and what is in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
