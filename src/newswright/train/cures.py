"""The memory of a run as its settings have it, and the one setting to change where it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from newswright.models.catalogue import Shape
from newswright.train.memory import Load, Memory, adapter_size, estimate
from newswright.train.options import MethodOptions
from newswright.train.order import rows_at_once

MOST_DEVICES = 64
HARMLESS_RANK = 4
"""No lower rank is proposed."""


@dataclass(frozen=True)
class Run:
    """What memory depends on beside the settings."""

    shape: Shape
    parameters: int
    trained: int
    """Parameters that are trained."""
    lengths: tuple[int, ...]
    """Tokens of the rows."""
    answers: int
    """That pass for each row."""
    labels: float
    """Share of the tokens that is learnt."""
    precision: str
    device: str
    devices: int
    sharded: bool
    """Whether the devices share weights, gradients and moments."""
    checkpointed: bool = False

    @property
    def mean(self) -> float:
        """Tokens of a row in the mean."""
        return sum(self.lengths) / max(1, len(self.lengths))

    def at_once(self, options: MethodOptions) -> int:
        """Return the rows that pass at once on each device."""
        return rows_at_once(self.lengths, options.batch, self.devices, options.pass_tokens // self.answers)

    def memory(self, options: MethodOptions) -> Memory:
        """Return the memory on each device."""
        longest = max(self.lengths, default=0)
        load = Load(
            parameters=self.parameters,
            trained=self.trained,
            tokens=self.at_once(options) * longest * self.answers,
            labels=self.labels,
            precision=self.precision,
            device=self.device,
            checkpointed=self.checkpointed,
            longest=longest,
            shards=self.devices if self.sharded else 1,
        )
        return estimate(self.shape, options.weights, load)

    def settled(self, options: MethodOptions, available: int) -> tuple[Run, Memory]:
        """Return the run with or without checkpointing, as the settings say or the memory asks for, and its memory."""
        plain = replace(self, checkpointed=options.checkpointing == "on")
        found = plain.memory(options)
        if options.checkpointing == "auto" and 0 < available < found.total:
            twice = replace(self, checkpointed=True)
            return twice, twice.memory(options)
        return plain, found


def cure_of(run: Run, options: MethodOptions, available: int) -> str:
    """Return the first single setting that makes the run fit into `available` bytes, least harmful first."""
    for told, changed, settings in _candidates(run, options):
        if changed.memory(settings).total <= available:
            return told
    return "model: no single other setting is enough for this one, take a smaller"


def _candidates(run: Run, options: MethodOptions) -> Iterator[tuple[str, Run, MethodOptions]]:
    def put(**values: Any) -> MethodOptions:
        return options.model_copy(update=values)

    if not run.checkpointed:
        yield 'checkpointing = "on"', replace(run, checkpointed=True), options
    smaller = options.pass_tokens // 2
    while smaller >= 16:
        yield f"pass_tokens = {smaller}", run, put(pass_tokens=smaller)
        smaller //= 2
    if options.weights == "full":
        trained = adapter_size(run.shape, options.rank)
        yield 'weights = "lora"', replace(run, trained=trained), put(weights="lora")
    elif options.weights == "lora" and run.device == "cuda":
        yield 'weights = "qlora"', run, put(weights="qlora")
    yield from _shorter(run, options)
    rank = options.rank // 2
    while options.weights != "full" and rank >= HARMLESS_RANK:
        yield f"rank = {rank}", replace(run, trained=run.trained * rank // options.rank), put(rank=rank)
        rank //= 2
    devices = run.devices * 2
    while devices <= MOST_DEVICES:
        told = f"devices: {devices} that share the weights (FSDP, docs/train/devices.md)"
        yield told, replace(run, devices=devices, sharded=True), options
        devices *= 2


def _shorter(run: Run, options: MethodOptions) -> Iterator[tuple[str, Run, MethodOptions]]:
    longest = max(run.lengths, default=0)
    for part in (0.75, 0.5, 0.25):
        length = int(longest * part)
        if length >= 16:
            cut = tuple(min(each, length) for each in run.lengths)
            yield f"length = {length}", replace(run, lengths=cut), options.model_copy(update={"length": length})
