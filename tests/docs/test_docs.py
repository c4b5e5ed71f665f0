"""The documentation cannot drift: it is made from the code, or what it shows is run."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from newswright import settings
from newswright.cli.verbs import app
from newswright.instruct.rendering import template
from newswright.verify.gate import CHECKS
from tests.docs.pages import DOCS, PAGES, ROOT, WRITTEN, Block, anchors, blocks, inline, table_rows

TUTORIAL = DOCS / "tutorial.md"
API = DOCS / "python-api.md"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NEWSWRIGHT_")]:
        monkeypatch.delenv(name)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# -- what is made from the code --


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_made_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_generator_names_what_differs_and_mends_it(
    generator: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    for name, word in {"docs/exit-codes.md": "KeyRefused", "docs/write.md": "max_sentences"}.items():
        page = tmp_path / name
        page.write_text(page.read_text(encoding="utf-8").replace(f"| {word}", "| other"), encoding="utf-8")
        page.write_text(page.read_text(encoding="utf-8").replace(f"`{word}` |", "`other` |"), encoding="utf-8")
    assert generator.main(["--check"], tmp_path) == 1
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()] == ["docs/exit-codes.md", "docs/write.md"]
    assert generator.main([], tmp_path) == 0
    assert generator.main(["--check"], tmp_path) == 0


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_every_made_part_is_known(generator: ModuleType, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    opened = re.findall(r"^<!-- generated: (.+) -->$", text, re.MULTILINE)
    assert set(opened) <= set(generator.BLOCKS)
    assert text.count("<!-- /generated -->") == len(opened)


def test_every_verb_and_every_check_has_a_page() -> None:
    verbs = {group.name or "" for group in app.registered_groups} | {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert len(verbs) > 10
    assert [verb for verb in verbs if not (DOCS / f"{verb}.md").is_file()] == []
    assert [check for check in CHECKS if not (DOCS / "gate" / f"{check}.md").is_file()] == []


# -- links --


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_resolves(page: Path) -> None:
    lost = []
    for token in inline(page):
        address = token.attrGet("href") or token.attrGet("src")
        link = urlsplit(str(address or ""))
        if not address or link.scheme:
            continue
        target = (page.parent / link.path) if link.path else page
        if not target.exists() or (link.fragment and link.fragment not in anchors(target)):
            lost.append(address)
    assert lost == []


# -- settings and commands --


def toml_blocks() -> Iterator[Block]:
    for page in WRITTEN:
        yield from (block for block in blocks(page, "toml", "") if block.language or block.text.startswith("["))


@pytest.mark.parametrize("block", list(toml_blocks()), ids=lambda block: block.place)
def test_every_toml_block_is_a_newsrooms_settings_or_a_template(block: Block) -> None:
    table = tomllib.loads(block.text)
    if "reference" in table:
        assert template.parse(block.text, block.place)
    else:
        assert settings.read(table, Path("newsroom.toml"))


def commands() -> Iterator[tuple[str, str]]:
    """Every command line of the documentation, with its place."""
    for page in WRITTEN:
        for block in blocks(page, "console", "sh", ""):
            for line in block.text.splitlines():
                if (line.startswith("$ ") or block.language != "console") and "newswright " in line:
                    yield block.place, line.removeprefix("$ ")
        for token in inline(page):
            if token.type == "code_inline" and token.content.startswith("newswright "):
                yield named(page), token.content


@pytest.mark.parametrize(("place", "line"), list(commands()), ids=lambda text: text[:60])
def test_every_command_is_one(place: str, line: str) -> None:
    words = shlex.split(line.partition(" > ")[0], comments=True)
    while "=" in words[0]:
        words.pop(0)
    if Path(words[0]).name != "newswright":
        pytest.skip("another program's command")
    # `--help` at the end: verbs and options are read, nothing is run.
    done = CliRunner().invoke(app, [*words[1:], "--help"])
    assert done.exit_code == 0, f"{place}: {line}\n{done.output}"


# -- the tutorial --


def plain(text: str) -> list[str]:
    """Return the lines of `text` without frames, with single spaces; ids that depend on the settings are levelled."""
    lines = (" ".join(line.strip(" │").split()) for line in text.splitlines())
    return [re.sub(r"\ba[0-9a-f]{12}\b", "A", line) for line in lines if line]


def steps(text: str) -> Iterator[tuple[str, list[str]]]:
    """Split a console block into its commands, each with the lines shown under it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield line, [shown_line for shown_line in plain(shown) if shown_line != "..."]


def wire() -> str:
    [response] = [block for block in blocks(TUTORIAL, "json") if "file: response.json" in block.note]
    return response.text


def test_the_tutorial_runs_as_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "response.json").write_text(wire(), encoding="utf-8")
    environment = {**os.environ, "COLUMNS": "96", "PYTHONUTF8": "1", "NO_COLOR": "1"}
    ran = 0
    for block in blocks(TUTORIAL, "console"):
        if "not run" in block.note:
            continue
        for line, shown in steps(block.text):
            words = shlex.split(line)
            settled = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
            if words[0] == "export":
                environment |= settled
            elif words[0] == "unset":
                environment.pop(words[1])
            else:
                words = words[words.index("newswright") + 1 :]
                told = run(words, tmp_path, environment | settled)
                assert [lost for lost in shown if lost not in told] == [], f"{block.place}: {line}\n" + "\n".join(told)
                ran += 1
    assert ran > 10


def run(words: list[str], folder: Path, environment: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "newswright", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return plain(done.stdout + "\n" + done.stderr)


# -- Python --


@pytest.mark.parametrize(
    "block", [block for page in WRITTEN for block in blocks(page, "python")], ids=lambda block: block.place
)
def test_every_python_block_compiles(block: Block) -> None:
    compile(block.text, block.place, "exec")


def test_the_python_pages_run_and_print_what_they_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "response.json").write_text(wire(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSWRIGHT_MODEL__ENGINE", "echo")
    names: dict[str, object] = {}
    printed, shown = [], []
    for block in [block for block in blocks(API, "python", "text") if "not run" not in block.note]:
        if block.language == "text":
            shown.append(block.text)
            continue
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            exec(compile(block.text, block.place, "exec"), names)  # the page's own code
        printed += [told.getvalue()] if told.getvalue() else []
    assert printed == shown
    [readme] = blocks(ROOT / "README.md", "python")
    exec(compile(readme.text, readme.place, "exec"), {})


# -- the checks' examples --


def examples() -> Iterator[tuple[str, dict[str, str]]]:
    for page in sorted((DOCS / "gate").glob("*.md")):
        yield from ((page.stem, row) for row in table_rows(page, "Evidence", "Sentence", "Outcome"))


@pytest.mark.parametrize(("check", "row"), list(examples()), ids=lambda value: str(value)[:20])
def test_every_example_of_a_check_holds(check: str, row: dict[str, str]) -> None:
    outcome, _, why = row["Outcome"].partition(": ")
    outlets = [row["Outlet"]] if row.get("Outlet") else []
    found = CHECKS[check](row["Sentence"], [row["Evidence"]], outlets)
    assert found.outcome.value == outcome, f"{row['Sentence']} <- {row['Evidence']}: {found.detail}"
    assert why in found.detail


def test_the_pages_of_the_checks_have_examples() -> None:
    counted = [check for check, _ in examples()]
    for check in ("names", "quotations", "wording", "relations", "stance", "copying"):
        assert counted.count(check) >= 4
