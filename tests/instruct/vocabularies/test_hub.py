from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newswright.errors import VocabularyUnreadable
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
from tests.instruct.families import built
from tests.instruct.hub import hub

KEY = "hf_" + "x" * 20
SCRIPT = """
import sys
from pathlib import Path
from newswright.errors import NewswrightError
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
try:
    found = open_vocabulary(sys.argv[1], Path("."))
    print(found.name, found.bos, found.eos, found.stops, found.context, found.chat_template)
except NewswrightError as error:
    print("ERROR", error)
"""


def opened(name: str, address: str, home: Path, **more: str) -> str:
    """Open `name` in a process of its own: the hub's address and cache are read when its package is imported."""
    environment = {
        "HF_ENDPOINT": address,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "*",
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, name], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert KEY not in done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_model_of_the_hub_is_opened_and_stays_here(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in built("llama3").folder.iterdir()}
    with hub({"acme/one": {**files, "chat_template.jinja": b"T", "model.safetensors": b"W"}}) as (address, asked):
        said = opened("acme/one", address, tmp_path, HF_TOKEN=KEY)
        assert "acme/one <|begin_of_text|> <|end_of_text|> ('<|end_of_text|>', '<|eot_id|>') 1024 T" in said
        assert {key for _, key in asked} == {f"Bearer {KEY}"}
        assert not any("safetensors" in path for path, _ in asked)
    assert said == opened("acme/one", address, tmp_path, HF_HUB_OFFLINE="1")


def test_a_model_with_a_sentencepiece_file_only(tmp_path: Path) -> None:
    model = (built("llama2").folder / "tokenizer.model").read_bytes()
    with hub({"acme/two": {"tokenizer.model": model}}) as (address, _):
        assert "acme/two <s> </s> ('</s>',) 0" in opened("acme/two", address, tmp_path)


def test_what_the_hub_refuses_is_said(tmp_path: Path) -> None:
    with hub({"acme/three": {"config.json": b"{}"}}, gated="acme/gated") as (address, _):
        assert "has neither tokenizer.json nor tokenizer.model" in opened("acme/three", address, tmp_path)
        said = opened("acme/gated", address, tmp_path, HF_TOKEN=KEY)
        assert "acme/gated" in said
        assert "is gated" in said
        assert "HF_TOKEN" in said
        said = opened("acme/none", address, tmp_path)
        assert "no such model, or a private one" in said
        assert "“acme/none”" in said
    assert "cannot be reached" in opened("acme/one", address, tmp_path, HF_HUB_OFFLINE="1")


@pytest.mark.slow  # the hub's package tries for twenty seconds
def test_a_hub_that_is_down_is_named(tmp_path: Path) -> None:
    said = opened("acme/one", "http://user:secret@127.0.0.1:9", tmp_path)
    assert (
        "tokenizer.json of the model acme/one is not on this machine, and http://127.0.0.1:9 cannot be reached" in said
    )
    assert "secret" not in said


def test_what_is_no_name_of_the_hub_is_not_asked_for(tmp_path: Path) -> None:
    for name in ("a/b/c", "../x", "a b/c", "/no/where"):
        with pytest.raises(VocabularyUnreadable, match="There is no tokenizer"):
            open_vocabulary(name, tmp_path)
