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

from newswright.train.options import RlhfOptions
from newswright.train.rewards import Reward


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
    """Ends a run that has gone too far from its start."""

    def __init__(self, limit: float) -> None:
        self.limit, self.exceeded = limit, False

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:  # noqa: ARG002
        """Look at the KL of the last answers, in nats for an answer."""
        told = logs or {}
        far = told.get("kl", 0.0) * told.get("completions/mean_length", 0.0)
        if far > self.limit:
            self.exceeded = control.should_training_stop = True


def rewarder(
    model: Any, prompts: Any, rewards: Mapping[str, Reward], tokenizer: Any, given: dict[str, Any], options: RlhfOptions
) -> Any:
    """Return the trainer for prompts: rows with `prompt`, `prompt_ids` and `evidence`."""
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
        reward_funcs=[_function(name, reward) for name, reward in rewards.items()],
        args=config,
        train_dataset=prompts,
        processing_class=tokenizer,
    )
    made.ids = dict(zip(prompts["prompt"], prompts["prompt_ids"], strict=True))
    made.add_callback(KlLimit(options.kl_limit))
    return made


def _function(name: str, reward: Reward) -> Any:
    """Return a reward in the form that TRL calls."""

    def scored(prompts: Any, completions: Any, completion_ids: Any, **columns: Any) -> list[float]:  # noqa: ARG001
        return list(reward(completions, columns["evidence"]))

    scored.__name__ = name
    return scored
