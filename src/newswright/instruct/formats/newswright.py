"""Newswright's own rows: a lesson or a preference, field by field. Nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import ClassVar

from pydantic import ValidationError

from newswright.instruct.formats.base import Format, Item, Note
from newswright.instruct.formats.details import COLUMNS
from newswright.instruct.formats.recognise import recognise
from newswright.records import Lesson, Preference


class Newswright(Format):
    """Lessons and preferences as they are."""

    name = "newswright"
    about = "Newswright's own: one lesson or preference a row, with everything that is known of it"
    columns: ClassVar[Mapping[str, str]] = {
        "messages": "messages",
        "prompt": "messages",
        "chosen": "text",
        "rejected": "text",
        **COLUMNS,
    }

    def read(self, row: Mapping[str, object], note: Note) -> Item:  # noqa: ARG002 - nothing is mended
        return teaching_of(row)

    def dump(self, item: Item) -> dict[str, object]:
        return row_of(item)


def teaching_of(row: Mapping[str, object]) -> Lesson | Preference:
    """Return the lesson or preference that `row` is.

    Raises:
        ValueError: it is neither; the reason names the keys at fault, or the format that it seems to have.
    """
    try:
        if "chosen" in row:
            return Preference.model_validate(row)
        return Lesson.model_validate(row)
    except ValidationError as error:
        kind = recognise(row)
        if kind and kind != Newswright.name:
            raise ValueError(
                f"a row of the format {kind}; convert it first: newswright instruct convert --from {kind}"
            ) from None
        raise ValueError(_faults(error)) from None


def _faults(error: ValidationError) -> str:
    """Say what is wrong with a row, at most three things."""
    found = error.errors(include_url=False, include_context=False)
    told = [
        f"{'.'.join(map(str, fault['loc'])) or 'row'}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in found[:3]
    ]
    return "; ".join(told) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")


def row_of(item: Lesson | Preference) -> dict[str, object]:
    """Return `item` as JSON has it: fields in the record's order, empty ones left out, the date in UTC."""
    return settled(item).model_dump(mode="json", exclude_defaults=True)


def settled(item: Lesson | Preference) -> Lesson | Preference:
    """Return `item` with its date in UTC: the same moment has one form."""
    if item.date is None or not item.date.utcoffset():
        return item
    return item.model_copy(update={"date": item.date.astimezone(UTC)})
