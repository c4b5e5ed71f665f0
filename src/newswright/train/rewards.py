"""What an answer is rewarded for: its length, its form, and what is handed in (the verifier's support, a model)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from newswright.errors import SettingsError
from newswright.models.options import ModelOptions
from newswright.text.words import words

Reward = Callable[[Sequence[str], Sequence[Sequence[str]]], Sequence[float]]
"""Answers, and the evidence texts of each, to a number from 0 to 1 for each."""
WORDS = (8, 45)
"""Words of a sentence that is neither a fragment nor several facts."""
_MARK = re.compile(r"<\|[^|>]*\|>|\[/?INST\]|<</?SYS>>|###|</?s>")


def length(answers: Sequence[str], evidence: Sequence[Sequence[str]]) -> list[float]:  # noqa: ARG001
    """Reward a sentence's length: 1 between the limits, falling to 0 at none and at twice the most."""
    return [_fits(len(words(answer))) for answer in answers]


def _fits(count: int) -> float:
    low, high = WORDS
    if count < low:
        return count / low
    return 1.0 if count <= high else max(0.0, 2.0 - count / high)


def form(answers: Sequence[str], evidence: Sequence[Sequence[str]]) -> list[float]:  # noqa: ARG001
    """Reward one clean paragraph: a capital, a stop, no marks of a template, nothing said twice."""
    return [_clean(answer) for answer in answers]


def _clean(answer: str) -> float:
    text = answer.strip()
    if not text:
        return 0.0
    said = [word.text.casefold() for word in words(text)]
    triples = list(zip(said, said[1:], said[2:], strict=False))
    faults = (
        not (text[0].isupper() or text[0] in "“\"‘'" or text[0].isdigit()),
        text[-1] not in '.!?”"’',
        bool(_MARK.search(text)) or "\n" in text,
        len(set(triples)) < len(triples),
    )
    return 1.0 - sum(faults) / len(faults)


OWN: Mapping[str, Reward] = {"length": length, "form": form}


def chosen(wanted: Mapping[str, float], given: Mapping[str, Reward], models: ModelOptions) -> dict[str, Any]:
    """Return the rewards that are wanted, by name, in their order; the folder of a run names its reward model.

    Raises:
        SettingsError: nobody knows one of them, or none has a weight.
    """
    known: dict[str, Any] = {**OWN, **given}
    for name in wanted:
        if name not in known and Path(name).is_dir():
            from newswright.train.scores import RewardModel  # noqa: PLC0415 - needs torch

            known[name] = RewardModel(Path(name), models)
        if name not in known:
            raise SettingsError(
                f"There is no reward “{name}”; known here: {', '.join(sorted(known))}.",
                cure="Correct `rewards` in [train.rlhf]; a reward model is named by its folder.",
            )
    if not any(wanted.values()):
        raise SettingsError("No reward has a weight.", cure="Set `rewards` in [train.rlhf].")
    return {name: known[name] for name in wanted}
