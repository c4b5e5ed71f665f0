"""Reinforcement learning: TRL's RLOO and GRPO trainers, on prompts in our own token ids, kept near the start.

An answer's reward is a weighted sum (`rewards.py`). Of each prompt several answers are tried; one is good where it is
better than the others. Each nat by which an answer is likelier than at the start has its price, and a run that goes
further than the limit ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transformers import TrainerCallback
from trl import GRPOConfig, GRPOTrainer, RLOOConfig, RLOOTrainer

from newswright.train.methods.head import causal, give_head
from newswright.train.options import RlhfOptions
from newswright.train.rewards import Reward
from newswright.train.scores import RewardModel


class _OwnPrompts:
    """Prompts are looked up by their text: TRL passes texts about, and would make other ids of them."""

    ids: Mapping[str, list[int]]
    processing_class: Any

    def _tokenize_prompts(self, prompts: list[str]) -> tuple[list[list[int]], None, dict[str, Any]]:
        return [self.ids[prompt] for prompt in prompts], None, {}


class Rloo(_OwnPrompts, RLOOTrainer):
    """REINFORCE, leave one out."""


class Grpo(_OwnPrompts, GRPOTrainer):
    """Group-relative policy optimisation."""


class KlLimit(TrainerCallback):
    """Ends a run that has gone too far from its start, with the last weights that had not.

    The KL that is told at a step is that of the weights before it; so these are kept until it is known.
    """

    def __init__(self, limit: float) -> None:
        self.limit, self.exceeded = limit, False
        self.now: dict[str, Any] = {}
        self.good: dict[str, Any] = {}

    def on_step_begin(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:  # noqa: ARG002
        """Remember the weights that answer now."""
        self.now = {name: value.detach().clone() for name, value in model.named_parameters() if value.requires_grad}

    def on_log(
        self,
        args: Any,  # noqa: ARG002
        state: Any,  # noqa: ARG002
        control: Any,
        model: Any = None,
        logs: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        """Look at the KL of the last answers, in nats for an answer."""
        told = logs or {}
        if "kl" not in told or self.exceeded:
            return
        if told["kl"] * told.get("completions/mean_length", 1.0) <= self.limit:
            self.good = self.now
            return
        self.exceeded = control.should_training_stop = True
        weights = dict(model.named_parameters())
        for name, value in self.good.items():
            weights[name].data.copy_(value)


def rewarder(
    model: Any,
    prompts: Any,
    rewards: Mapping[str, Reward | RewardModel],
    tokenizer: Any,
    given: dict[str, Any],
    options: RlhfOptions,
) -> Any:
    """Return the trainer for prompts: rows with `prompt`, `prompt_ids` and `evidence`."""
    ends = frozenset((tokenizer.eos_token_id, *_listed(model.generation_config.eos_token_id)))
    grpo = options.algorithm == "grpo"
    config = (GRPOConfig if grpo else RLOOConfig)(
        num_generations=options.answers,
        max_completion_length=options.answer_tokens,
        temperature=options.temperature,
        beta=options.kl,
        reward_weights=[options.rewards[name] for name in rewards],
        shuffle_dataset=True,
        **given,
    )
    made = (Grpo if grpo else Rloo)(
        model=model,
        reward_funcs=[_function(name, reward, prompts, ends) for name, reward in rewards.items()],
        args=config,
        train_dataset=prompts,
        processing_class=tokenizer,
    )
    made.ids = dict(zip(prompts["prompt"], prompts["prompt_ids"], strict=True))
    give_head(causal(made.model), ("entropy",), options.temperature)
    if made.ref_model is not None:
        give_head(made.ref_model, (), options.temperature)
    made.add_callback(KlLimit(options.kl_limit))
    return made


def _listed(ids: int | list[int] | None) -> list[int]:
    return [] if ids is None else [ids] if isinstance(ids, int) else ids


def _function(name: str, reward: Reward | RewardModel, rows: Any, ends: frozenset[int]) -> Any:
    """Return a reward in the form that TRL calls."""
    ids = dict(zip(rows["prompt"], rows["prompt_ids"], strict=True))

    def scored(prompts: Any, completions: Any, completion_ids: Any, **columns: Any) -> list[float]:
        if isinstance(reward, RewardModel):
            return [reward.score(ids[prompt], answer) for prompt, answer in zip(prompts, completion_ids, strict=True)]
        values = list(reward(completions, columns["evidence"]))
        if name != "form":
            return values
        # The text does not show whether an answer came to its end.
        return [value if answer[-1] in ends else 0.0 for value, answer in zip(values, completion_ids, strict=True)]

    scored.__name__ = name
    return scored
