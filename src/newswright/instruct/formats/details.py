"""What a row says beside its conversation: id, task, story, date, licence, origin, derived, reason; and source spans.

They are extra keys in every format, since each is a JSON object. A foreign row may use the same keys for something
else: such a value is left behind and named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from newswright.instruct.formats.base import Format, Item, Note, shortened
from newswright.records import Lesson, Message, Preference

COLUMNS: dict[str, str] = {
    "id": "text",
    "task": "text",
    "story": "text",
    "date": "text",
    "licence": "text",
    "origin": "text",
    "derived": "texts",
    "reason": "text",
}
"""The keys of every format beside its own, each with its shape."""
SPANS = {"sources": "spans"}
"""The key of the source spans, one list for each message, in formats whose turns have no keys of their own."""


def make(row: Mapping[str, object], messages: Sequence[Message]) -> Lesson:
    """Return the lesson of `messages` with the details of `row`."""
    rest = _details(row)
    key, task = rest.pop("id", ""), rest.pop("task", "")
    if key:
        return Lesson(id=key, task=task, messages=tuple(messages), **rest)
    return Lesson.make(task, tuple(messages), **rest)


def make_preference(row: Mapping[str, object], prompt: Sequence[Message], chosen: str, rejected: str) -> Preference:
    """Return the preference of two answers to `prompt` with the details of `row`."""
    rest = _details(row)
    if isinstance(reason := row.get("reason"), str):
        rest["reason"] = reason
    key, task = rest.pop("id", ""), rest.pop("task", "")
    if key:
        return Preference(id=key, task=task, prompt=tuple(prompt), chosen=chosen, rejected=rejected, **rest)
    return Preference.make(task, tuple(prompt), chosen, rejected, **rest)


def dump(item: Item) -> dict[str, object]:
    """Return the details of `item` as extra keys, empty ones left out."""
    row: dict[str, object] = {"id": item.id}
    for name in ("task", "story", "licence", "origin"):
        if value := getattr(item, name):
            row[name] = value
    if item.date is not None:
        row["date"] = item.date.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if item.derived:
        row["derived"] = list(item.derived)
    if isinstance(item, Preference) and item.reason:
        row["reason"] = item.reason
    return row


def _details(row: Mapping[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, taken in _TAKEN.items():
        value = row.get(name)
        if value is not None and (got := taken(value)) is not None:
            found[name] = got
    if "licence" not in found and isinstance(other := row.get("license"), str):
        found["licence"] = other
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _key(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def _moment(value: object) -> datetime | None:
    """Return a point in time; None for a date without a zone, which is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _texts(value: object) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) and all(isinstance(one, str) for one in value) else None


_TAKEN: dict[str, Callable[[object], Any]] = {
    "id": _key,
    "task": _text,
    "story": _text,
    "date": _moment,
    "licence": _text,
    "origin": _text,
    "derived": _texts,
}


def unread(form: Format, row: Mapping[str, object], item: Item, note: Note) -> None:
    """Tell `note` what of `row` is not in `item`: keys that the format does not know, and details of another kind."""
    for key in row.keys() - form.columns.keys():
        if is_said(row[key]) and not (key == "license" and item.licence == row[key]):
            note(f"field “{key}” is not carried", shortened(repr(row[key])))
    for key, taken in _TAKEN.items():
        if key in row and is_said(row[key]) and taken(row[key]) is None:
            note(f"field “{key}” is not of our kind", shortened(repr(row[key])))
    if "reason" in row and is_said(row["reason"]) and getattr(item, "reason", None) != row["reason"]:
        note("field “reason” is not of our kind", shortened(repr(row["reason"])))


def is_said(value: object) -> bool:
    """Say whether a field has anything in it."""
    return value is not None and value not in ("", [], {})


# -- source spans --


def spans(messages: Sequence[Message]) -> dict[str, object]:
    """Return the source spans of `messages` as an extra key; nothing where there are none."""
    if not any(message.sources for message in messages):
        return {}
    return {"sources": [[list(span) for span in message.sources] for message in messages]}


def with_spans(row: Mapping[str, object], messages: Sequence[Message], note: Note) -> list[Message]:
    """Return `messages` with the source spans of `row`, where they fit."""
    found = row.get("sources")
    if not is_said(found):
        return list(messages)
    if isinstance(found, list) and len(found) == len(messages):
        try:
            return [
                Message.model_validate({"role": one.role, "content": one.content, "sources": said}) if said else one
                for one, said in zip(messages, found, strict=True)
            ]
        except ValueError:
            pass
    note("field “sources” is not of our kind", shortened(repr(found)))
    return list(messages)
