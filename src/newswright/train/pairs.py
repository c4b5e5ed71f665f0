"""Preferences put together into a batch, and the rows that reward models learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newswright.train.extra import need


@dataclass(frozen=True)
class Pairs:
    """Makes batches of rows with `prompt_ids`, `chosen_ids` and `rejected_ids`: the chosen ones, then the rejected.

    TRL counts tokens by an attention mask, so there is one; nothing else needs it.
    """

    pad: int

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return ids, the attention mask and the answers' mask, each of shape (2 x rows, longest)."""
        torch = need("torch")
        whole = [(row["prompt_ids"], row[name]) for name in ("chosen_ids", "rejected_ids") for row in rows]
        width = max(len(prompt) + len(answer) for prompt, answer in whole)
        ids = torch.full((len(whole), width), self.pad)
        mask, attention = (torch.zeros((len(whole), width), dtype=torch.long) for _ in range(2))
        for at, (prompt, answer) in enumerate(whole):
            end = len(prompt) + len(answer)
            ids[at, :end] = torch.as_tensor([*prompt, *answer])
            mask[at, len(prompt) : end] = attention[at, :end] = 1
        return {"input_ids": ids, "attention_mask": attention, "completion_mask": mask}


def joined(rows: Any) -> Any:
    """Return preferences as `chosen_ids` and `rejected_ids` that begin with their prompt: what a reward model reads."""
    return rows.map(
        lambda row: {name: [*row["prompt_ids"], *row[name]] for name in ("chosen_ids", "rejected_ids")},
        remove_columns=[name for name in rows.column_names if name not in {"chosen_ids", "rejected_ids"}],
    )
