"""What the doctor looks at, what it can find, and the contract of a rule and a watcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from newswright.instruct.dividing.scores import source_texts
from newswright.records import Lesson, Message, Preference, Role

if TYPE_CHECKING:
    from newswright.instruct.looking.findings.known import Known
    from newswright.instruct.looking.findings.tally import Tally


class Level(StrEnum):
    """How bad a finding is."""

    SPOILS = "spoils"
    """It would spoil a training run."""
    WARNS = "warns"
    """It makes the model worse, or loses rows; look at it."""
    NOTES = "notes"
    """Worth knowing."""


class Fault(NamedTuple):
    """Something that can be wrong with a set."""

    name: str
    level: Level
    what: str
    """What it is and what it does, in a sentence or two."""
    spoils_from: float = float("inf")
    """Share of the rows from which a fault that warns spoils."""


@dataclass(frozen=True)
class Look:
    """One row of a set, as the rules look at it."""

    where: str
    item: Lesson | Preference

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """The conversation; a preference's ends with the chosen answer."""
        if isinstance(self.item, Lesson):
            return self.item.messages
        return (*self.item.prompt, Message(role=Role.ASSISTANT, content=self.item.chosen))

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """What is learned: every answer of a lesson, or both of a preference."""
        if isinstance(self.item, Preference):
            return (self.item.chosen, self.item.rejected)
        return tuple(message.content for message in self.item.messages if message.role is Role.ASSISTANT)

    @cached_property
    def answer(self) -> str:
        """The last answer; a preference's chosen one; "" where there is none."""
        return next((m.content for m in reversed(self.messages) if m.role is Role.ASSISTANT), "")

    @cached_property
    def asked(self) -> str:
        """All that stands before the last answer."""
        last = self.messages[:-1] if self.messages[-1].role is Role.ASSISTANT else self.messages
        return "\n\n".join(message.content for message in last)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The source texts."""
        return source_texts(self.item)


Check = Callable[[Look, "Known"], str | None]
"""Looks at one row alone; returns the place that shows the fault ("" is one too), or None where there is none."""


class Rule(NamedTuple):
    """A fault that shows in one row."""

    fault: Fault
    check: Check


class Watcher(Protocol):
    """Finds what shows in many rows together."""

    def take(self, look: Look, tally: Tally) -> None:
        """Look at a row."""

    def close(self, tally: Tally) -> None:
        """Say what was found, after the last row."""
