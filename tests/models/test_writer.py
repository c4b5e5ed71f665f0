"""The adapter that is part of the package: it is small, fits the embedded model, and knows how it wants to be asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newswright.models.gguf import TAUGHT, read_layout
from newswright.models.opening import WRITER, adapter_of
from newswright.models.options import ModelOptions

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "recipes/writer/plain").glob("*.txt"))


def test_it_is_small_and_names_its_template() -> None:
    assert WRITER.stat().st_size <= 15_000_000
    values = read_layout(WRITER).values
    assert values["general.type"] == "adapter"
    assert values[TAUGHT] == "chatml"


def test_it_is_worn_by_the_embedded_model_alone(tmp_path: Path) -> None:
    assert adapter_of(ModelOptions()) == WRITER
    assert adapter_of(ModelOptions(adapter="none")) is None
    assert adapter_of(ModelOptions(file=tmp_path / "other.gguf")) is None


def test_it_changes_every_linear_layer_of_the_embedded_model(model_file: Path) -> None:
    gguf = pytest.importorskip("gguf")
    base = {tensor.name: tuple(tensor.shape) for tensor in gguf.GGUFReader(model_file).tensors}
    parts = {tensor.name: tuple(tensor.shape) for tensor in gguf.GGUFReader(WRITER).tensors}
    layers = {name.rpartition(".lora_")[0] for name in parts}
    assert layers == {name for name in base if name.startswith("blk.") and "norm" not in name}
    for name in layers:
        inner, outer = base[name]
        down, up = parts[f"{name}.lora_a"], parts[f"{name}.lora_b"]
        assert (down[0], up[1]) == (inner, outer)
        assert down[1] == up[0]


def test_its_card_tells_whose_text_it_learnt_from() -> None:
    card = WRITER.with_suffix(".md").read_text("utf-8")
    for word in ("Apache-2.0", "SmolLM2-135M-Instruct", "held-out", "recipes/writer"):
        assert word in card


def test_its_lessons_pass_the_checks(tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, ROOT / "recipes/writer/build.py", tmp_path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    made = [json.loads(line) for name in ("train", "eval") for line in (tmp_path / f"{name}.jsonl").open("rb")]
    written = sum(len(block.splitlines()) - 1 for path in LESSONS for block in path.read_text("utf-8").split("\n\n"))
    assert len(made) >= 0.8 * written, told  # "Irish" for "in Ireland" is good English and no name of the passage
    assert {row["task"] for row in made} == {"rewrite", "shorten", "headline"}
