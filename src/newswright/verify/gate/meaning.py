"""Meaning: a small model reads the sentence beside its passage and says whether the passage says it, as a sentence.

The rules see names, numbers, dates and quotations. That a chairman was indicted and not his company, that a plan became
a fact, or that the grammar broke, no rule sees; this check does, with an error of its own (docs/gate/meaning.md). It
never stands alone. Where its card has weights, what the rules on words, their order and hedges doubt counts with what
the model says.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from newswright.models.checking import Checker
from newswright.records import Check, Outcome

NAME = "meaning"
PLAIN = {"bias": 0.0, "logit": 1.0}
"""Weights where a reader brings none: the model alone."""


def check_meaning(
    sentence: str, evidence: Sequence[str], reader: Checker, least: float, doubts: Collection[str] = ()
) -> Check:
    """Let `reader` say how likely the `evidence` says the sentence, one text of it or all together.

    `doubts` are the names of the rules that object; they count as the reader's weights say. Below `least` (0 to 1) it
    fails.
    """
    if not evidence:
        return Check(name=NAME, outcome=Outcome.FAILED, detail="no evidence")
    texts = [*evidence, " ".join(evidence)] if len(evidence) > 1 else evidence
    logit = max(judged.score for judged in reader.judge([(text, sentence) for text in texts]))
    likely = _likely(logit, doubts, getattr(reader, "calibration", None) or PLAIN)
    passed = likely >= least
    detail = f"{likely:.0%} likely to be what the passage says" + ("" if passed else f", {least:.0%} needed")
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    return Check(name=NAME, outcome=outcome, detail=detail, likely=round(likely, 4))


def _likely(logit: float, doubts: Collection[str], weights: Mapping[str, float]) -> float:
    """Return the likelihood, 0 to 1: the logistic function, without overflow, of what is weighed."""
    weighed = weights.get("bias", 0.0) + weights.get("logit", 1.0) * logit
    weighed += sum(weights.get(name, 0.0) for name in doubts)
    return (1 + math.tanh(weighed / 2)) / 2
