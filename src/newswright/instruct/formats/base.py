"""What every format has in common: its settings, and the promise that what it writes can be read back.

`Format.write` first takes out of a lesson what the format cannot hold (`fit`), naming each loss, then writes the row
(`dump`), reads it again and compares. So a row is exact, or its losses are named, or it is not written at all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

from newswright.records import Lesson, Preference, Record

Item = Lesson | Preference
Note = Callable[[str, str], None]
"""Told what is lost or mended: its kind, which is counted, and what it was here."""


class FormatOptions(Record):
    """How rows are read and written."""

    on_marks: Literal["refuse", "neutralise"] = "refuse"
    """What to do with content that contains the format's own marks: leave the row out, or put one space before the
    mark's last character (`### Human :`)."""
    on_repeat: Literal["refuse", "join"] = "refuse"
    """What to do with two turns of one role in a row: leave the row out, or join them with a blank line between."""
    on_opening: Literal["refuse", "drop"] = "refuse"
    """What to do with a conversation that begins with an answer: leave the row out, or drop that answer."""
    strip: bool = False
    """Whether to remove white space around turns when reading. Sets with a newline before every mark need it."""
    bos: bool = False
    """Whether text begins with `<s>`. A tokenizer that adds its own would then double it."""
    lower: bool = False
    """Whether the format `origin` is written in lower case, as its author did."""

    def writing(self) -> FormatOptions:
        """Return the options of a writer: it reads its own rows back without mending anything."""
        return self.model_copy(update={"on_repeat": "refuse", "on_opening": "refuse", "strip": False})


class Format(ABC):
    """One way to write instruction data."""

    name: ClassVar[str]
    about: ClassVar[str]
    """What it is, in one line."""
    forms: ClassVar[tuple[str, ...]] = (".jsonl", ".json", ".parquet")
    """Files it is kept in, the usual one first."""
    columns: ClassVar[Mapping[str, str]]
    """The keys that it knows, each with its shape (`parquet.SHAPES`)."""
    limits: ClassVar[str] = ""
    """What it cannot hold, in words."""

    def __init__(self, options: FormatOptions | None = None) -> None:
        self.options = options or FormatOptions()

    @abstractmethod
    def read(self, row: Mapping[str, object], note: Note) -> Item:
        """Return the lesson or preference that `row` is. `note` is told what is mended or left behind.

        Raises:
            ValueError: it is none; the reason in words.
        """

    def fit(self, item: Item, note: Note) -> Item:  # noqa: ARG002 - what the formats with limits use
        """Return `item` without what the format cannot hold. `note` is told what that was.

        Raises:
            ValueError: nothing worth writing would be left.
        """
        return item

    @abstractmethod
    def dump(self, item: Item) -> dict[str, object]:
        """Return the row of an item that was made fit."""

    def write(self, item: Item, note: Note) -> dict[str, object]:
        """Return the row of `item`. `note` is told of every difference to what reading it gives.

        Raises:
            ValueError: the format cannot hold it, or it would not come back; the reason in words.
        """
        fitted = self.fit(item, note)
        row = self.dump(fitted)
        try:
            back = self.read(row, silent)
        except ValueError as error:
            raise ValueError(f"it cannot be read back: {error}") from None
        if back != fitted:
            raise ValueError(f"it would come back different: {difference(fitted, back)}")
        return row


def silent(kind: str, what: str) -> None:
    """Stand in where nobody listens."""


def difference(wanted: Item, got: Item) -> str:
    """Say where two items differ first."""
    if type(wanted) is not type(got):
        return f"a {type(wanted).__name__.lower()} becomes a {type(got).__name__.lower()}"
    for name in type(wanted).model_fields:
        one, other = getattr(wanted, name), getattr(got, name)
        if one != other:
            return f"{name} is {shortened(repr(other))}, not {shortened(repr(one))}"
    return "nothing differs"


def shortened(text: str, length: int = 80) -> str:
    """Return `text` within `length` characters."""
    return text if len(text) <= length else text[: length - 4] + " ..."
