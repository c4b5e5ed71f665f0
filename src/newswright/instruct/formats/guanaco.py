"""Guanaco (OpenAssistant): `### Human: ...### Assistant: ...`. Other headings are content; the last turn is kept."""

from __future__ import annotations

import re

from newswright.instruct.formats.base import Note
from newswright.instruct.formats.text import EOS, TextFormat, trimmed
from newswright.instruct.formats.turns import Exchanges
from newswright.records import Message, Role

_TURN = re.compile(r"(### Human:|### Assistant:)")


class Guanaco(TextFormat):
    """Turns one after the other, each behind its mark."""

    name = "guanaco"
    about = 'Guanaco (OpenAssistant): {"text": "### Human: ...### Assistant: ..."}'

    def parse(self, text: str, note: Note) -> list[Message]:  # noqa: ARG002 - nothing is mended
        before, *rest = _TURN.split(text.removesuffix(EOS))
        if not rest:
            raise ValueError("there is no “### Human:” in the text")
        said = [Message(role=Role.SYSTEM, content=before.removesuffix("\n"))] if before else []
        for mark, content in zip(rest[::2], rest[1::2], strict=True):
            role = Role.USER if mark == "### Human:" else Role.ASSISTANT
            said.append(Message(role=role, content=trimmed(content)))
        if rest[-2] == "### Assistant:" and not rest[-1] and len(said) > 1:
            said.pop()  # a prompt that ends where the answer begins
        return said

    def render(self, parts: Exchanges) -> str:
        text = f"{parts.system.content}\n" if parts.system else ""
        for asked, answer in parts.pairs:
            text += f"### Human: {asked.content}"
            if answer:
                text += f"### Assistant: {answer.content}"
        return text
