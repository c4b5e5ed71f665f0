"""Every verb explains itself, and each has the same options for the same things."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from newswright import __version__
from newswright.cli.verbs import app

VERBS = (
    "run",
    "init",
    "ingest",
    "curate",
    "write",
    "rewrite",
    "verify",
    "publish",
    "items",
    "spikes",
    "stories",
    "articles",
    "models",
    "instruct",
    "train",
)
BELOW = {
    "ingest": ("mediastack", "file", "sample"),
    "articles": ("show",),
    "models": ("fetch",),
    "instruct": ("build", "convert", "split", "select", "templates", "preview", "doctor", "prepare"),
    "train": ("pretrain", "sft", "reward", "rlhf", "dpo", "export", "checker", "weights"),
}
NO_NEWSROOM = {("ingest",), ("init",), ("models", "fetch"), ("instruct",), ("train",)} | {
    ("instruct", verb) for verb in ("convert", "split")
}
PATHS = [(verb,) for verb in VERBS] + [(verb, below) for verb, names in BELOW.items() for below in names]


def help_of(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "120", "TERM": "dumb"})
    assert result.exit_code == 0, result.output
    return result.output


def test_help_lists_all_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    told = help_of()
    assert all(f" {verb} " in told for verb in VERBS)
    assert set(VERBS) == set(getattr(get_command(app), "commands"))  # noqa: B009 - a group's, which mypy does not see


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_verb_has_help(path: tuple[str, ...]) -> None:
    told = help_of(*path)
    assert "Usage:" in told
    if path not in NO_NEWSROOM:
        assert "--newsroom" in told


@pytest.mark.parametrize("verb", VERBS)
def test_one_file_a_verb(verb: str) -> None:
    module = import_module(f"newswright.cli.{verb}")
    assert (inspect.getdoc(module) or "").startswith(f"`newswright {verb}`")


def test_the_version_is_the_package_s() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"newswright {__version__}\n"


def test_no_verb_is_told_the_verbs() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert "Usage:" in result.output
