"""Rows put together into a batch: filled up on the right, without an attention mask.

Where attention looks back only and padding stands on the right, no token with a label can see any padding: a mask would
change nothing, and costs a processor's attention kernel a third of its time (docs/lab-notes.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newswright.train.extra import need

IGNORED = -100


@dataclass(frozen=True)
class Lessons:
    """Makes batches of rows with `input_ids` and `labels`."""

    pad: int

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return ids, labels and positions, each of shape (rows, longest row)."""
        torch = need("torch")
        width = max(len(row["input_ids"]) for row in rows)
        ids = torch.full((len(rows), width), self.pad)
        labels = torch.full((len(rows), width), IGNORED)
        for at, row in enumerate(rows):
            count = len(row["input_ids"])
            ids[at, :count] = torch.as_tensor(row["input_ids"])
            labels[at, :count] = torch.as_tensor(row["labels"])
        labels[:, 0] = IGNORED  # nothing comes before it that could predict it
        return {"input_ids": ids, "labels": labels, "position_ids": torch.arange(width).expand(len(rows), -1)}
