"""Proxy tuning: a large model steered by what tuning changed in a small one of the same vocabulary.

At every step the logits are those of the large model plus the difference of two small ones, tuned and untuned (Liu and
others 2024, "Tuning Language Models by Proxy", https://arxiv.org/abs/2401.08565). The large model is not trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newswright.errors import SettingsError
from newswright.models.checkpoints import Checkpoint, load, made_in
from newswright.models.decoding import Read, Reader
from newswright.models.options import ModelOptions


def proxies(options: ModelOptions) -> tuple[Path, Path] | None:
    """Return the folders of the tuned and the untuned model, None where no proxies are wanted.

    Raises:
        SettingsError: only one of the two is set.
    """
    tuned, untuned = options.proxy_tuned, options.proxy_untuned
    if tuned and untuned:
        return made_in(tuned.expanduser()), made_in(untuned.expanduser())
    if tuned or untuned:
        there, absent = ("proxy_tuned", "proxy_untuned") if tuned else ("proxy_untuned", "proxy_tuned")
        raise SettingsError(
            f"`{there}` is set and `{absent}` is not: proxy tuning needs both.",
            cure=f"Set `{absent}` in [model] too, or remove `{there}`.",
        )
    return None


def with_proxies(base: Checkpoint, folders: tuple[Path, Path], device: str) -> list[Checkpoint]:
    """Return the base, the tuned and the untuned model.

    Raises:
        SettingsError: a model has another vocabulary than the base.
        ModelMissing, ModelDamaged: as `checkpoints.load`.
    """
    found = [base]
    for key, folder in zip(("proxy_tuned", "proxy_untuned"), folders, strict=True):
        one = load(folder, device)
        _require_same(base.tokenizer.get_vocab(), one.tokenizer.get_vocab(), key, folder)
        found.append(one)
    return found


def reading(models: Sequence[Any]) -> Read:
    """Return how a batch is read by one model, or by a base with a tuned and an untuned one."""
    readers = [Reader(model) for model in models]
    if len(readers) == 1:
        return readers[0]

    def read(ids: Any, mask: Any, positions: Any) -> Any:
        base, tuned, untuned = (reader(ids, mask, positions) for reader in readers)
        return steered(base, tuned, untuned)

    return read


def steered(base: Any, tuned: Any, untuned: Any) -> Any:
    """Return base + (tuned - untuned), without the columns that some model has beyond the vocabulary."""
    width = min(base.shape[-1], tuned.shape[-1], untuned.shape[-1])
    return base[..., :width] + (tuned[..., :width] - untuned[..., :width])


def _require_same(base: dict[str, int], small: dict[str, int], key: str, folder: Path) -> None:
    if base == small:
        return
    differing = min((token for token in base.keys() | small.keys() if base.get(token) != small.get(token)), key=str)
    ours, theirs = base.get(differing, "none"), small.get(differing, "none")
    raise SettingsError(
        f"The vocabulary of {folder} differs from the base's: {len(small)} tokens and {len(base)}, the token "
        f"“{differing}” has the id {theirs} there and {ours} here.",
        cure=f"Set `{key}` in [model] to a model of the same family, or remove both proxies.",
    )
