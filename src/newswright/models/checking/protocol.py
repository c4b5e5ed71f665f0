"""What verification asks of a learned checker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

LONGEST_SENTENCE = 2_000
LONGEST_PASSAGE = 6_000
"""Characters of a sentence and of a passage that a checker is given; the rest of longer ones is not read."""

SHARP = 0.5
"""How sharply a sentence is judged by its worst token: a smooth maximum, which at 0 would be the maximum."""


class Judgement(NamedTuple):
    """What a checker says of one sentence."""

    score: float
    """The logit (natural log of the odds) that the passage supports the sentence."""
    worst: tuple[int, int] = (0, 0)
    """Characters of the sentence that speak most against it; (0, 0) where it does not say."""


class Checker(Protocol):
    """A model that reads a passage and a sentence. Safe to use from several threads."""

    name: str
    """What a verification calls it: its name and the first digits of its digest."""
    calibration: Mapping[str, float]
    """Weights that make one figure of its logit and the rules' findings; empty where none were fitted."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge each (passage, sentence), in their order.

        Raises:
            ModelError: or one of its kinds, where the model cannot answer.
        """
        ...
