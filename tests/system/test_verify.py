"""`newswright verify` on texts, as a user types it; and the page in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.system.command import CommandLine, command

SOURCE = (
    "A ferry sank off Orm on Tuesday, killing 31 people, the coast guard said. "
    "Captain Ann Lee said: “We lost the ship in two minutes.”\n"
)
TRUE = "# Ferry sinks off Orm\n\nA ferry sank off Orm on Tuesday.\n"
FALSE = "# Ferry sinks off Orm\n\nThe ferry sank off Orm. “We lost the ship in ten minutes,” said Captain Lee.\n"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def texts(line: CommandLine) -> CommandLine:
    for name, content in (("wire.txt", SOURCE), ("true.md", TRUE), ("false.md", FALSE)):
        (line.here / name).write_text(content, encoding="utf-8")
    return line


def test_a_true_text_passes_without_a_newsroom(texts: CommandLine) -> None:
    told = texts.ok("verify", "true.md", "--source", "wire.txt").out
    assert "2 of 2 sentences supported" in told


def test_a_false_text_is_refused_with_what_the_source_has(texts: CommandLine) -> None:
    ended = texts("verify", "false.md", "--source", "wire.txt")
    assert ended.code == 60
    assert "two minutes" in ended.out
    assert "should not go out" in ended.err


def test_json_has_everything_and_nothing_else(texts: CommandLine) -> None:
    ended = texts("verify", "false.md", "-s", "wire.txt", "--json")
    found = json.loads(ended.out)
    assert found["decision"] == "refuse"
    assert found["sentences"][-1]["label"] == "contradicted"
    assert found["form"] == 1


def test_standard_input_is_a_text_too(texts: CommandLine) -> None:
    (texts.here / "given.txt").write_text("In all 13 people died at sea.", encoding="utf-8")
    with (texts.here / "given.txt").open(encoding="utf-8") as given:
        shown = subprocess.run(
            command("verify", "-", "-s", "wire.txt", "--rules"), cwd=texts.here, env=texts.environment(), stdin=given,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert "31" in shown.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("verify", "true.md"), "name what it rests on"),
        (("verify", "none.md", "-s", "wire.txt"), "cannot be read"),
        (("verify", "-s", "wire.txt"), "name one file"),
        (("verify", "--rules"), "belong to a text"),
    ],
)
def test_what_is_wrong_with_the_command_is_said(texts: CommandLine, words: tuple[str, ...], why: str) -> None:
    ended = texts(*words)
    assert ended.code in {2, 61}
    assert why in " ".join(ended.err.replace("│", " ").split())


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_the_page_lights_up_the_passages_of_a_sentence(texts: CommandLine) -> None:
    texts("verify", "false.md", "-s", "wire.txt", "--html", "page.html")
    page = (texts.here / "page.html").read_text(encoding="utf-8")
    script = "<script>document.querySelectorAll('li')[1].dispatchEvent(new Event('mouseenter'))</script>"
    (texts.here / "page.html").write_text(page.replace("</html>", script + "</html>"), encoding="utf-8")
    shown = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            f"file://{texts.here / 'page.html'}",
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert '<mark data-of="1 2 3" class="on"' in shown.stdout or 'class="on"' in shown.stdout
    assert Path(texts.here / "page.html").stat().st_size > 3000


def test_weights_are_fitted_for_whatever_checker_is_set_and_used_from_then_on(texts: CommandLine) -> None:
    pytest.importorskip("sklearn")
    rows = [
        {"source": f"A ferry sank off Orm on Tuesday, killing {dead} people.", "claim": claim, "label": label}
        for dead in range(20, 40)
        for claim, label in ((f"A ferry sank; {dead} people died.", 1), (f"A ferry was built; {dead} people died.", 0))
    ]
    (texts.here / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = texts.ok("train", "weights", "dev.jsonl", "--out", "weights.json")
    assert "score" in told.out
    weights = json.loads((texts.here / "weights.json").read_text(encoding="utf-8"))
    assert {"score", "faults", "constant"} <= set(weights)
    (texts.here / "weights.json").write_text(json.dumps({"constant": -9.0}), encoding="utf-8")
    (texts.here / "newsroom.toml").write_text('[verify.checker]\nweights = "weights.json"\n', encoding="utf-8")
    ended = texts("verify", "false.md", "-s", "wire.txt", "--json")
    assert all(one["support"] < 0.01 for one in json.loads(ended.out)["sentences"][1:])
    ended = texts("train", "weights", "absent.jsonl", "--out", "weights.json")
    assert ended.code == 80
    assert "absent.jsonl" in ended.err
