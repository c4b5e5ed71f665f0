"""Supervised fine-tuning and continued pretraining: TRL's SFT trainer on rows with labels of our own."""

from __future__ import annotations

from typing import Any

from trl import SFTConfig, SFTTrainer
from trl.trainer.utils import add_fused_lm_head

from newswright.train.batches import Lessons
from newswright.train.methods.head import causal, give_head
from newswright.train.order import StepOrder


class Tuner(SFTTrainer):
    """Rows come in our order; logits are computed where there is a label, and no figure that nobody reads."""

    def __init__(self, *, order: StepOrder, **given: Any) -> None:
        self.order = order
        super().__init__(**given)
        add_fused_lm_head(causal(self.model))  # TRL's own has figures beside the loss, which cost a little
        give_head(causal(self.model))

    def _get_train_sampler(self, train_dataset: Any = None) -> Any:  # noqa: ARG002 - the order knows the rows
        return self.order

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """Return the mean loss of the labels: over the whole step where it is cut into passes."""
        found = model(**inputs, fused_lm_head=True, num_items_in_batch=num_items_in_batch)
        loss = found.loss
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * self.accelerator.num_processes
        return (loss, found) if return_outputs else loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Log without TRL's own figures, which `compute_loss` leaves out."""
        super(SFTTrainer, self).log(logs, start_time)


def tuner(model: Any, rows: Any, order: StepOrder, tokenizer: Any, given: dict[str, Any]) -> Tuner:
    """Return the trainer for lessons or plain text."""
    return Tuner(
        order=order,
        model=model,
        args=SFTConfig(max_length=None, dataset_kwargs={"skip_prepare_dataset": True}, **given),
        data_collator=Lessons(tokenizer.pad_token_id),
        train_dataset=rows,
        processing_class=tokenizer,
    )
