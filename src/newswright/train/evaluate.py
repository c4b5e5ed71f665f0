"""What a model is worth on held-out rows: loss and perplexity, pairs ranked right, margins, rewards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from newswright.train.batches import Lessons
from newswright.train.extra import need
from newswright.train.order import lengths_of
from newswright.train.pairs import Pairs

PASS = 1024
"""Tokens that pass at once."""


def cast(model: Any, precision: str) -> AbstractContextManager[Any]:
    """Return the context in which a model computes as in training."""
    torch = need("torch")
    device = next(model.parameters()).device.type
    made: AbstractContextManager[Any] = torch.autocast(device, torch.bfloat16, enabled=precision == "bf16")
    return made


def loss_figures(model: Any, rows: Any, pad: int, precision: str) -> dict[str, float]:
    """Return the mean loss of the rows' labels in nats, its exponential, and how many labels there are.

    The model has TRL's fused head, as every trainer here gives it.
    """
    total, count = 0.0, 0
    for inputs in _batches(model, rows, Lessons(pad)):
        with cast(model, precision):
            log_probs = model(**inputs, fused_lm_head=True).log_probs
        total -= float(log_probs.sum())
        count += int((inputs["labels"][:, 1:] >= 0).sum())
    loss = total / max(1, count)
    return {"loss": loss, "perplexity": math.exp(min(loss, 50.0)), "labels": float(count)}


def margin_figures(model: Any, rows: Any, pad: int, precision: str, dpo: Any) -> dict[str, float]:
    """Return how far a writer prefers the chosen answers: the mean margin of the rewards DPO implies, and accuracy.

    `dpo` is the trainer: it has `beta`, and the model at the start where that is not an adapter's.
    """
    margins: list[float] = []
    for inputs in _batches(model, rows, Pairs(pad)):
        mask = inputs.pop("completion_mask")
        labels = inputs["input_ids"].masked_fill(mask == 0, -100)

        def answers(of: Any, given: Any = inputs, wanted: Any = labels) -> Any:
            with cast(of, precision):
                return of(**given, labels=wanted, fused_lm_head=True).log_probs.float().sum(1)

        now = answers(model)
        with _at_start(model):
            start = answers(dpo.ref_model or model)
        chosen, rejected = (now - start).chunk(2)
        margins += (dpo.beta * (chosen - rejected)).tolist()
    right = sum(margin > 0 for margin in margins)
    return {"margin": sum(margins) / max(1, len(margins)), "accuracy": right / max(1, len(margins))}


def score_figures(model: Any, rows: Any, pad: int, precision: str) -> dict[str, float]:
    """Return how a reward model ranks pairs: accuracy and mean margin of `chosen_ids` over `rejected_ids`."""
    margins: list[float] = []
    for inputs in _batches(model, rows, Pairs(pad)):
        del inputs["completion_mask"]
        with cast(model, precision):
            scores = model(**inputs).logits[:, 0].float()
        chosen, rejected = scores.chunk(2)
        margins += (chosen - rejected).tolist()
    right = sum(margin > 0 for margin in margins)
    return {"margin": sum(margins) / max(1, len(margins)), "accuracy": right / max(1, len(margins))}


def reward_figures(
    answers: Sequence[str], evidence: Sequence[Sequence[str]], rewards: Mapping[str, Callable[..., Any]]
) -> dict[str, float]:
    """Return the mean of each reward over answers to held-out prompts; those of reward models are left out."""
    found = {}
    for name, reward in rewards.items():
        if not hasattr(reward, "score") and answers:
            values = list(reward(answers, evidence))
            found[f"reward {name}"] = sum(values) / len(values)
    return found


def distance(log: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return how far a run of `rlhf` went from its start: nats in the mean over an answer of the last step."""
    told = next((line for line in reversed(log) if "kl" in line), None)
    return {"KL": told["kl"] * told.get("completions/mean_length", 1.0)} if told else {}


def _at_start(model: Any) -> AbstractContextManager[Any]:
    if not hasattr(model, "peft_config"):
        return nullcontext()
    utils = need("trl.trainer.utils")
    made: AbstractContextManager[Any] = utils.use_adapter(model, "ref" if "ref" in model.peft_config else None)
    return made


def _batches(model: Any, rows: Any, together: Any) -> Iterator[dict[str, Any]]:
    """Yield batches of rows of like length, on the model's device, while the model does not learn."""
    torch = need("torch")
    lengths = lengths_of(rows)
    order: Sequence[int] = sorted(range(len(lengths)), key=lambda at: lengths[at])
    device, learning = next(model.parameters()).device, model.training
    model.eval()
    try:
        with torch.no_grad():
            start = 0
            while start < len(order):
                count = 1
                while start + count < len(order) and (count + 1) * lengths[order[start + count]] <= PASS:
                    count += 1
                batch = together([rows[at] for at in order[start : start + count]])
                start += count
                yield {name: value.to(device) for name, value in batch.items()}
    finally:
        model.train(learning)
