"""The order in which rows are seen: shuffled by seed and epoch, and within a step from long to short.

A step's rows go through the model a few at a time. Sorted by length, those that pass together are of one length, so
that nearly no padding is computed; the step as a whole, and so its gradient, has the same rows as an unsorted one. The
order depends on the seed, the epoch and the rows' lengths alone: a resumed run, or one on other devices, has the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any


class StepOrder:
    """Indices of rows for one epoch after another; what torch calls a sampler."""

    def __init__(self, lengths: Sequence[int], batch: int, seed: int) -> None:
        """Take the rows' lengths in tokens and the rows of a step."""
        self.lengths, self.batch, self.seed, self.epoch = lengths, batch, seed, 0

    def __len__(self) -> int:
        return len(self.lengths)

    def tokens_of(self, step: int) -> int:
        """Return the tokens of a step, 0 the first."""
        steps = -(-len(self.lengths) // self.batch)
        order = self._shuffled(step // steps)
        start = step % steps * self.batch
        return sum(self.lengths[row] for row in order[start : start + self.batch])

    def set_epoch(self, epoch: int) -> None:
        """Begin another epoch; Accelerate calls it."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[int]:
        order = self._shuffled(self.epoch)
        for start in range(0, len(order), self.batch):
            yield from sorted(order[start : start + self.batch], key=lambda row: (-self.lengths[row], row))

    def _shuffled(self, epoch: int) -> list[int]:
        order = list(range(len(self.lengths)))
        random.Random(f"{self.seed}:{epoch}").shuffle(order)  # noqa: S311 - an order, no secret
        return order


def rows_at_once(lengths: Sequence[int], batch: int, devices: int, pass_tokens: int) -> int:
    """Return how many rows pass at once on each device: a divisor of its share of the batch.

    Half of the passes may hold longer rows than the mean; so the longest rows decide, but for one in twenty.
    """
    share = max(1, batch // devices)
    long = sorted(lengths)[int(0.95 * (len(lengths) - 1))] if lengths else 1
    fitting = [rows for rows in range(1, share + 1) if share % rows == 0 and rows * long <= pass_tokens]
    return max(fitting, default=1)


def lengths_of(rows: Any) -> list[int]:
    """Return the tokens of each prepared row, of a pair those of the longer answer with its prompt."""
    if "input_ids" in rows.column_names:
        return [len(ids) for ids in rows["input_ids"]]
    prompts, chosen, rejected = (rows[name] for name in ("prompt_ids", "chosen_ids", "rejected_ids"))
    return [len(p) + max(len(c), len(r)) for p, c, r in zip(prompts, chosen, rejected, strict=True)]
