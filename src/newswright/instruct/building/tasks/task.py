"""What a task is, and the lesson as every task makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newswright.instruct.building.options import Context, Left
from newswright.instruct.building.tasks.reading import Reading
from newswright.records import Lesson, Message, Preference, Role


@dataclass(frozen=True)
class Task:
    """One thing that articles teach."""

    name: str
    purpose: str
    """What goes in and what comes out, in one line."""
    needs_sources: bool
    """Whether it works from sources; an article without any gets notes derived from it."""
    lessons: Callable[[Reading, Context], Iterator[Lesson | Preference]]
    """Yields what one article teaches; what it leaves out goes to `Context.left`."""


def lesson(
    task: str, reading: Reading, context: Context, user: Message | None, answer: str, derived: tuple[str, ...] = ()
) -> Lesson:
    """Return a lesson of one turn; without a `user` message it is text alone."""
    turns = prompt(context, user) if user else ()
    messages = (*turns, Message(role=Role.ASSISTANT, content=answer))
    return Lesson.make(task, messages, **origin(reading), derived=derived)


def prompt(context: Context, user: Message) -> tuple[Message, ...]:
    """Return the messages before an answer: the system text, where one is set, and the user's."""
    system = context.options.system.strip()
    return (*((Message(role=Role.SYSTEM, content=system),) if system else ()), user)


def origin(reading: Reading) -> dict[str, object]:
    """Return what a lesson keeps of its article: story, date, licence, and where it comes from."""
    article = reading.article
    return {
        "story": article.story,
        "date": article.date,
        "licence": article.licence,
        "origin": article.url or article.origin,
    }


def leave(task: str, reading: Reading, context: Context, reason: str, detail: str = "") -> None:
    """Hand on what becomes no lesson."""
    context.left(
        Left(article=reading.article.id, task=task, reason=reason, detail=(detail or reading.article.headline)[:200])
    )
