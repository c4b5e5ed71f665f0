"""Vicuna v1.1 (FastChat): `SYSTEM USER: ... ASSISTANT: ...</s>USER: ...`."""

from __future__ import annotations

import re

from newswright.instruct.formats.base import FormatOptions, Item, Note, shortened
from newswright.instruct.formats.text import EOS, UNENDED, TextFormat, trimmed
from newswright.instruct.formats.turns import Exchanges
from newswright.instruct.rendering.template import find
from newswright.records import Lesson, Message, Role

_MARK = re.compile(r"(USER:|ASSISTANT:|</s>)")
DEFAULT = "the format's own system text given as one"


class Vicuna(TextFormat):
    """Turns behind USER: and ASSISTANT:, each answer with its end token."""

    name = "vicuna"
    about = 'Vicuna v1.1 (FastChat): {"text": "... USER: ... ASSISTANT: ...</s>"}'

    def __init__(self, options: FormatOptions | None = None) -> None:
        super().__init__(options)
        self._own = find(self.name).no_system

    def parse(self, text: str, note: Note) -> list[Message]:
        before, *rest = _MARK.split(text)
        if not rest or rest[0] != "USER:":
            raise ValueError("there is no “USER:” where the first turn begins")
        said = [Message(role=Role.SYSTEM, content=before.removesuffix(" "))] if before and before != self._own else []
        ended = EOS in rest
        for place in range(0, len(rest), 2):
            mark, content = rest[place : place + 2]
            following = rest[place + 2] if place + 2 < len(rest) else ""
            if mark == EOS:
                if content.strip():
                    raise ValueError(f"there is text behind </s>: {content.strip()[:20]!r}")
            elif mark == "USER:":
                said.append(Message(role=Role.USER, content=trimmed(content, behind=following == "ASSISTANT:")))
            elif content or following:
                if following != EOS:
                    if following and ended:
                        raise ValueError("an answer contains a mark, or lacks the </s> that the other ones have")
                    note(UNENDED, content[-40:])
                said.append(
                    Message(role=Role.ASSISTANT, content=trimmed(content, behind=bool(following) and not ended))
                )
        return said

    def fit(self, item: Item, note: Note) -> Item:
        if isinstance(item, Lesson) and item.messages[0].role is Role.SYSTEM:
            first = item.messages[0].content
            if f"{first} " == self._own:
                note(DEFAULT, shortened(first))
                item = item.model_copy(update={"messages": item.messages[1:]})
        return super().fit(item, note)

    def render(self, parts: Exchanges) -> str:
        text = f"{parts.system.content} " if parts.system else self._own
        for asked, answer in parts.pairs:
            text += f"USER: {asked.content}"
            if answer:
                text += f" ASSISTANT: {answer.content}{EOS}"
        return text
