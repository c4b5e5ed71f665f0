"""Token after token: rows of a batch go on with a model until each is over. torch comes with the models.

A row draws with a generator of its own, one number for each token, so that what it draws does not depend on its
neighbours.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from newswright.models.checkpoints import need

MIN_P = 0.1
"""Words less likely than this share of the likeliest are never drawn. Judged before the temperature, as llama.cpp does,
so that a warm model does not reach for words that it finds absurd."""

Read = Callable[[Any, Any, Any], Any]
"""Token ids, attention mask and positions of a batch in; the logits behind each row's last token out."""


@dataclass(frozen=True)
class Row:
    """A prompt to go on with."""

    prompt: tuple[int, ...]
    most: int
    """Tokens of the answer."""
    temperature: float
    seed: int
    over: Callable[[list[int]], bool]
    """Tells whether an answer, in ids, ends here: a stop stands in its text."""


class Reader:
    """One model's reading of one batch: it keeps what it has read."""

    def __init__(self, model: Any) -> None:
        self._model, self._kept = model, None
        known = inspect.signature(model.forward).parameters
        self._cache = "cache" if "cache" in known else "past_key_values"  # renamed during Transformers 5
        self._positions = "position_ids" in known
        self._wishes = {"logits_to_keep": 1} if "logits_to_keep" in known else {}

    def __call__(self, ids: Any, mask: Any, positions: Any) -> Any:
        """Read further tokens of each row; `mask` covers those before too."""
        given = {self._cache: self._kept, "attention_mask": mask, "use_cache": True, **self._wishes}
        if self._positions:
            given["position_ids"] = positions
        made = self._model(input_ids=ids, **given)
        self._kept = made[self._cache]
        return made.logits[:, -1].float()


def go_on(read: Read, rows: Sequence[Row], ends: frozenset[int], device: str, given_up: Callable[[], bool]) -> Any:
    """Return each row's answer as ids, the token that ended it with it; None as soon as `given_up` says so."""
    torch = need("torch")
    ids, mask = _padded(torch, rows)
    ids, mask = ids.to(device), mask.to(device)
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    answers: list[list[int]] = [[] for _ in rows]
    waiting = set(range(len(rows)))
    draws = [torch.Generator().manual_seed(row.seed) for row in rows]
    with torch.inference_mode():
        while waiting:
            if given_up():
                return None
            logits = read(ids, mask, positions)
            likeliest = logits.argmax(-1).tolist()
            for at in sorted(waiting):
                row, answer = rows[at], answers[at]
                answer.append(_drawn(torch, logits[at], row, draws[at]) if row.temperature else likeliest[at])
                if answer[-1] in ends or len(answer) >= row.most or row.over(answer):
                    waiting.discard(at)
            ids = torch.tensor([[answer[-1]] for answer in answers], device=device)
            mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)
            positions = positions[:, -1:] + 1
    return answers


def _padded(torch: Any, rows: Sequence[Row]) -> tuple[Any, Any]:
    """Return the prompts, filled up on the left, and the mask of what is not filling."""
    width = max(len(row.prompt) for row in rows)
    ids = torch.zeros((len(rows), width), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, width - len(row.prompt) :] = torch.tensor(row.prompt)
        mask[at, width - len(row.prompt) :] = 1
    return ids, mask


def _drawn(torch: Any, logits: Any, row: Row, draw: Any) -> int:
    chances = logits.softmax(-1)
    kept = (chances >= MIN_P * chances.max()).nonzero()[:, 0]
    below = (logits[kept].double().cpu() / row.temperature).softmax(-1).cumsum(-1)
    at = int(torch.searchsorted(below, torch.rand(1, generator=draw, dtype=torch.float64), right=True))
    return int(kept[min(at, len(kept) - 1)])
