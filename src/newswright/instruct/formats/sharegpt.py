"""ShareGPT: conversations of `from` and `value`, with the speakers' names of the tools that export it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from newswright.instruct.formats import details
from newswright.instruct.formats.base import Format, Item, Note
from newswright.instruct.formats.messages import turn
from newswright.instruct.formats.turns import ordered
from newswright.records import Lesson, Message, Preference, Role

_SPEAKERS = {
    "human": Role.USER,
    "user": Role.USER,
    "gpt": Role.ASSISTANT,
    "assistant": Role.ASSISTANT,
    "chatgpt": Role.ASSISTANT,
    "bing": Role.ASSISTANT,
    "bard": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "system": Role.SYSTEM,
}
_NAMES = {Role.USER: "human", Role.ASSISTANT: "gpt", Role.SYSTEM: "system"}
_KEYS = frozenset({"from", "value", "role", "content", "sources"})


class ShareGpt(Format):
    """A list of turns, each with a speaker and a text."""

    name = "sharegpt"
    about = 'ShareGPT: {"conversations": [{"from": "human", "value"}, {"from": "gpt", "value"}]}'
    forms = (".json", ".jsonl", ".parquet")
    columns: ClassVar[Mapping[str, str]] = {
        "conversations": "turns",
        "system": "text",
        "chosen": "turn",
        "rejected": "turn",
        **details.COLUMNS,
    }
    limits = "Turns of tools: a row with them is refused."

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        found = row.get("conversations")
        if not isinstance(found, list) or not found:
            raise ValueError("“conversations” is no list of turns")
        said = [_turn(one, f"conversations[{place}]", note) for place, one in enumerate(found)]
        system = row.get("system")
        if isinstance(system, str) and system:
            if said[0].role is Role.SYSTEM:
                raise ValueError("there is a system text twice: as “system” and as the first turn")
            said.insert(0, Message(role=Role.SYSTEM, content=system))
        elif details.is_said(system):
            raise ValueError("“system” is no text")
        said = ordered(said, self.options, note)
        if "chosen" not in row and "rejected" not in row:
            return details.make(row, said)
        answers = [_turn(row.get(key), key, note) for key in ("chosen", "rejected")]
        if any(answer.role is not Role.ASSISTANT or answer.sources for answer in answers):
            raise ValueError("“chosen” and “rejected” must be answers")
        return details.make_preference(row, said, answers[0].content, answers[1].content)

    def dump(self, item: Item) -> dict[str, object]:
        said = item.messages if isinstance(item, Lesson) else item.prompt
        row: dict[str, object] = {"conversations": [_dumped(one) for one in said]}
        if isinstance(item, Preference):
            row["chosen"] = {"from": "gpt", "value": item.chosen}
            row["rejected"] = {"from": "gpt", "value": item.rejected}
        return {**row, **details.dump(item)}


def _dumped(message: Message) -> dict[str, object]:
    row: dict[str, object] = {"from": _NAMES[message.role], "value": message.content}
    if message.sources:
        row["sources"] = [list(span) for span in message.sources]
    return row


def _turn(found: object, where: str, note: Note) -> Message:
    if not isinstance(found, Mapping):
        raise ValueError(f"{where} is no object")
    speaker = found.get("from", found.get("role"))
    role = _SPEAKERS.get(speaker.lower()) if isinstance(speaker, str) else None
    if role is None:
        raise ValueError(f"{where} is said by {speaker!r}")
    value = found.get("value", found.get("content"))
    if not isinstance(value, str):
        raise ValueError(f"{where} has no text")
    return turn(role, value, found, _KEYS, note)
