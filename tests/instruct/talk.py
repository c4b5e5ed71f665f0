"""Conversations that the tests of the renderer share. All of it is made up."""

from __future__ import annotations

from newswright.records import Lesson, Message, Role

SYSTEM = Message(role=Role.SYSTEM, content="Write for the evening edition.")


def user(content: str, *sources: str) -> Message:
    """Return a user's turn; `sources` follow the content behind blank lines and are marked as such."""
    spans = []
    for source in sources:
        content += "\n\n"
        spans.append((len(content), len(content) + len(source)))
        content += source
    return Message(role=Role.USER, content=content, sources=tuple(spans))


def answer(content: str) -> Message:
    """Return an assistant's turn."""
    return Message(role=Role.ASSISTANT, content=content)


def lesson(*messages: Message) -> Lesson:
    """Return a lesson of these messages."""
    return Lesson.make("article", messages)


ASKED = user(
    "Write a headline.", "Ostermere Post: The tram line opens on 3 May.", "Harbour Radio: Fares stay at €2.40."
)
PLAIN_ASKED = user("Who won the regatta?")
ONE = (PLAIN_ASKED, answer("Ostermere won by two lengths."))
WITH_SOURCES = (ASKED, answer("Tram line opens on 3 May"))
TWO = (*ONE, user("And the year before?"), answer("Nobody: the wind had died."))
QUOTED = (
    PLAIN_ASKED,
    answer("“We rowed,” said the cox — all 8 of us.\n\nThe crowd left."),
    ASKED,
    answer('"Three," she said.'),
)
TALKS: dict[str, tuple[Message, ...]] = {
    "one": ONE,
    "sources": WITH_SOURCES,
    "several": TWO,
    "quoted": QUOTED,
    "one, system": (SYSTEM, *ONE),
    "sources, system": (SYSTEM, *WITH_SOURCES),
    "several, system": (SYSTEM, *TWO),
}
