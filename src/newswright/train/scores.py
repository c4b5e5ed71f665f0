"""A trained reward model at work: token ids of a prompt and an answer in, a number out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newswright.errors import TrainError
from newswright.models.options import ModelOptions
from newswright.train import sheet
from newswright.train.bases import find_base
from newswright.train.evaluate import cast
from newswright.train.extra import need
from newswright.train.model import load, precision_of
from newswright.train.options import RewardOptions


class RewardModel:
    """The reward model of a finished run."""

    def __init__(self, run: Path, models: ModelOptions) -> None:
        """Load it.

        Args:
            run: Folder of a finished `train reward` run.
            models: Where models are kept.

        Raises:
            TrainError: there is no such run.
        """
        told = sheet.read(run)
        if told is None or told.making.method != "reward" or not told.finished:
            raise TrainError(f"{run} is no finished run of a reward model.", cure="Make one: newswright train reward")
        options = RewardOptions.model_validate(told.making.options)
        self.template, self.precision = told.making.template, precision_of(options)
        final = run / "final"
        if (final / "adapter_config.json").exists():
            model = load(find_base(told.making.base, models).folder, options, "score")
            self.model: Any = need("peft").PeftModel.from_pretrained(model, final)
        else:
            self.model = load(final, options, "score")
        self.model.eval()

    def score(self, prompt: Sequence[int], answer: Sequence[int]) -> float:
        """Return the score of an answer, both as ids of the template's rendering."""
        torch = need("torch")
        ids = torch.as_tensor([[*prompt, *answer]], device=next(self.model.parameters()).device)
        with torch.no_grad(), cast(self.model, self.precision):
            return float(self.model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, 0])
