"""Alpaca: instruction, input, output; with the system text, the history and the preference that its descendants added.

The input is the tail of the question behind a blank line, and its source material; so it comes back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from newswright.instruct.formats import details
from newswright.instruct.formats.base import Format, Item, Note
from newswright.instruct.formats.turns import GAP, Exchanges, exchanges, ordered
from newswright.instruct.rendering.form import input_at
from newswright.records import Lesson, Message, Preference, Role


class Alpaca(Format):
    """An instruction, its input and the output."""

    name = "alpaca"
    about = 'Stanford Alpaca: {"instruction", "input", "output"}, with an optional "system" and "history"'
    forms = (".json", ".jsonl", ".parquet")
    columns: ClassVar[Mapping[str, str]] = {
        "instruction": "text",
        "input": "text",
        "output": "text",
        "system": "text",
        "history": "pairs",
        "chosen": "text",
        "rejected": "text",
        **details.SPANS,
        **details.COLUMNS,
    }
    limits = "A text without a question; an empty question; an empty system text."

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        said = _history(row.get("history"))
        if system := _text(row, "system"):
            said.insert(0, Message(role=Role.SYSTEM, content=system))
        said.append(_question(row))
        output = row.get("output")
        if output is not None:
            said.append(Message(role=Role.ASSISTANT, content=_text(row, "output")))
        said = details.with_spans(row, ordered(said, self.options, note), note)
        if "chosen" not in row and "rejected" not in row:
            return details.make(row, said)
        if output is not None or not isinstance(row.get("chosen"), str) or not isinstance(row.get("rejected"), str):
            raise ValueError("a preference has the texts “chosen” and “rejected” in the place of “output”")
        return details.make_preference(row, said, str(row["chosen"]), str(row["rejected"]))

    def fit(self, item: Item, note: Note) -> Item:  # noqa: ARG002 - held whole, or refused
        parts = _parts(item)
        if not parts.pairs[-1][0].content:
            raise ValueError("the question is empty")
        if parts.system and not parts.system.content:
            raise ValueError("the system text is empty")
        return item

    def dump(self, item: Item) -> dict[str, object]:
        said = item.messages if isinstance(item, Lesson) else item.prompt
        parts = _parts(item)
        question, answer = parts.pairs[-1]
        cut = input_at(question)
        row: dict[str, object] = {
            "instruction": question.content if cut is None else question.content[: cut - len(GAP)],
            "input": "" if cut is None else question.content[cut:],
        }
        if answer:
            row["output"] = answer.content
        if isinstance(item, Preference):
            row |= {"chosen": item.chosen, "rejected": item.rejected}
        if parts.system:
            row["system"] = parts.system.content
        if len(parts.pairs) > 1:
            row["history"] = [[asked.content, said.content if said else ""] for asked, said in parts.pairs[:-1]]
        told = cut is not None and question.sources == ((cut, len(question.content)),)
        if not told or any(one.sources for one in said if one is not question):
            row |= details.spans(said)
        return {**row, **details.dump(item)}


def _parts(item: Item) -> Exchanges:
    parts = exchanges(item.messages if isinstance(item, Lesson) else item.prompt)
    if isinstance(item, Preference) and parts.pairs[-1][1] is not None:
        raise ValueError("the prompt of a preference ends with an answer")
    return parts


def _text(row: Mapping[str, object], key: str) -> str:
    found = row.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ValueError(f"“{key}” is no text: {found!r}")
    return found


def _question(row: Mapping[str, object]) -> Message:
    instruction, more = _text(row, "instruction"), _text(row, "input")
    if not instruction and not more:
        raise ValueError("“instruction” is missing or empty")
    if not more:
        return Message(role=Role.USER, content=instruction)
    content = f"{instruction}{GAP}{more}" if instruction else more
    return Message(role=Role.USER, content=content, sources=((len(content) - len(more), len(content)),))


def _history(found: object) -> list[Message]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise ValueError("“history” is no list of pairs")
    said: list[Message] = []
    for place, pair in enumerate(found):
        if not isinstance(pair, Sequence) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            raise ValueError(f"history[{place}] is no pair of texts")
        said += (Message(role=Role.USER, content=pair[0]), Message(role=Role.ASSISTANT, content=pair[1]))
    return said
