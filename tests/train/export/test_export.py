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
from newswright.models import Request  # noqa: E402
from newswright.models.gguf import read_head, read_layout  # noqa: E402
from newswright.models.llamacpp import LlamaCpp  # noqa: E402
from newswright.models.options import ModelOptions  # noqa: E402
from newswright.train import run  # noqa: E402
from newswright.train.bases import find_base  # noqa: E402
from newswright.train.export.adapter_gguf import adapter_to_gguf, scale  # noqa: E402
from newswright.train.export.export import export  # noqa: E402
from newswright.train.export.merged import merged_model  # noqa: E402
from newswright.train.model import with_adapter  # noqa: E402
from newswright.train.options import SftOptions  # noqa: E402
from tests.instruct.families import built  # noqa: E402
from tests.instruct.tiny_gguf import tiny_gguf  # noqa: E402
from tests.train.test_run import SMALL  # noqa: E402
from tests.train.tiny import tiny_lessons  # noqa: E402

PROMPTS = [[5, 9, 14], [7, 30, 41, 8], [100, 51, 22, 9, 17], [11] * 3]
TOKENS = 12


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


def _adapter(base: Path, to: Path, **changes: Any) -> Path:
    """Save an adapter of random weights, none of them 0."""
    model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    adapted = with_adapter(
        model, SftOptions.model_validate({"rank": 4, "precision": "fp32", "device": "cpu", **changes})
    )
    torch.manual_seed(3)
    for name, value in adapted.named_parameters():
        if "lora_" in name and "magnitude" not in name:
            value.data = torch.randn_like(value) * 0.1
    adapted.save_pretrained(to)
    return to


def _by_transformers(model: Any) -> list[list[int]]:
    found = []
    for prompt in PROMPTS:
        ids = list(prompt)
        for _ in range(TOKENS):  # without `generate`: nothing of its settings has a say
            with torch.no_grad():
                ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
        found.append(ids[len(prompt) :])
    return found


def _by_llama_cpp(file: Path, options: ModelOptions, adapter: Path | None = None) -> list[str]:
    with LlamaCpp(file, "tiny", options, adapter) as model:
        asked = [Request(ids=tuple(prompt), max_tokens=TOKENS, temperature=0.0, stop=()) for prompt in PROMPTS]
        return [reply.text for reply in model.complete(asked)]


def _texts(base: Path, answers: list[list[int]]) -> list[str]:
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    ends = set(tokenizer.all_special_ids)
    cut = [ids[: next((at for at, one in enumerate(ids) if one in ends), len(ids))] for ids in answers]
    return [tokenizer.decode(ids).strip() for ids in cut]


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
    final = _adapter(base, tmp_path / "final", **changes)
    config = json.loads((base / "config.json").read_text())
    made = adapter_to_gguf(final, config, tmp_path / "adapter.gguf", template="chatml")
    wanted = _texts(base, _by_transformers(merged_model(final, base)))
    plain = _texts(base, _by_transformers(transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)))
    assert wanted != plain, "an adapter that changes nothing shows nothing"
    assert _by_llama_cpp(file, options, made) == wanted
    assert read_head(made).taught == "chatml"


def test_what_cannot_be_a_gguf_adapter_is_refused(base: Path, tmp_path: Path) -> None:
    config = json.loads((base / "config.json").read_text())
    final = _adapter(base, tmp_path / "dora", dora=True)
    with pytest.raises(NotExportable, match="DoRA"):
        adapter_to_gguf(final, config, tmp_path / "x.gguf")
    final = _adapter(base, tmp_path / "plain")
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
    assert _by_llama_cpp(whole, options) == _texts(merged, _by_transformers(model))
    head = read_layout(whole).values
    assert "<|start_header_id|>" in str(head["tokenizer.chat_template"])
    assert head["tokenizer.ggml.add_bos_token"] is False
    assert read_head(whole).taught == "llama3"
    for kind in ("q8_0", "q4_1", "q4_0"):
        packed = export(tmp_path / "run", tmp_path / f"{kind}.gguf", "gguf", options, kind)
        assert _by_llama_cpp(packed, options)
        assert packed.stat().st_size < whole.stat().st_size
    assert (export(tmp_path / "run", tmp_path / "peft", "adapter", options) / "adapter_config.json").exists()
    with pytest.raises(NotExportable, match="DoRA"):
        export(tmp_path / "run", tmp_path / "a.gguf", "gguf-adapter", options)
    with pytest.raises(TrainError, match="no finished run"):
        export(tmp_path / "nosuch", tmp_path / "b.gguf", "gguf", options)
