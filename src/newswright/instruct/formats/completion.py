"""Plain prompt and completion; `text` alone for continued pretraining; prompt, chosen and rejected as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from newswright.instruct.formats import details
from newswright.instruct.formats.base import Format, Item, Note, shortened
from newswright.instruct.formats.turns import exchanges
from newswright.records import Lesson, Message, Preference, Role

SYSTEM = "system text"


class Completion(Format):
    """A prompt and its completion, as plain texts."""

    name = "completion"
    about = 'plain text: {"prompt", "completion"}; {"text"} for pretraining; {"prompt", "chosen", "rejected"}'
    columns: ClassVar[Mapping[str, str]] = {
        "prompt": "text",
        "completion": "text",
        "text": "text",
        "chosen": "text",
        "rejected": "text",
        **details.SPANS,
        **details.COLUMNS,
    }
    limits = "A system text is lost. A conversation of several turns is refused."

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        if row.get("text") is not None:
            if any(row.get(key) is not None for key in ("prompt", "completion", "chosen", "rejected")):
                raise ValueError("there is “text” beside a prompt or an answer")
            said = [Message(role=Role.ASSISTANT, content=_text(row, "text"))]
            return details.make(row, details.with_spans(row, said, note))
        said = [Message(role=Role.USER, content=_text(row, "prompt"))]
        if row.get("completion") is not None:
            said.append(Message(role=Role.ASSISTANT, content=_text(row, "completion")))
        said = details.with_spans(row, said, note)
        if "chosen" not in row and "rejected" not in row:
            return details.make(row, said)
        if len(said) > 1:
            raise ValueError("there is a completion beside “chosen” and “rejected”")
        return details.make_preference(row, said, _text(row, "chosen"), _text(row, "rejected"))

    def fit(self, item: Item, note: Note) -> Item:
        if isinstance(item, Lesson) and len(item.messages) == 1 and item.messages[0].role is Role.ASSISTANT:
            return item
        said = item.messages if isinstance(item, Lesson) else item.prompt
        parts = exchanges(said)
        if len(parts.pairs) > 1:
            raise ValueError("it has several turns, and the format holds one question and one answer")
        if isinstance(item, Preference) and parts.pairs[0][1] is not None:
            raise ValueError("the prompt of a preference ends with an answer")
        if not parts.system:
            return item
        note(SYSTEM, shortened(repr(parts.system.content)))
        return item.model_copy(update={"messages" if isinstance(item, Lesson) else "prompt": said[1:]})

    def dump(self, item: Item) -> dict[str, object]:
        said = item.messages if isinstance(item, Lesson) else item.prompt
        row: dict[str, object] = {"text" if said[0].role is Role.ASSISTANT else "prompt": said[0].content}
        if isinstance(item, Preference):
            row |= {"chosen": item.chosen, "rejected": item.rejected}
        elif len(said) > 1:
            row["completion"] = said[1].content
        return {**row, **details.spans(said), **details.dump(item)}


def _text(row: Mapping[str, object], key: str) -> str:
    found = row.get(key)
    if not isinstance(found, str):
        raise ValueError(f"“{key}” is {'missing' if found is None else 'no text'}")
    return found
