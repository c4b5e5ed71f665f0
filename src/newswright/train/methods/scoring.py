"""Reward modelling: TRL's reward trainer on prompts with a better and a worse answer."""

from __future__ import annotations

from typing import Any

from trl import RewardConfig, RewardTrainer

from newswright.train.order import StepOrder
from newswright.train.pairs import joined


class Scorer(RewardTrainer):
    """Pairs come in our order."""

    def __init__(self, *, order: StepOrder, **given: Any) -> None:
        self.order = order
        super().__init__(**given)

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:  # noqa: ARG002 - the order knows the rows
        return self.order


def scorer(model: Any, rows: Any, order: StepOrder, tokenizer: Any, given: dict[str, Any]) -> Scorer:
    """Return the trainer of a model that gives one number."""
    model.config.pad_token_id = tokenizer.pad_token_id  # the last token that is none is scored
    return Scorer(
        order=order,
        model=model,
        args=RewardConfig(max_length=None, **given),
        train_dataset=joined(rows),
        processing_class=tokenizer,
    )
