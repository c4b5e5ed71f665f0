from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
datasets = pytest.importorskip("datasets")
transformers = pytest.importorskip("transformers")

from newswright.train import plan as planning  # noqa: E402
from newswright.train.memory import LIBRARIES, adapter_size, shape_of  # noqa: E402
from newswright.train.model import with_adapter  # noqa: E402
from newswright.train.options import DpoOptions, MethodOptions, RlhfOptions, SftOptions  # noqa: E402
from newswright.train.plan import Plan, plan  # noqa: E402

CONFIG = transformers.LlamaConfig(
    vocab_size=500,
    hidden_size=64,
    intermediate_size=160,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_key_value_heads=2,
    tie_word_embeddings=True,
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    CONFIG.save_pretrained(tmp_path)
    return tmp_path


def _lessons(rows: int = 10, length: int = 100, asked: int = 60) -> Any:
    ids = list(range(length))
    row = {"input_ids": ids, "labels": [-100] * asked + ids[asked:], "lesson": "a"}
    return datasets.Dataset.from_list([row] * rows)


def _options(**values: Any) -> SftOptions:
    return SftOptions.model_validate({"device": "cpu", "precision": "fp32", "batch": 4, "pass_tokens": 200, **values})


def _with_free(monkeypatch: pytest.MonkeyPatch, found: int) -> None:
    monkeypatch.setattr(planning, "free", lambda _: found)


def _change(options: MethodOptions, cure: str) -> MethodOptions:
    name, _, value = cure.partition(" = ")
    return options.model_copy(update={name: value.strip('"') if '"' in value else int(value)})


def test_plan_counts_what_will_be_done(base: Path) -> None:
    found = plan("sft", _lessons(), _lessons(3), base, _options(), 1)
    assert (found.rows, found.held_out_rows, found.tokens, found.labels) == (10, 3, 1000, 400)
    assert found.masked == pytest.approx(0.6)
    assert (found.at_once, found.passes, found.steps) == (2, 2, 9)
    assert found.fits
    assert not found.cure
    assert 0 < found.seconds < 60
    assert plan("sft", _lessons(), None, base, _options(), 2).passes == 1


def test_parameters_are_those_of_the_model_itself(base: Path) -> None:
    model = transformers.LlamaForCausalLM(CONFIG)
    whole = sum(parameter.numel() for parameter in model.parameters())
    adapted = with_adapter(model, _options())
    trained = sum(parameter.numel() for parameter in adapted.parameters() if parameter.requires_grad)
    found = plan("sft", _lessons(), None, base, _options(), 1)
    assert (found.parameters, found.trained_parameters) == (whole, trained)
    assert adapter_size(shape_of(CONFIG), 16) == trained
    assert plan("sft", _lessons(), None, base, _options(weights="full"), 1).trained_parameters == whole


def test_steps_of_reinforcement_are_of_answers(base: Path) -> None:
    options = RlhfOptions(device="cpu", precision="fp32", batch=8, answers=4)
    assert plan("rlhf", _lessons(10), None, base, options, 1).steps == 5


def test_pairs_pass_two_answers(base: Path) -> None:
    ids = list(range(50))
    rows = datasets.Dataset.from_list([{"prompt_ids": ids, "chosen_ids": ids, "rejected_ids": ids[:20]}] * 6)
    options = DpoOptions(device="cpu", precision="fp32", batch=4, pass_tokens=200)
    assert plan("dpo", rows, None, base, options, 1).at_once == 1
    assert plan("dpo", rows, None, base, options, 1).labels == 420


def test_checkpointing_is_decided_by_the_memory(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = _options(pass_tokens=800, batch=8)
    plain = plan("sft", _lessons(), None, base, options, 1)
    assert not plain.checkpointing
    _with_free(monkeypatch, plain.memory.total - 1)
    tight = plan("sft", _lessons(), None, base, options, 1)
    assert tight.checkpointing
    assert tight.memory.total < plain.memory.total
    told_off = plan("sft", _lessons(), None, base, _options(pass_tokens=800, batch=8, checkpointing="off"), 1)
    assert not told_off.checkpointing
    assert told_off.cure == 'checkpointing = "on"'


@pytest.mark.parametrize(
    ("values", "spare", "name"),
    [
        ({"pass_tokens": 800, "batch": 8, "checkpointing": "on"}, 5_000_000, "pass_tokens"),
        ({"weights": "full", "pass_tokens": 100}, 4_500_000, "weights"),
        ({"pass_tokens": 16, "checkpointing": "on"}, 3_300_000, "length"),
    ],
)
def test_the_setting_that_is_named_makes_it_fit(
    values: dict[str, Any], spare: int, name: str, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = _options(**values)
    _with_free(monkeypatch, LIBRARIES + spare)
    refused = plan("sft", _lessons(), None, base, options, 1)
    assert not refused.fits
    assert re.match(rf"{name} = ", refused.cure), (refused.cure, refused.memory)
    changed = _change(options, refused.cure)
    length = min(100, changed.length)
    assert plan("sft", _lessons(length=length), None, base, changed, 1).fits


def test_nothing_helps_where_not_even_the_libraries_fit(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_free(monkeypatch, LIBRARIES // 2)
    assert "smaller" in plan("sft", _lessons(), None, base, _options(), 1).cure


def test_devices_share_weights_under_fsdp(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = plan("sft", _lessons(), None, base, _options(weights="full"), 2)
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    shared = plan("sft", _lessons(), None, base, _options(weights="full"), 2)
    assert shared.memory.weights == alone.memory.weights // 2


def test_plan_is_a_record_that_json_keeps(base: Path) -> None:
    found = plan("sft", _lessons(), None, base, _options(), 1)
    assert Plan.model_validate_json(found.model_dump_json()) == found
