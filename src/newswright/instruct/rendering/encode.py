"""Runs of text and their token ids: what is encoded in one go, and how it begins.

How a tokenizer reads a piece of text depends on what stands in front of it. The vocabulary knows three ways: at the
very start, behind a control token, and going on within a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from newswright.instruct.rendering.form import Part
from newswright.instruct.vocabularies.vocabulary import Spans, Vocabulary

Mode = Literal["control", "start", "after", "on"]


class Run(NamedTuple):
    """Text that is encoded in one go, or one control token."""

    mode: Mode
    text: str
    answer: int = -1
    """The answer that it belongs to as a whole; -1 where it is none, or only in part."""
    fixed: bool = False
    """Whether it is structure alone, the same in every conversation."""
    parts: tuple[Part, ...] = ()


Key = tuple[Mode, str]
Ids = Mapping[Key, list[int]]


def runs(parts: Sequence[Part], seams: frozenset[int]) -> list[Run]:
    """Cut `parts` at control tokens, and where the answers in `seams` begin and end."""
    made: list[Run] = []
    waiting: list[Part] = []
    mode: Mode = "start"
    owner = -1
    for part in parts:
        mine = part.answer if part.answer in seams else -1
        if waiting and (part.control or mine != owner):
            made.append(_run(mode, waiting))
            waiting, mode = [], "on"
        owner = mine
        if part.control:
            made.append(Run("control", part.text, mine, fixed=True, parts=(part,)))
            mode = "after"
        else:
            waiting.append(part)
    return [*made, _run(mode, waiting)] if waiting else made


def _run(mode: Mode, parts: Sequence[Part]) -> Run:
    if len(parts) == 1:  # most are: four microseconds a lesson saved
        one = parts[0]
        return Run(mode, one.text, one.answer, one.message < 0, (one,))
    owners = {part.answer for part in parts}
    return Run(
        mode=mode,
        text="".join(part.text for part in parts),
        answer=owners.pop() if len(owners) == 1 else -1,
        fixed=all(part.message < 0 for part in parts),
        parts=tuple(parts),
    )


class Encoder:
    """Encodes runs, many at once, and remembers those that never change."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._fixed: dict[Key, list[int]] = {}
        self._ways: dict[Mode, Callable[[Sequence[str]], list[list[int]]]] = {
            "control": self._controls,
            "start": vocabulary.at_start,
            "after": vocabulary.after_control,
            "on": vocabulary.going_on,
        }

    def encode(self, wanted: Iterable[Run]) -> Ids:
        """Return the ids of every run in `wanted`, by mode and text. A mapping for this call; fixed runs are shared."""
        waiting: dict[Mode, dict[str, bool]] = {}
        found: dict[Key, list[int]] = {}
        for run in wanted:
            key = (run.mode, run.text)
            if run.fixed and key in self._fixed:
                found[key] = self._fixed[key]
            else:
                waiting.setdefault(run.mode, {})[run.text] = run.fixed
        for mode, texts in waiting.items():
            for (text, fixed), ids in zip(texts.items(), self._ways[mode](list(texts)), strict=True):
                found[mode, text] = ids
                if fixed:
                    self._fixed[mode, text] = ids
        return found

    def spans(self, run: Run) -> Spans:
        """Return the ids of `run` and the characters of its text that each stands for."""
        if run.mode == "control":
            return [self._control(run.text)], [(0, len(run.text))]
        ways = {
            "start": self._vocabulary.spans_at_start,
            "after": self._vocabulary.spans_after_control,
            "on": self._vocabulary.spans_going_on,
        }
        return ways[run.mode]([run.text])[0]

    def _controls(self, texts: Sequence[str]) -> list[list[int]]:
        return [[self._control(text)] for text in texts]

    def _control(self, text: str) -> int:
        found = self._vocabulary.id(text)
        if found is None:
            raise LookupError(f"{text!r} is no token of {self._vocabulary.name}")
        return found
