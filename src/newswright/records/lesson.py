"""What a model is taught with: messages, the lesson made of them, and the preference between two answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from newswright.records.base import Record, digest


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Message(Record):
    """One turn of a conversation, in plain text: no template's marks are in it."""

    role: Role
    content: str
    sources: tuple[tuple[int, int], ...] = ()
    """Character spans of `content` that are source material (start, one past the end), the most important first. They
    are what the renderer shortens, the last first, when a lesson is longer than the model's context."""

    @model_validator(mode="after")
    def _spans_lie_inside(self) -> Self:
        end = 0
        for start, stop in sorted(self.sources):
            if not end <= start < stop <= len(self.content):
                raise ValueError(f"the source span ({start}, {stop}) is empty, overlaps another or leaves the content")
            end = stop
        return self


class Teaching(Record):
    """What lessons and preferences have in common: where they come from, and what may be done with them."""

    id: str
    task: str
    """What is taught: a key of `newswright.instruct.TASKS`, or "" for a set from elsewhere."""
    story: str = ""
    """The story or article it was made from: all of a story's lessons are on one side of a split."""
    date: AwareDatetime | None = None
    """When the story was published (UTC)."""
    licence: str = ""
    """Licence of the text, best as an SPDX identifier (`CC-BY-2.5`); "" is unknown."""
    origin: str = ""
    """Where it comes from: an address, or a file and its line."""
    derived: tuple[str, ...] = ()
    """What code made and no person wrote: `notes`, `teaser`, `summary`, `draft`, `rejected`."""


class Lesson(Teaching):
    """A conversation whose answers are to be learned. One assistant message alone is text for continued pretraining."""

    messages: tuple[Message, ...] = Field(min_length=1)

    @classmethod
    def make(cls, task: str, messages: tuple[Message, ...], **rest: object) -> Self:
        """Build a lesson; its id is `l` and twelve hex digits over the task and the messages."""
        said = [part for message in messages for part in (message.role.value, message.content)]
        return cls.model_validate({"id": "l" + digest(task, *said), "task": task, "messages": messages, **rest})


class Preference(Teaching):
    """Two answers to the same prompt, of which one is better."""

    prompt: tuple[Message, ...] = Field(min_length=1)
    chosen: str
    rejected: str
    reason: str = ""
    """Why the chosen one is better, in words."""

    @classmethod
    def make(cls, task: str, prompt: tuple[Message, ...], chosen: str, rejected: str, **rest: object) -> Self:
        """Build a preference; its id is `p` and twelve hex digits over the task, the prompt and both answers."""
        said = [part for message in prompt for part in (message.role.value, message.content)]
        key = "p" + digest(task, *said, chosen, rejected)
        return cls.model_validate(
            {"id": key, "task": task, "prompt": prompt, "chosen": chosen, "rejected": rejected, **rest}
        )
