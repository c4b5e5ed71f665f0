"""Faults of a conversation's structure: turns, and marks of templates inside content.

What was rendered already is counted there alone, and so is a begin or end token at a text's edge: no fault is two.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.instruct.looking.findings.fault import Fault, Level, Look, Rule
from newswright.instruct.looking.findings.known import Known
from newswright.records import Lesson, Message, Preference, Role

AROUND = 40
"""Characters shown on either side of a mark."""

ORDER = Fault(
    "turns out of order",
    Level.SPOILS,
    "Turns do not alternate user, assistant, user behind at most one system text: no template can hold them.",
)
TRAILING = Fault(
    "ends without an answer",
    Level.SPOILS,
    "The last turn is not the assistant's: there is nothing to train, or a naive trainer trains the question.",
)
RENDERED = Fault(
    "rendered already",
    Level.SPOILS,
    "Content holds whole turns in a prompt template and would be rendered twice: convert the set first.",
)
BEGIN = Fault(
    "begin token in text",
    Level.SPOILS,
    "A message begins with the text of a begin token: trainers add theirs in front, and BOS is doubled.",
)
END = Fault(
    "end token in answer",
    Level.SPOILS,
    "An answer ends with the text of an end token: it is trained as words, or doubles the real one.",
)
MARK = Fault(
    "template mark in content",
    Level.WARNS,
    "Content holds a mark of a template or a special token. Newswright breaks it up; others read it as structure.",
    spoils_from=0.1,
)


def order(look: Look, _known: Known) -> str | None:
    """Find turns that do not alternate."""
    turns = list(look.messages)
    if turns[0].role is Role.SYSTEM:
        del turns[0]
    if isinstance(look.item, Lesson) and len(look.messages) == 1 and turns and turns[0].role is Role.ASSISTANT:
        return None
    wrong = any(m.role is not (Role.ASSISTANT if at % 2 else Role.USER) for at, m in enumerate(turns))
    return ", ".join(message.role.value for message in look.messages) if wrong or not turns else None


def trailing(look: Look, _known: Known) -> str | None:
    """Find conversations that end with a question, and preferences whose prompt does not."""
    if isinstance(look.item, Preference):
        return None  # its prompt's order says it
    last = look.messages[-1]
    return f"{last.role.value}: {last.content}" if last.role is not Role.ASSISTANT else None


def rendered(look: Look, known: Known) -> str | None:
    """Find content that holds a whole exchange in some template."""
    for message in _contents(look):
        if names := known.rendered_in(message.content):
            return f"{' or '.join(names)}: {message.content}"
    return None


def begin(look: Look, known: Known) -> str | None:
    """Find messages that begin with a begin token's text."""
    for message in _contents(look):
        if known.rendered_in(message.content):
            return None
        if message.content.lstrip().startswith(known.begins):
            return f"{message.role.value}: {message.content}"
    return None


def end(look: Look, known: Known) -> str | None:
    """Find answers that end with an end token's text."""
    for answer in look.answers:
        if known.rendered_in(answer):
            return None
        if answer.rstrip().endswith(known.ends):
            return "…" + answer.rstrip()[-2 * AROUND :]
    return None


def mark(look: Look, known: Known) -> str | None:
    """Find single marks."""
    for message in _contents(look):
        if known.rendered_in(message.content):
            return None
        text = known.without_edges(message.content)
        if found := known.mark(text):
            return text[max(0, found.start() - AROUND) : found.end() + AROUND]
    return None


def _contents(look: Look) -> Sequence[Message]:
    if isinstance(look.item, Preference):
        return (*look.messages, Message(role=Role.ASSISTANT, content=look.item.rejected))
    return look.messages


STRUCTURE = (
    Rule(ORDER, order), Rule(TRAILING, trailing), Rule(RENDERED, rendered), Rule(BEGIN, begin), Rule(END, end),
    Rule(MARK, mark),
)  # fmt: skip
