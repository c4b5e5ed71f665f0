"""The head for processors gives what TRL's gives and what the plain computation gives, values and gradients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

import transformers  # noqa: E402
from torch.nn import functional  # noqa: E402
from trl.trainer.utils import add_fused_lm_head  # noqa: E402

from newswright.train.methods import head  # noqa: E402

OUTPUTS = ("entropy", "mean_logits", "is_top1")


def _model(seed: int = 1, **changes: Any) -> Any:
    torch.manual_seed(seed)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(vocab_size=50, **sizes, **changes)).eval()


def _rows() -> tuple[Any, Any]:
    torch.manual_seed(2)
    ids = torch.randint(0, 50, (3, 12))
    labels = ids.clone()
    labels[:, :5] = head.IGNORED
    labels[2, 7:] = head.IGNORED
    return ids, labels


@pytest.fixture(params=[1 << 24, 150], ids=["one tile", "tiles"])
def tiles(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "TILE", request.param)
    monkeypatch.setattr(head, "_rows", lambda weight: max(1, head.TILE // weight.shape[0]))


@pytest.mark.parametrize("temperature", [1.0, 0.7])
@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.usefixtures("tiles")
def test_values_and_gradients_are_those_of_the_plain_computation(frozen: bool, temperature: float) -> None:
    model, (ids, labels) = _model(), _rows()
    model.lm_head.weight.requires_grad_(not frozen)
    logits = model(input_ids=ids).logits[:, :-1] / temperature
    mask = labels[:, 1:] != head.IGNORED
    log_probs = logits.log_softmax(-1)
    wanted = log_probs.gather(2, labels[:, 1:].clamp(min=0)[..., None])[..., 0] * mask
    weights = torch.linspace(0.5, 2.0, wanted.numel()).view_as(wanted)
    (wanted * weights).sum().backward()
    layer = model.model.layers[0].mlp.up_proj.weight
    slope, own = layer.grad.clone(), model.lm_head.weight.grad
    model.zero_grad()

    add_fused_lm_head(model)
    head.give_head(model, OUTPUTS, temperature)
    told = model(input_ids=ids, labels=labels, fused_lm_head=True)
    torch.testing.assert_close(told.log_probs, wanted)
    torch.testing.assert_close(told.loss, -wanted.sum() / mask.sum())
    torch.testing.assert_close(told.entropy, -(log_probs.exp() * log_probs).sum(-1) * mask)
    torch.testing.assert_close(told.mean_logits, logits.mean(-1) * mask)
    assert torch.equal(told.is_top1, (logits.argmax(-1) == labels[:, 1:]) & mask)
    (told.log_probs * weights).sum().backward()
    torch.testing.assert_close(layer.grad, slope)
    if not frozen:
        torch.testing.assert_close(model.lm_head.weight.grad, own)


def test_loss_is_shared_by_the_whole_step_where_its_size_is_told() -> None:
    model, (ids, labels) = _model(), _rows()
    head.give_head(model)
    told = model(input_ids=ids, labels=labels, fused_lm_head=True, num_items_in_batch=40)
    plain = functional.cross_entropy(model(input_ids=ids).logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    count = int((labels[:, 1:] >= 0).sum())
    torch.testing.assert_close(told.loss, plain * count / 40)


def test_rows_without_a_label_have_a_loss_of_nothing_that_goes_back() -> None:
    model, (ids, _) = _model(), _rows()
    model.lm_head.weight.requires_grad_(False)
    head.give_head(model, OUTPUTS)
    told = model(input_ids=ids, labels=torch.full_like(ids, head.IGNORED), fused_lm_head=True)
    told.loss.backward()
    assert float(told.loss) == 0.0
    assert told.entropy.shape == (3, 11)


def test_a_call_without_the_word_is_the_models_own() -> None:
    model, (ids, labels) = _model(), _rows()
    plain = model(input_ids=ids, labels=labels)
    head.give_head(model)
    found = model(input_ids=ids, labels=labels)
    assert torch.equal(found.logits, plain.logits)
    assert torch.equal(found.loss, plain.loss)
    assert model.generate(input_ids=ids, max_new_tokens=2, do_sample=False).shape == (3, 14)


def test_logits_that_are_more_than_a_product_keep_trls_head(tmp_path: Path) -> None:
    model = _model()
    model.config.final_logit_softcapping = 30.0
    before = model.forward
    head.give_head(model)
    assert model.forward == before
