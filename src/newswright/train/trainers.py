"""The trainer of a method. TRL is imported here and below, when a run begins."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from newswright.train.methods.arguments import arguments
from newswright.train.options import DpoOptions, Method, MethodOptions, RlhfOptions
from newswright.train.order import StepOrder
from newswright.train.plan import Plan
from newswright.train.rewards import Reward


@dataclass(frozen=True)
class Work:
    """What a trainer is made of."""

    method: Method
    model: Any
    rows: Any
    order: StepOrder
    tokenizer: Any
    options: MethodOptions
    out: Path
    plan: Plan
    rewards: Mapping[str, Reward]


def trainer_of(work: Work) -> Any:
    """Return the trainer for `work`, silent on the terminal."""
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=UserWarning)
    given = arguments(work.options, work.out, work.plan.at_once, work.plan.devices)
    given["gradient_checkpointing"] = work.plan.checkpointing
    made = _made(work, given)
    from transformers import PrinterCallback, ProgressCallback  # noqa: PLC0415

    from newswright.train.methods.attention import use_blocks  # noqa: PLC0415
    from newswright.train.methods.casts import by_hand, cast_adapters  # noqa: PLC0415
    from newswright.train.methods.head import causal  # noqa: PLC0415

    if by_hand(work.options):
        cast_adapters(made.model)
        if work.plan.device == "cpu":
            use_blocks(causal(made.model))
    for printing in (PrinterCallback, ProgressCallback):
        made.remove_callback(printing)
    return made


def _made(work: Work, given: dict[str, Any]) -> Any:
    common = (work.model, work.rows)
    if work.method == "reward":
        from newswright.train.methods.scoring import scorer  # noqa: PLC0415

        return scorer(*common, work.order, work.tokenizer, given)
    if work.method == "dpo":
        from newswright.train.methods.preferring import preferrer  # noqa: PLC0415

        return preferrer(*common, work.order, work.tokenizer, given, cast("DpoOptions", work.options))
    if work.method == "rlhf":
        from newswright.train.methods.rewarding import rewarder  # noqa: PLC0415

        options = cast("RlhfOptions", work.options)
        return rewarder(*common, work.rewards, work.tokenizer, given, options)
    from newswright.train.methods.tuning import tuner  # noqa: PLC0415

    return tuner(*common, work.order, work.tokenizer, given)
