"""The format this project grew from: `### title: ... ### description: ...`, in lower case."""

from __future__ import annotations

import re
from collections.abc import Mapping

from newswright.instruct.formats.base import Item, Note, shortened
from newswright.instruct.formats.text import EOS, TextFormat, trimmed
from newswright.instruct.formats.turns import Exchanges, exchanges
from newswright.records import Lesson, Message, Role

_MARK = re.compile(r"(### title:|### description:)")
CASE = "case of the letters"
SYSTEM = "system text"


class Origin(TextFormat):
    """A headline and the text that belongs to it."""

    name = "origin"
    about = 'the origin\'s {"text": "### title: ... ### description: ..."}; its author lower-cased it for good'
    limits = f"{TextFormat.limits} A system text is lost. Several turns are refused. Lower case cannot be undone."

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        item = super().read(row, note)
        text = str(row.get("text"))
        if text == text.lower() and text != text.upper():
            note(CASE, f"the set is in lower case, which cannot be undone: {shortened(text)}")
        return item

    def parse(self, text: str, note: Note) -> list[Message]:  # noqa: ARG002 - nothing is mended
        before, *rest = _MARK.split(text.removesuffix(EOS))
        if before.strip() or rest[::2] not in (["### title:"], ["### title:", "### description:"]):
            raise ValueError("the text is not “### title:”, then “### description:”, each once")
        answered = len(rest) > 2
        said = [Message(role=Role.USER, content=trimmed(rest[1], behind=answered))]
        if answered and rest[3]:  # without a space, it is a prompt that ends where the answer begins
            said.append(Message(role=Role.ASSISTANT, content=trimmed(rest[3])))
        return said

    def fit(self, item: Item, note: Note) -> Item:
        if isinstance(item, Lesson):
            parts = exchanges(item.messages)
            if len(parts.pairs) > 1:
                raise ValueError("it has several turns, and the format holds one title and one description")
            if parts.system:
                note(SYSTEM, shortened(repr(parts.system.content)))
                item = item.model_copy(update={"messages": item.messages[1:]})
        return super().fit(item, note)

    def fitting(self, message: Message, note: Note) -> Message:
        lower = message.content.lower()
        if not self.options.lower or lower == message.content:
            return message
        note(CASE, shortened(message.content))
        sources = message.sources if len(lower) == len(message.content) else ()
        if sources != message.sources:
            note("source spans", shortened(repr(message.sources)))
        return Message(role=message.role, content=lower, sources=sources)

    def render(self, parts: Exchanges) -> str:
        asked, answer = parts.pairs[0]
        text = f"### title: {asked.content}"
        return f"{text} ### description: {answer.content}" if answer else text
