"""Adapters compute in their base's numbers and learn in fp32."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")
peft = pytest.importorskip("peft")

import transformers  # noqa: E402

from newswright.train.methods.casts import by_hand, cast_adapters  # noqa: E402
from newswright.train.options import SftOptions  # noqa: E402


def _base(kind: str) -> Any:
    torch.manual_seed(1)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = transformers.LlamaConfig(vocab_size=50, num_labels=1, pad_token_id=0, **sizes)
    made = transformers.LlamaForCausalLM if kind == "CAUSAL_LM" else transformers.LlamaForSequenceClassification
    return made(config).to(torch.bfloat16)


@pytest.mark.parametrize("kind", ["CAUSAL_LM", "SEQ_CLS"])
def test_a_bf16_base_with_fp32_adapters_needs_no_autocast(kind: str) -> None:
    config = peft.LoraConfig(
        task_type=kind,
        r=4,
        target_modules="all-linear",
        init_lora_weights=False,
        modules_to_save=["score"] if kind == "SEQ_CLS" else None,
    )
    base = _base(kind)
    if kind == "SEQ_CLS":
        base.score.float()  # as `train.model.load` does
    model = peft.get_peft_model(base, config)
    trained = {name: value for name, value in model.named_parameters() if value.requires_grad}
    assert {value.dtype for value in trained.values()} == {torch.float32}
    ids = torch.randint(1, 50, (2, 9))
    with torch.autocast("cpu", torch.bfloat16):
        wanted = model(input_ids=ids).logits.float()
    cast_adapters(model)
    found = model(input_ids=ids).logits
    assert found.dtype == (torch.float32 if kind == "SEQ_CLS" else torch.bfloat16)
    torch.testing.assert_close(found.float(), wanted, atol=0.05, rtol=0.05)
    found.float().sum().backward()
    assert all(value.grad is not None and value.grad.dtype == torch.float32 for value in trained.values())


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [({}, True), ({"dora": True}, False), ({"weights": "full"}, False), ({"precision": "fp32"}, False)],
)
def test_casts_by_hand_are_for_lora_in_bf16(changes: dict[str, Any], wanted: bool) -> None:
    assert by_hand(SftOptions.model_validate({"precision": "bf16", **changes})) is wanted


def test_a_model_spread_over_devices_is_left_to_accelerate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    assert not by_hand(SftOptions(precision="bf16"))
