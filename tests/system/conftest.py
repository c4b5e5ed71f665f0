"""Newsrooms to run commands in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ingest.conftest import service  # noqa: F401 - a fixture
from tests.store.conftest import small_disk  # noqa: F401 - a fixture
from tests.system.command import CommandLine, Ended

SAMPLE = "demo-newsroom"


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """The command line in an empty folder."""
    return CommandLine(tmp_path)


@pytest.fixture
def room(line: CommandLine) -> CommandLine:
    """The command line in an empty newsroom."""
    line.ok("init", ".", "--title", "The Ostermere Test")
    return line


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A newsroom that `run --sample` made with the stand-in model, and what the command said. Nobody may change it."""
    folder = tmp_path_factory.mktemp("first")
    ended = CommandLine(folder).ok("run", "--sample", SAMPLE)
    return folder / SAMPLE, ended


@pytest.fixture(scope="session")
def sample_copy(first_run: tuple[Path, Ended]) -> Path:
    return first_run[0]


@pytest.fixture
def sample(sample_copy: Path, tmp_path: Path) -> CommandLine:
    """The command line in a copy of that newsroom."""
    folder = tmp_path / "sample"
    shutil.copytree(sample_copy, folder)
    return CommandLine(folder)
