"""Direct preference optimisation: TRL's DPO trainer on pairs of answers in our own token ids.

The reference is the start: the adapter as it was when the run began, kept frozen beside the one that learns.
"""

from __future__ import annotations

from typing import Any

from trl import DPOConfig, DPOTrainer

from newswright.train.methods.head import causal, give_head
from newswright.train.options import DpoOptions
from newswright.train.order import StepOrder
from newswright.train.pairs import Pairs


class Preferrer(DPOTrainer):
    """Pairs come as they were rendered, in our order."""

    def __init__(self, *, order: StepOrder, **given: Any) -> None:
        self.order = order
        super().__init__(**given)
        give_head(causal(self.model), ("entropy", "mean_logits", "is_top1"))
        if self.ref_model is not None:
            give_head(self.ref_model)

    def _prepare_dataset(self, dataset: Any, *_: Any) -> Any:
        return dataset

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:  # noqa: ARG002 - the order knows the rows
        return self.order


def preferrer(
    model: Any, rows: Any, order: StepOrder, tokenizer: Any, given: dict[str, Any], options: DpoOptions
) -> Preferrer:
    """Return the trainer for preferences."""
    return Preferrer(
        order=order,
        model=model,
        args=DPOConfig(beta=options.beta, loss_type=[options.loss], max_length=None, **given),
        data_collator=Pairs(tokenizer.pad_token_id),
        train_dataset=rows,
        processing_class=tokenizer,
    )
