from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newswright.cli import show
from newswright.cli.app import app
from newswright.models.catalogue import trainables


def _asked(*arguments: str, folder: Path) -> str:
    import newswright.cli.models  # noqa: F401, PLC0415 - it registers the command

    found = CliRunner().invoke(app, ["models", "--newsroom", str(folder), *arguments])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_models_to_train_are_listed_with_what_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show.out, "width", 160, raising=False)
    monkeypatch.setattr("newswright.cli.models.room_here", lambda: ("cuda", 24_000_000_000))
    found = {line.split()[0]: line.split() for line in _asked(folder=tmp_path).splitlines() if line.split()}
    assert found["smollm2-360m-instruct"][1:] == ["chat", "362M", "chatml", "full", "Apache-2.0"]
    assert found["llama-2-70b-chat"][1:5] == ["chat", "69.0B", "llama2", "no"]
    assert found["llama-2-7b"][1:5] == ["base", "6.7B", "plain", "lora"]
    assert found["llama-2-13b"][4] == "qlora"
    assert found["llama-2-7b"][-1] == "gated"


def test_json_has_one_row_a_name_with_the_same_keys(tmp_path: Path) -> None:
    told = json.loads(_asked("--json", folder=tmp_path))
    keys = {"name", "kind", "size", "licence", "source", "path", "purpose", "training"}
    assert all(set(each) == keys for each in told)
    names = [each["name"] for each in told]
    assert len(set(names)) == len(names)
    assert names[:3] == ["smollm2-135m-instruct", "openai", "echo"]
    assert {each["name"] for each in told if each["training"]} == {each.name for each in trainables()}
    assert {each["training"]["fits"] for each in told if each["training"]} <= {"full", "lora", "qlora", "no", "?"}


def test_the_embedded_model_is_one_to_write_with_and_to_train(tmp_path: Path) -> None:
    (embedded,) = (e for e in json.loads(_asked("--json", folder=tmp_path)) if e["name"] == "smollm2-135m-instruct")
    assert embedded["kind"] == "embedded"
    assert embedded["training"]["template"] == "chatml"


def test_listing_needs_no_torch(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        f"sys.argv = ['newswright', 'models', '--json', '--newsroom', {str(tmp_path)!r}]\n"
        "from newswright.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "meta-llama/Llama-2-7b-hf" in done.stdout
