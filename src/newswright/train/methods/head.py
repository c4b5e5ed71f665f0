"""The model's head on a processor: log-probabilities where there is a label, in the run's numbers, computed once.

TRL's fused head is made for GPUs: elsewhere it computes the head for every position, once more on the way back, and its
gradient in fp32, which costs a processor more than the whole rest of a small model (docs/lab-notes.md). This one keeps
TRL's convention, `model(..., labels=..., fused_lm_head=True)`, and its output: any of TRL's trainers can use it.

With a frozen head the gradient of one token's log-probability p_t by its hidden state does not depend on what comes
later: it is (1[t] - p) W, whatever the loss makes of p_t. So it is computed with the logits, in tiles, and on the way
back only scaled; no logits are kept and none are computed twice.
"""

from __future__ import annotations

import functools
from types import MethodType
from typing import Any

import torch
from torch.utils.checkpoint import checkpoint
from trl.trainer.utils import FusedCausalLMOutput

IGNORED = -100
TILE = 1 << 24
"""Logits of a tile: 64 MB in fp32."""
_SCALED = ("final_logit_softcapping", "logit_scale", "output_multiplier", "lm_head_multiplier", "logits_scaling")
"""Settings of models whose logits are more than a product: they keep TRL's head."""


def causal(model: Any) -> Any:
    """Return the model under an adapter, or the model itself."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def give_head(model: Any, outputs: tuple[str, ...] = (), temperature: float = 1.0) -> None:
    """Give a causal model this head, where it is on a processor and its logits are a plain product.

    Args:
        model: As Transformers has it, under any adapter, with TRL's fused head.
        outputs: What is told beside the log-probabilities: `entropy`, `mean_logits`, `is_top1`.
        temperature: What logits are divided by.
    """
    config, head = model.config.get_text_config(), model.get_output_embeddings()
    if (
        head.weight.device.type == "cuda"
        or head.bias is not None
        or any(getattr(config, name, None) for name in _SCALED)
    ):
        return
    was = model.forward

    @functools.wraps(type(model).forward)  # `generate` looks at the names of its arguments
    def forward(self: Any, *args: Any, fused_lm_head: bool = False, labels: Any = None, **given: Any) -> Any:
        weight = self.get_output_embeddings().weight
        if not fused_lm_head or hasattr(weight, "full_tensor"):  # sharded over devices: TRL's gathers it
            extra = {"fused_lm_head": True} if fused_lm_head else {}
            return was(*args, **extra, **({} if labels is None else {"labels": labels}), **given)
        count = given.pop("num_items_in_batch", None)
        hidden = self.base_model(*args, **{**given, "use_cache": False}).last_hidden_state[:, :-1]
        mask = labels[:, 1:] != IGNORED
        told = _told(hidden[mask], weight, labels[:, 1:][mask], temperature, outputs)
        placed = {name: values.new_zeros(mask.shape).masked_scatter(mask, values) for name, values in told.items()}
        loss = -told["log_probs"].sum() / (mask.sum().clamp(min=1) if count is None else count)
        return FusedCausalLMOutput(loss=loss, label_mask=mask, **placed)

    model.forward = MethodType(forward, model)


def _told(hidden: Any, weight: Any, targets: Any, temperature: float, outputs: tuple[str, ...]) -> dict[str, Any]:
    """Return the figures of each labelled position, each of shape (labels,)."""
    if not weight.requires_grad:
        values = _Frozen.apply(hidden, weight, targets, temperature, outputs)
    else:
        tiles = zip(*(each.split(_rows(weight)) for each in (hidden, targets)), strict=True)
        parts = [checkpoint(_tile, h, weight, t, temperature, outputs, use_reentrant=False) for h, t in tiles]
        values = [torch.cat(each) for each in zip(*parts, strict=True)]
    return dict(zip(("log_probs", *outputs), values, strict=True))


def _rows(weight: Any) -> int:
    return max(32, TILE // int(weight.shape[0]))


def _tile(hidden: Any, weight: Any, targets: Any, temperature: float, outputs: tuple[str, ...]) -> list[Any]:
    logits = (hidden @ weight.T).float() / temperature
    log_probs = logits.log_softmax(-1)
    chosen = log_probs.gather(1, targets[:, None])[:, 0]
    return [chosen, *_beside(logits.detach(), log_probs.detach(), targets, outputs)]


def _beside(logits: Any, log_probs: Any, targets: Any, outputs: tuple[str, ...]) -> list[Any]:
    made = {
        "entropy": lambda: -(log_probs.exp() * log_probs).sum(-1),
        "mean_logits": lambda: logits.mean(-1),
        "is_top1": lambda: logits.argmax(-1) == targets,
    }
    return [made[name]() for name in outputs]


class _Frozen(torch.autograd.Function):
    """Log-probabilities under a head that does not learn."""

    @staticmethod
    def forward(ctx: Any, hidden: Any, weight: Any, targets: Any, temperature: float, outputs: tuple[str, ...]) -> Any:
        found: list[list[Any]] = []
        gradient = torch.empty_like(hidden) if ctx.needs_input_grad[0] else None
        rows = _rows(weight)
        for start in range(0, len(targets), rows):
            part, wanted = hidden[start : start + rows], targets[start : start + rows]
            product = part @ weight.T
            logits = product.float().div_(temperature)
            if outputs:
                log_probs = logits.log_softmax(-1)
                chosen = log_probs.gather(1, wanted[:, None])[:, 0]
                found.append([chosen, *_beside(logits, log_probs, wanted, outputs)])
            else:
                whole = logits.logsumexp(-1, keepdim=True)
                log_probs = logits.sub_(whole)
                found.append([log_probs.gather(1, wanted[:, None])[:, 0]])
            if gradient is not None:
                slope = log_probs.exp_().neg_()
                slope[torch.arange(len(wanted), device=wanted.device), wanted] += 1.0
                gradient[start : start + rows] = (slope.to(product.dtype) @ weight) / temperature
        ctx.save_for_backward(gradient)
        told = [torch.cat(each) for each in zip(*found, strict=True)] if found else _nothing(hidden, outputs)
        ctx.mark_non_differentiable(*told[1:])
        return tuple(told)

    @staticmethod
    def backward(ctx: Any, *upstream: Any) -> Any:
        (gradient,) = ctx.saved_tensors
        return gradient * upstream[0][:, None].to(gradient.dtype), None, None, None, None


def _nothing(hidden: Any, outputs: tuple[str, ...]) -> list[Any]:
    return [hidden.new_zeros(0, dtype=torch.float32) for _ in ("log_probs", *outputs)]
