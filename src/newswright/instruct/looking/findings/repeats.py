"""Rows that come again: the same lesson, the same answer, the same prompt with another answer."""

from __future__ import annotations

from typing import NamedTuple

from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.tally import Tally
from newswright.instruct.looking.findings.thinned import Thinned, digest
from newswright.records import Preference

MANY = 5
"""Prompts from which one answer is an answer to everything. In Wikinews and the round-ups every answer of
a task has one prompt."""

AGAIN = Fault(
    "lesson twice",
    Level.WARNS,
    "Prompt and answer stand in the set before: trained twice, learned by heart sooner.",
    spoils_from=0.2,
)
ANSWER = Fault(
    "answer again", Level.WARNS, "The answer stands before under another prompt of the same task.", spoils_from=0.2
)
ONE_FOR_MANY = Fault(
    "one answer for many prompts",
    Level.WARNS,
    f"One answer follows {MANY} prompts or more of a task: the model learns to say it whatever is asked.",
    spoils_from=0.1,
)
CONTRADICTED = Fault(
    "prompt with two answers",
    Level.NOTES,
    "The prompt stands before with another answer: fine for a few, a contradiction for many.",
)


class _Answer(NamedTuple):
    prompt: int
    others: int
    """Rows with this answer under another prompt than the first one's."""


class Repeats:
    """Remembers digests of prompts and answers."""

    def __init__(self, room: int | None = None) -> None:
        sizes = () if room is None else (room,)
        self._rows: Thinned[int] = Thinned(*sizes)
        self._answers: Thinned[_Answer] = Thinned(*sizes)
        self._prompts: Thinned[tuple[int, int]] = Thinned(*sizes)

    def take(self, look: Look, tally: Tally) -> None:
        """Look a row up, and remember it."""
        prompt, answer = digest(look.asked), digest(*map(_plain, look.answers))
        self._row(digest(look.asked, *look.answers), look, tally)
        if isinstance(look.item, Preference) or not look.answer.strip():
            return  # several preferences of one prompt are the rule, and empty answers have a fault of their own
        self._answer(digest(look.item.task, *map(_plain, look.answers)), prompt, look, tally)
        self._prompt(digest(look.item.task, look.asked), answer, look, tally)

    def _row(self, key: int, look: Look, tally: Tally) -> None:
        before = self._rows.kept.get(key)
        if before is not None:
            tally.show(AGAIN, look.where, look.item.id, look.answer)
        self._rows.put(key, 0 if before is None else before + 1)

    def _answer(self, key: int, prompt: int, look: Look, tally: Tally) -> None:
        before = self._answers.kept.get(key, _Answer(prompt, 0))
        if before.prompt == prompt:
            self._answers.put(key, before)
            return
        tally.show(ANSWER, look.where, look.item.id, look.answer)
        if before.others + 2 == MANY:
            tally.show(ONE_FOR_MANY, look.where, look.item.id, look.answer)
        self._answers.put(key, _Answer(before.prompt, before.others + 1))

    def _prompt(self, key: int, answer: int, look: Look, tally: Tally) -> None:
        if not look.asked:
            return
        first, others = self._prompts.kept.get(key, (answer, 0))
        if first != answer:
            tally.show(CONTRADICTED, look.where, look.item.id, look.asked)
            others += 1
        self._prompts.put(key, (first, others))

    def close(self, tally: Tally) -> None:
        """Count what came again; from a sample where the set was larger than the tables."""
        answers = [entry.others for entry in self._answers.kept.values()]
        many = [count + 1 for count in answers if count + 1 >= MANY]
        most = f"the most frequent {max(answers) + 1} times" if any(answers) else ""
        self._put(tally, AGAIN, sum(self._rows.kept.values()), self._rows.stands_for)
        self._put(tally, ANSWER, sum(answers), self._answers.stands_for, most)
        self._put(
            tally,
            ONE_FOR_MANY,
            sum(many),
            self._answers.stands_for,
            f"{len(many)} such answer{'s' * (len(many) > 1)}" if many else "",
        )
        self._put(tally, CONTRADICTED, sum(n for _, n in self._prompts.kept.values()), self._prompts.stands_for)

    def _put(self, tally: Tally, fault: Fault, count: int, times: int, detail: str = "") -> None:
        estimated = f"estimated from one in {times} texts" if times > 1 else ""
        tally.put(fault, count * times, detail="; ".join(filter(None, (detail, estimated))))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
