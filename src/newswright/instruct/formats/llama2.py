"""Llama 2 chat, as Meta's reference writes it: `[INST] <<SYS>>...<</SYS>> ... [/INST] ... </s><s>[INST] ...`."""

from __future__ import annotations

import re

from newswright.instruct.formats.base import Note
from newswright.instruct.formats.text import BOS, EOS, UNENDED, TextFormat
from newswright.instruct.formats.turns import Exchanges, stripped
from newswright.records import Message, Role

_OPEN, _CLOSE = "[INST]", "[/INST]"
_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>(.*)", re.DOTALL)
_ENDS = re.compile(r"</s>|(?=<s>|\[INST\])|\Z")


class Llama2(TextFormat):
    """Exchanges in brackets, each with its own `<s>` and `</s>`; the system text is inside the first question."""

    name = "llama2"
    about = 'Llama 2 chat (Meta): {"text": "[INST] <<SYS>>\\n...\\n<</SYS>>\\n\\n... [/INST] ... </s>"}'
    limits = f"{TextFormat.limits} White space at the edges of a turn is lost: the reference strips it."

    def parse(self, text: str, note: Note) -> list[Message]:
        said: list[Message] = []
        at = 0
        while rest := text[at:].strip():
            at = text.index(rest, at)
            if text.startswith(BOS, at):
                at += len(BOS)
                continue
            if not text.startswith(_OPEN, at):
                raise ValueError(f"[INST] is missing before {rest[:20]!r}")
            close = text.find(_CLOSE, at)
            if close < 0:
                raise ValueError("there is an [INST] without [/INST]")
            said += _question(text[at + len(_OPEN) : close], first=not said)
            at = self._answer(text, close + len(_CLOSE), said, note)
        if not said:
            raise ValueError("there is no [INST] in the text")
        return said

    def _answer(self, text: str, start: int, said: list[Message], note: Note) -> int:
        """Add the answer that begins at `start`, where there is one, and return where the next exchange begins."""
        found = _ENDS.search(text, start)
        end, after = found.span() if found else (len(text), len(text))
        content = text[start:end].strip()
        if end == after:
            if not content and end == len(text):
                return after
            note(UNENDED, content[-40:])
        said.append(Message(role=Role.ASSISTANT, content=content))
        return after

    def fitting(self, message: Message, note: Note) -> Message:
        return stripped(message, note)

    def render(self, parts: Exchanges) -> str:
        text = ""
        for place, (asked, answer) in enumerate(parts.pairs):
            system = f"<<SYS>>\n{parts.system.content}\n<</SYS>>\n\n" if parts.system and not place else ""
            text += f"{BOS if place else ''}[INST] {system}{asked.content} [/INST]"
            if answer:
                text += f" {answer.content} {EOS}"
        return text


def _question(text: str, *, first: bool) -> list[Message]:
    found = _SYSTEM.fullmatch(text) if first else None
    if found is None:
        return [Message(role=Role.USER, content=text.strip())]
    return [
        Message(role=Role.SYSTEM, content=found[1].strip()),
        Message(role=Role.USER, content=found[2].strip()),
    ]
