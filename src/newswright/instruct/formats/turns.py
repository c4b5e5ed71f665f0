"""The order of turns: what a foreign row may have wrong with it, and the exchanges that a conversation is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newswright.instruct.formats.base import FormatOptions, Note, shortened
from newswright.records import Message, Role

GAP = "\n\n"
JOINED = "turns of one role joined"
DROPPED = "answer before the first question dropped"
EDGES = "white space at the edge of a turn"


class Exchanges(NamedTuple):
    """A conversation as most formats have it."""

    system: Message | None
    pairs: tuple[tuple[Message, Message | None], ...]
    """Questions and answers; only the last answer may be missing."""


def ordered(messages: Sequence[Message], options: FormatOptions, note: Note) -> list[Message]:
    """Return `messages` in the order that a template can hold, mended as `options` say.

    One assistant message alone is text for continued pretraining, and in order.

    Raises:
        ValueError: the turns are out of order, and the options do not mend it.
    """
    found = [stripped(message, note) for message in messages] if options.strip else list(messages)
    found = _joined(found, options, note)
    if len(found) == 1 and found[0].role is Role.ASSISTANT:
        return found
    opening = 1 if found and found[0].role is Role.SYSTEM else 0
    if opening < len(found) and found[opening].role is Role.ASSISTANT:
        if options.on_opening == "refuse":
            raise ValueError("the conversation begins with an answer (on_opening: drop leaves it out)")
        note(DROPPED, shortened(found.pop(opening).content))
    if opening == len(found):
        raise ValueError("the conversation has no question")
    for place, message in enumerate(found[opening:]):
        if message.role is Role.SYSTEM:
            raise ValueError(f"turn {opening + place + 1} is a system text inside the conversation")
    return found


def _joined(messages: list[Message], options: FormatOptions, note: Note) -> list[Message]:
    found: list[Message] = []
    for place, message in enumerate(messages):
        if not found or found[-1].role is not message.role:
            found.append(message)
            continue
        if options.on_repeat == "refuse":
            raise ValueError(
                f"turns {place} and {place + 1} are both of the role {message.role} (on_repeat: join makes them one)"
            )
        note(JOINED, shortened(message.content))
        found[-1] = joined(found[-1], message)
    return found


def joined(one: Message, other: Message) -> Message:
    """Return both messages as one, a blank line between them."""
    by = len(one.content) + len(GAP)
    spans = (*one.sources, *((start + by, end + by) for start, end in other.sources))
    return Message(role=one.role, content=one.content + GAP + other.content, sources=spans)


def stripped(message: Message, note: Note) -> Message:
    """Return `message` without white space at its edges; its source spans move along."""
    content = message.content.strip()
    if content == message.content:
        return message
    note(EDGES, f"{message.role}: {shortened(repr(message.content))}")
    by = len(message.content) - len(message.content.lstrip())
    moved = ((max(0, start - by), min(len(content), end - by)) for start, end in message.sources)
    return Message(role=message.role, content=content, sources=tuple(span for span in moved if span[0] < span[1]))


def exchanges(messages: Sequence[Message]) -> Exchanges:
    """Cut a conversation into questions and answers.

    Raises:
        ValueError: it is no alternation of questions and answers behind at most one system text.
    """
    system = messages[0] if messages[0].role is Role.SYSTEM else None
    turns = messages[1:] if system else messages
    if not turns:
        raise ValueError("the conversation has no question")
    if len(messages) == 1 and turns[0].role is Role.ASSISTANT:
        raise ValueError("one text without a question has no place in this format")
    for place, message in enumerate(turns):
        wanted = Role.ASSISTANT if place % 2 else Role.USER
        if message.role is not wanted:
            raise ValueError(f"turn {place + 1} is of the role {message.role}, where this format has {wanted}")
    answers: list[Message | None] = list(turns[1::2])
    questions = turns[::2]
    if len(answers) < len(questions):
        answers.append(None)
    return Exchanges(system, tuple(zip(questions, answers, strict=True)))
