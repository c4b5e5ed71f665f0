"""The gate for the writer's sentences: each says nothing but what its passage says, in the passage's words.

One function, `check_sentence`; one table, `CHECKS`. Each check is a module of its own that takes a sentence, the texts
of its evidence and the outlets they come from, and says `passed`, `failed`, `noted` or `idle` with a reason an editor
can use. The gate is stricter than any editor: it refuses most true sentences that are put freely, since a small writer
gets another try and a reader does not. What judges any text against whole sources is `newswright.verify.verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newswright.records import Check, Evidence, Label, Outcome, Verdict
from newswright.verify.gate.copying import check_copying
from newswright.verify.gate.dates import check_dates
from newswright.verify.gate.names import check_names
from newswright.verify.gate.numbers import check_numbers
from newswright.verify.gate.quotations import check_quotations
from newswright.verify.gate.relations import check_relations
from newswright.verify.gate.stance import check_stance
from newswright.verify.gate.wording import check_wording
from newswright.verify.options import VerifyOptions

__all__ = ["CHECKS", "Checker", "check_sentence"]

Checker = Callable[[str, Sequence[str], Sequence[str]], Check]
"""A check: the sentence, the texts of its evidence, the outlets it may be attributed to."""

CHECKS: dict[str, Checker] = {
    "numbers": lambda sentence, evidence, _outlets: check_numbers(sentence, evidence),
    "dates": lambda sentence, evidence, _outlets: check_dates(sentence, evidence),
    "names": check_names,
    "quotations": check_quotations,
    "wording": check_wording,
    "relations": check_relations,
    "stance": check_stance,
    "copying": check_copying,
}
"""All checks in the order in which they are shown."""

_CONTRADICTING = frozenset({"numbers", "dates", "quotations", "relations", "stance"})
"""Checks whose failure says that the evidence has it otherwise, where its other words are all there."""


def check_sentence(sentence: str, evidence: Sequence[Evidence], options: VerifyOptions | None = None) -> Verdict:
    """Run every check on `sentence` and return the verdict.

    A sentence without evidence is not found, whatever it says. `contradicted` means that the evidence speaks of the
    same and says it otherwise; `not found` that something in the sentence has no counterpart there.
    """
    options = options or VerifyOptions()
    texts = [piece.text for piece in evidence]
    outlets = list(dict.fromkeys(piece.source for piece in evidence))
    checks = tuple(CHECKS[name](sentence, texts, outlets) for name in CHECKS if name not in options.skip)
    failed = {check.name for check in checks if check.outcome is Outcome.FAILED}
    if not evidence or not sentence.strip():
        failed.add("wording")
    return Verdict(label=_label(failed), checks=checks)


def _label(failed: set[str]) -> Label:
    if not failed:
        return Label.SUPPORTED
    return Label.CONTRADICTED if failed <= _CONTRADICTING else Label.NOT_FOUND
