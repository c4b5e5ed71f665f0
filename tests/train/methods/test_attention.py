"""Attention in blocks is PyTorch's own, on the way there and back, and where a mask is needed it is left to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

import transformers  # noqa: E402
from transformers.integrations.sdpa_attention import sdpa_attention_forward  # noqa: E402

from newswright.train import memory  # noqa: E402
from newswright.train.methods import attention  # noqa: E402

LAYER = SimpleNamespace(num_key_value_groups=3, is_causal=True, training=True)


def _parts(tokens: int) -> list[Any]:
    torch.manual_seed(tokens)
    return [torch.randn(2, heads, tokens, 8, requires_grad=True) for heads in (6, 2, 2)]


@pytest.mark.parametrize("tokens", [2, 100, 256, 257, 600, 1024])
def test_values_and_gradients_are_those_of_pytorch(tokens: int) -> None:
    found = []
    for function in (sdpa_attention_forward, attention.attend):
        parts = _parts(tokens)
        query, key, value = parts
        out, _ = function(LAYER, query, key, value, None, scaling=0.3)
        (out * torch.linspace(-1, 1, 8)).sum().backward()
        found.append([out, *(part.grad for part in parts)])
    for theirs, ours in zip(*found, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_a_mask_a_long_row_and_a_cache_are_pytorchs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def theirs(_: Any, query: Any, *__: Any, **___: Any) -> tuple[Any, None]:
        asked.append(query.shape[2])
        return query.transpose(1, 2), None

    monkeypatch.setattr(attention, "sdpa_attention_forward", theirs)
    query, key, value = _parts(20)
    attention.attend(LAYER, query, key, value, torch.ones(2, 1, 20, 20, dtype=torch.bool))
    attention.attend(LAYER, query[:, :, -1:], key, value, None)
    long = _parts(attention.LONGEST + 1)
    attention.attend(LAYER, long[0], long[1], long[2], None)
    assert asked == [20, 1, attention.LONGEST + 1]
    attention.attend(LAYER, query, key, value, None)
    assert len(asked) == 3


def test_a_whole_model_computes_the_same_with_padding_and_without() -> None:
    torch.manual_seed(2)
    config = transformers.LlamaConfig(
        vocab_size=50,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
    )
    model = transformers.LlamaForCausalLM(config).eval()
    ids, mask = torch.randint(1, 50, (2, 300)), torch.ones(2, 300, dtype=torch.long)
    mask[0, :40] = 0
    with torch.no_grad():
        wanted = [model(ids).logits, model(ids, attention_mask=mask).logits[:, 40:]]
        written = model.generate(ids[:, :9], attention_mask=mask[:, -9:], max_new_tokens=5, do_sample=False)
        attention.use_blocks(model)
        assert model.config._attn_implementation == attention.NAME
        torch.testing.assert_close(model(ids).logits, wanted[0], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(model(ids, attention_mask=mask).logits[:, 40:], wanted[1], atol=1e-4, rtol=1e-4)
        again = model.generate(ids[:, :9], attention_mask=mask[:, -9:], max_new_tokens=5, do_sample=False)
    assert torch.equal(again, written)


def test_the_memory_estimate_knows_how_long_rows_may_be() -> None:
    assert memory.ATTENDING[0] == attention.LONGEST


def test_a_model_with_an_attention_of_its_own_keeps_it() -> None:
    model = SimpleNamespace(config=SimpleNamespace(_attn_implementation="eager"))
    attention.use_blocks(model)
    assert model.config._attn_implementation == "eager"
