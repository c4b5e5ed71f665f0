"""OpenAI's messages, and TRL's rows of them: `messages`; `prompt`, `completion`; `prompt`, `chosen`, `rejected`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from newswright.instruct.formats import details
from newswright.instruct.formats.base import Format, Item, Note, shortened
from newswright.instruct.formats.turns import ordered
from newswright.records import Lesson, Message, Role

_ROLES = {**{role.value: role for role in Role}, "developer": Role.SYSTEM}
_KEYS = frozenset({"role", "content", "sources"})


class Messages(Format):
    """A list of messages, each with a role and a content."""

    name = "messages"
    about = 'OpenAI messages: {"messages": [{"role", "content"}]}; TRL\'s prompt and completion, or chosen and rejected'
    columns: ClassVar[Mapping[str, str]] = {
        "messages": "messages",
        "prompt": "messages",
        "completion": "messages",
        "chosen": "messages",
        "rejected": "messages",
        **details.COLUMNS,
    }
    limits = "Tool calls and pictures: a row with them is refused."

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        if "chosen" in row or "rejected" in row:
            return self._preference(row, note)
        if "messages" in row:
            said = _messages(row["messages"], "messages", note)
        elif "prompt" in row:
            said = _messages(row["prompt"], "prompt", note)
            if row.get("completion") is not None:
                said += _messages(row["completion"], "completion", note)
        else:
            raise ValueError("there is neither “messages” nor “prompt”")
        return details.make(row, ordered(said, self.options, note))

    def _preference(self, row: Mapping[str, object], note: Note) -> Item:
        answers = [_messages(row.get(key), key, note) for key in ("chosen", "rejected")]
        prompt = _messages(row["prompt"], "prompt", note) if row.get("prompt") is not None else []
        if not prompt:  # both answers then begin with the conversation that they answer
            while all(len(answer) > 1 for answer in answers) and answers[0][0] == answers[1][0]:
                prompt.append(answers[0].pop(0))
                answers[1].pop(0)
        for key, answer in zip(("chosen", "rejected"), answers, strict=True):
            if len(answer) != 1 or answer[0].role is not Role.ASSISTANT or answer[0].sources:
                raise ValueError(f"“{key}” is not one answer to the same prompt as the other one")
        prompt = ordered(prompt, self.options, note)
        return details.make_preference(row, prompt, answers[0][0].content, answers[1][0].content)

    def dump(self, item: Item) -> dict[str, object]:
        if isinstance(item, Lesson):
            return {"messages": [_dumped(one) for one in item.messages], **details.dump(item)}
        return {
            "prompt": [_dumped(one) for one in item.prompt],
            "chosen": [{"role": "assistant", "content": item.chosen}],
            "rejected": [{"role": "assistant", "content": item.rejected}],
            **details.dump(item),
        }


def _dumped(message: Message) -> dict[str, object]:
    row: dict[str, object] = {"role": message.role.value, "content": message.content}
    if message.sources:
        row["sources"] = [list(span) for span in message.sources]
    return row


def _messages(found: object, key: str, note: Note) -> list[Message]:
    if not isinstance(found, list) or not found:
        raise ValueError(f"“{key}” is no list of messages")
    return [_message(one, f"{key}[{place}]", note) for place, one in enumerate(found)]


def _message(found: object, where: str, note: Note) -> Message:
    if not isinstance(found, Mapping):
        raise ValueError(f"{where} is no object")
    role = _ROLES.get(str(found.get("role")))
    if role is None:
        raise ValueError(f"{where} has the role {found.get('role')!r}")
    if found.get("tool_calls"):
        raise ValueError(f"{where} calls a tool")
    content = _content(found.get("content"), where)
    return turn(role, content, found, _KEYS, note)


def turn(role: Role, content: str, found: Mapping[str, object], keys: frozenset[str], note: Note) -> Message:
    """Return one message with the source spans of the object `found`. Keys that are not in `keys` are told."""
    for key in found.keys() - keys:
        if details.is_said(found[key]):
            note(f"field “{key}” of a turn is not carried", shortened(repr(found[key])))
    said = found.get("sources")
    if said:
        try:
            return Message.model_validate({"role": role, "content": content, "sources": said})
        except ValueError:
            note("field “sources” of a turn is not of our kind", shortened(repr(said)))
    return Message(role=role, content=content)


def _content(found: object, where: str) -> str:
    if isinstance(found, str):
        return found
    if isinstance(found, Sequence) and found:
        parts = [
            part.get("text") if isinstance(part, Mapping) and part.get("type") == "text" else None for part in found
        ]
        texts = [text for text in parts if isinstance(text, str)]
        if len(texts) == len(parts) == 1:
            return texts[0]
        raise ValueError(f"{where} has a content of several parts, or one that is no text")
    raise ValueError(f"{where} has no content")
