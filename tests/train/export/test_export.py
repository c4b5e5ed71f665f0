"""What is exported behaves as it was trained: llama.cpp writes what Transformers writes; what cannot be is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

import transformers  # noqa: E402

from newswright.errors import NotExportable, TrainError  # noqa: E402
from newswright.models.gguf import read_head, read_layout  # noqa: E402
from newswright.models.options import ModelOptions  # noqa: E402
from newswright.train import run  # noqa: E402
from newswright.train.bases import find_base  # noqa: E402
from newswright.train.export.adapter_gguf import adapter_to_gguf, scale  # noqa: E402
from newswright.train.export.export import export  # noqa: E402
from newswright.train.export.merged import merged_model  # noqa: E402
from newswright.train.options import SftOptions  # noqa: E402
from tests.instruct.families import built  # noqa: E402
from tests.instruct.tiny_gguf import tiny_gguf  # noqa: E402
from tests.train.export.likeness import by_llama_cpp, by_transformers, random_adapter, texts_of  # noqa: E402
from tests.train.test_run import SMALL  # noqa: E402
from tests.train.tiny import tiny_lessons  # noqa: E402


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export")


@pytest.fixture(scope="module")
def options(place: Path) -> ModelOptions:
    return ModelOptions(cache=place / "cache", parallel=1, context=256)


@pytest.fixture(scope="module")
def file(place: Path) -> Path:
    return tiny_gguf(built("llama3"), place / "tiny.gguf")


@pytest.fixture(scope="module")
def base(file: Path, options: ModelOptions) -> Path:
    return find_base(str(file), options).folder


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"alpha": 64.0},
        {"rslora": True, "alpha": 8.0},
        {"rslora": True, "alpha": 32.0},
        {"targets": ("q_proj", "v_proj")},
    ],
    ids=["lora", "alpha", "rslora-8", "rslora-32", "two-layers"],
)
def test_an_adapter_in_llama_cpp_writes_what_transformers_writes(
    changes: dict[str, Any], base: Path, file: Path, options: ModelOptions, tmp_path: Path
) -> None:
    final = random_adapter(base, tmp_path / "final", **changes)
    config = json.loads((base / "config.json").read_text())
    made = adapter_to_gguf(final, config, tmp_path / "adapter.gguf", template="chatml")
    wanted = texts_of(base, by_transformers(merged_model(final, base)))
    plain = texts_of(
        base, by_transformers(transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32))
    )
    assert wanted != plain, "an adapter that changes nothing shows nothing"
    assert by_llama_cpp(file, options, made) == wanted
    assert read_head(made).taught == "chatml"


def test_what_cannot_be_a_gguf_adapter_is_refused(base: Path, tmp_path: Path) -> None:
    config = json.loads((base / "config.json").read_text())
    final = random_adapter(base, tmp_path / "dora", dora=True)
    with pytest.raises(NotExportable, match="DoRA"):
        adapter_to_gguf(final, config, tmp_path / "x.gguf")
    final = random_adapter(base, tmp_path / "plain")
    with pytest.raises(NotExportable, match="“mamba”"):
        adapter_to_gguf(final, {**config, "model_type": "mamba"}, tmp_path / "x.gguf")
    settings = json.loads((final / "adapter_config.json").read_text())
    (final / "adapter_config.json").write_text(json.dumps({**settings, "modules_to_save": ["lm_head"]}))
    with pytest.raises(NotExportable, match="whole layers"):
        adapter_to_gguf(final, config, tmp_path / "x.gguf")
    assert not (tmp_path / "x.gguf").exists()


def test_patterns_scale_as_pefts() -> None:
    settings = {
        "r": 8,
        "lora_alpha": 16,
        "alpha_pattern": {"q_proj": 32},
        "rank_pattern": {"layers.1.self_attn.q_proj": 2},
    }
    assert scale(settings, "model.layers.0.self_attn.k_proj") == 2
    assert scale(settings, "model.layers.0.self_attn.q_proj") == 4
    assert scale(settings, "model.layers.1.self_attn.q_proj") == 16
    assert scale({**settings, "use_rslora": True}, "model.layers.0.self_attn.k_proj") == pytest.approx(16 / 8**0.5)


def test_a_run_is_exported_in_every_form(file: Path, options: ModelOptions, tmp_path: Path) -> None:
    lessons = tiny_lessons(tmp_path / "train.jsonl", 8)
    given = SftOptions.model_validate({**SMALL, "model": str(file), "epochs": 1.0, "dora": True})
    order = run.Order("sft", lessons, tmp_path / "run", given, "llama3")
    run.train(run.make_ready(order, options))
    whole = export(tmp_path / "run", tmp_path / "whole.gguf", "gguf", options)
    merged = export(tmp_path / "run", tmp_path / "merged", "merged", options)
    model = transformers.AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32)
    assert by_llama_cpp(whole, options) == texts_of(merged, by_transformers(model))
    head = read_layout(whole).values
    assert "<|start_header_id|>" in str(head["tokenizer.chat_template"])
    assert head["tokenizer.ggml.add_bos_token"] is False
    assert read_head(whole).taught == "llama3"
    for kind in ("q8_0", "q4_1", "q4_0"):
        packed = export(tmp_path / "run", tmp_path / f"{kind}.gguf", "gguf", options, kind)
        assert by_llama_cpp(packed, options)
        assert packed.stat().st_size < whole.stat().st_size
    assert (export(tmp_path / "run", tmp_path / "peft", "adapter", options) / "adapter_config.json").exists()
    with pytest.raises(NotExportable, match="DoRA"):
        export(tmp_path / "run", tmp_path / "a.gguf", "gguf-adapter", options)
    with pytest.raises(TrainError, match="no finished run"):
        export(tmp_path / "nosuch", tmp_path / "b.gguf", "gguf", options)
