"""The gate for the writer's sentences: each says nothing but what its passage says, in the passage's words.

One function, `check_sentence`; one table, `CHECKS`. Each check is a module of its own that takes a sentence, the texts
of its evidence and the outlets they come from, and says `passed`, `failed`, `noted` or `idle` with a reason an editor
can use. The gate is stricter than any editor: it refuses most true sentences that are put freely, since a small writer
gets another try and a reader does not. What judges any text against whole sources is `newswright.verify.verify`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from newswright.models.checking import Checker as Model
from newswright.records import Check, Evidence, Label, Outcome, Verdict
from newswright.verify.gate.copying import check_copying
from newswright.verify.gate.credit import Credited, as_it_stands, credited, has_figure, uncredited, verbatim
from newswright.verify.gate.dates import check_dates
from newswright.verify.gate.meaning import check_meaning
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

IN_ITS_PLACE = frozenset({"wording", "relations", "stance"})
"""Checks of words and their order: where a model reads the meaning they are doubts that it is weighed with."""

_CONTRADICTING = frozenset({"numbers", "dates", "quotations", "relations", "stance", "meaning"})
"""Checks whose failure says that the evidence has it otherwise, where its other words are all there."""


def check_sentence(
    sentence: str, evidence: Sequence[Evidence], options: VerifyOptions | None = None, reader: Model | None = None
) -> Verdict:
    """Run every check on `sentence` and return the verdict.

    A sentence without evidence is not found, whatever it says. `contradicted` means that the evidence speaks of the
    same and says it otherwise; `not found` that something in the sentence has no counterpart there.
    """
    options = options or VerifyOptions()
    texts = [piece.text for piece in evidence]
    outlets = list(dict.fromkeys(piece.source for piece in evidence))
    said = uncredited(sentence, outlets)
    ran = [name for name in CHECKS if name not in options.skip]
    if verbatim(said, texts):
        checks = tuple(_verbatim(name, said.body, texts, said.outlets) for name in ran)
    else:
        checks = tuple(CHECKS[name](said.body, texts, outlets) for name in ran)
        doubts = _failed(checks) & IN_ITS_PLACE if reader else frozenset()
        if reader:
            checks = tuple(_doubted(check) if check.name in doubts else check for check in checks)
        taken = credited(said.body, outlets) or as_it_stands(said.body, texts)
        if reader and not taken and "meaning" not in options.skip and not _failed(checks):
            checks = (*checks, check_meaning(said.body, texts, reader, options.meaning, doubts))
    if said.figure:
        checks = (*checks, _other_figure(said, evidence))
    failed = _failed(checks)
    if not evidence or not sentence.strip():
        failed.add("wording")
    return Verdict(label=_label(failed), checks=checks)


def _failed(checks: Sequence[Check]) -> set[str]:
    return {check.name for check in checks if check.outcome is Outcome.FAILED}


def _doubted(check: Check) -> Check:
    """Make of a rule's objection a doubt, which counts with what the reader says and decides nothing by itself."""
    return check.model_copy(update={"outcome": Outcome.NOTED})


def _verbatim(name: str, body: str, texts: Sequence[str], outlets: Sequence[str]) -> Check:
    """Check what is a passage word for word under its outlet's name: how much of it stands outside the marks."""
    if name == "copying":
        return CHECKS[name](body, texts, outlets)
    return Check(name=name, outcome=Outcome.PASSED, detail=f"{outlets[0]}'s own words, in their order")


def _other_figure(said: Credited, evidence: Sequence[Evidence]) -> Check:
    """Check the figure that a second outlet is said to have: its evidence has these very words."""
    stands = any(has_figure(piece.text, said.figure) for piece in evidence if piece.source == said.outlets[-1])
    detail = f"{said.outlets[-1]} has “{said.figure}”" if stands else f"{said.outlets[-1]} has no “{said.figure}”"
    return Check(name="agreement", outcome=Outcome.NOTED if stands else Outcome.FAILED, detail=detail)


def _label(failed: set[str]) -> Label:
    if not failed:
        return Label.SUPPORTED
    return Label.CONTRADICTED if failed <= _CONTRADICTING else Label.NOT_FOUND
