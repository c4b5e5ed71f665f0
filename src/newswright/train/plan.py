"""What a run would do, before it does it: what is trained, for how long, and whether it fits.

Parameters are counted on a model without memory (torch's `meta` device). Memory is `memory.py`'s and time
`speed_guess.py`'s; where the memory will not do, the first single setting that would make it do is named (`cures.py`).
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from newswright.records import Record
from newswright.train.cures import Run, cure_of
from newswright.train.extra import need
from newswright.train.memory import Memory, free, shape_of
from newswright.train.model import adapter_config, device_of, precision_of
from newswright.train.options import Method, MethodOptions, RlhfOptions
from newswright.train.order import lengths_of
from newswright.train.speed_guess import operations, seconds_of

PAIRS = ("reward", "dpo")
"""Methods that pass two answers for each row."""


class Plan(Record):
    """A run before it begins."""

    method: Method
    parameters: int
    trained_parameters: int
    rows: int
    held_out_rows: int
    tokens: int
    """Tokens of all rows once."""
    labels: int
    """Tokens of them that are learnt; the rest is masked."""
    epochs: float
    steps: int
    at_once: int
    """Rows that pass through the model at once on each device."""
    passes: int
    """Passes of a step on each device."""
    devices: int
    device: str
    precision: str
    checkpointing: bool
    """Whether activations are computed twice; `auto` is decided here."""
    memory: Memory
    available: int
    """Bytes free on a device; 0 where unknown."""
    seconds: float
    """About how long training takes; without judging, and without the writing of `rlhf`'s answers."""
    cure: str = ""
    """The one setting to change where it does not fit, with a value that would."""

    @property
    def fits(self) -> bool:
        """Whether the memory should do."""
        return not self.available or self.memory.total <= self.available

    @property
    def masked(self) -> float:
        """The share of the tokens that is not learnt."""
        return 1 - self.labels / max(1, self.tokens)


def plan(method: Method, rows: Any, held_out: Any, base: Path, options: MethodOptions, devices: int = 1) -> Plan:
    """Return the plan of a run.

    Args:
        method: What is learnt.
        rows: The prepared rows.
        held_out: The prepared rows that it is judged by, or None.
        base: Folder of the base model.
        options: The run's options.
        devices: Processes that train together.
    """
    config = need("transformers").AutoConfig.from_pretrained(base, local_files_only=True)
    lengths, labels = lengths_of(rows), _labels(rows)
    whole, trained = parameters(config, options, method)
    shape, device = shape_of(config), device_of(options)
    available = free(device)
    run = Run(
        shape=shape,
        parameters=whole,
        trained=trained,
        lengths=tuple(lengths),
        answers=2 if method in PAIRS else 1,
        labels=min(1.0, labels / max(1, sum(lengths))),
        precision=precision_of(options),
        device=device,
        devices=devices,
        sharded="true" in {os.environ.get("ACCELERATE_USE_FSDP"), os.environ.get("ACCELERATE_USE_DEEPSPEED")},
    )
    run, found = run.settled(options, available)
    at_once = run.at_once(options)
    steps = options.steps or _steps(len(lengths), options)
    return Plan(
        method=method,
        parameters=whole,
        trained_parameters=trained,
        rows=len(lengths),
        held_out_rows=len(held_out) if held_out is not None else 0,
        tokens=sum(lengths),
        labels=labels,
        epochs=options.epochs,
        steps=steps,
        at_once=at_once,
        passes=max(1, options.batch // (at_once * devices)),
        devices=devices,
        device=device,
        precision=run.precision,
        checkpointing=run.checkpointed,
        memory=found,
        available=available,
        seconds=_seconds(run, options, steps, method),
        cure="" if not available or found.total <= available else cure_of(run, options, available),
    )


def parameters(config: Any, options: MethodOptions, method: Method = "sft") -> tuple[int, int]:
    """Return how many parameters the model has, and how many are trained."""
    torch, transformers = need("torch"), need("transformers")
    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(config)
        whole = sum(parameter.numel() for parameter in model.parameters())
        if options.weights == "full":
            return whole, whole
        peft = need("peft")
        adapted = peft.get_peft_model(model, adapter_config(options, "causal"))
        score = config.hidden_size if method == "reward" else 0
        return whole, score + sum(p.numel() for p in adapted.parameters() if p.requires_grad)


def _labels(rows: Any) -> int:
    """Return the tokens that are learnt: of pairs those of both answers."""
    if "labels" in rows.column_names:
        return sum(sum(label >= 0 for label in labels[1:]) for labels in rows["labels"])
    return sum(len(ids) for name in ("chosen_ids", "rejected_ids") for ids in rows[name])


def _steps(rows: int, options: MethodOptions) -> int:
    if isinstance(options, RlhfOptions):  # a step's rows are answers, several to each prompt
        return math.ceil(rows * options.answers / options.batch * options.epochs)
    return math.ceil(math.ceil(rows / options.batch) * options.epochs)


def _seconds(run: Run, options: MethodOptions, steps: int, method: Method) -> float:
    each = operations(run.shape, run.parameters, options.weights == "full", run.checkpointed)
    if method in {"dpo", "rlhf"}:  # and once forward through the model as it was at the start
        each += operations(run.shape, run.parameters, False, False) / 2
    tokens = run.mean * run.answers * options.batch * steps / run.devices
    return seconds_of(tokens, each, run.device, run.precision)
