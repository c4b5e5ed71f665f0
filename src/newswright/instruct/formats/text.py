"""What the formats of one marked-up text have in common: the row, the marks, `<s>` and `</s>`.

Content that contains a mark could be taken for structure on the way back, by this reader and by every other. So it is
refused or broken up when writing, and when reading, a turn that still contains a mark is refused.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from newswright.errors import Unrenderable
from newswright.instruct.formats import details
from newswright.instruct.formats.base import Format, FormatOptions, Item, Note, shortened
from newswright.instruct.formats.turns import Exchanges, exchanges, ordered
from newswright.instruct.rendering.marks import Marks
from newswright.instruct.rendering.template import find
from newswright.records import Lesson, Message

BOS, EOS = "<s>", "</s>"
BROKEN = "mark in content broken up"
DOUBLED = "doubled <s>"
UNENDED = "answer without its </s>"


class TextFormat(Format):
    """A conversation in one text, beside which the details stand as extra keys."""

    columns: ClassVar[Mapping[str, str]] = {"text": "text", **details.SPANS, **details.COLUMNS}
    limits: ClassVar[str] = "Preferences. A text without a question. Content with the format's marks, unless broken up."

    def __init__(self, options: FormatOptions | None = None) -> None:
        super().__init__(options)
        template = find(self.name)
        self._marks = Marks(template, (BOS, EOS), self.options.on_marks)
        self._forging = re.compile("|".join(map(re.escape, (*template.marks, BOS, EOS))))

    @abstractmethod
    def parse(self, text: str, note: Note) -> list[Message]:
        """Return the turns in `text`, which has no `<s>` in front. Raises ValueError with the reason."""

    @abstractmethod
    def render(self, parts: Exchanges) -> str:
        """Return the text of a conversation, without a `<s>` in front."""

    def read(self, row: Mapping[str, object], note: Note) -> Item:
        text = row.get("text")
        if not isinstance(text, str):
            raise ValueError(f"“text” is {'missing' if text is None else 'no text'}")
        if text.startswith(BOS * 2):
            note(DOUBLED, shortened(text))
        while text.startswith(BOS):
            text = text.removeprefix(BOS)
        said = self.parse(text, note)
        for place, message in enumerate(said):
            if found := self._forging.search(message.content):
                raise ValueError(f"turn {place + 1} ({message.role}) contains the mark {found[0]!r}")
        return details.make(row, details.with_spans(row, ordered(said, self.options, note), note))

    def fit(self, item: Item, note: Note) -> Item:
        if not isinstance(item, Lesson):
            raise ValueError("a preference has no place in this format")
        exchanges(item.messages)
        said = tuple(self._clean(self.fitting(message, note), note) for message in item.messages)
        return item if said == item.messages else item.model_copy(update={"messages": said})

    def fitting(self, message: Message, note: Note) -> Message:  # noqa: ARG002 - for formats with limits
        """Return `message` as far as the format can hold it."""
        return message

    def _clean(self, message: Message, note: Note) -> Message:
        try:
            cleaned, count = self._marks.cleaned(message)
        except Unrenderable as error:
            raise ValueError(f"{error.what} (on_marks: neutralise breaks it up)") from None
        if count:
            note(BROKEN, shortened(repr(cleaned.content)))
        if len(message.sources) != len(cleaned.sources):
            note("source spans", shortened(repr(message.sources)))
        return cleaned

    def dump(self, item: Item) -> dict[str, object]:
        said: Sequence[Message] = item.messages if isinstance(item, Lesson) else item.prompt
        text = self.render(exchanges(said))
        if self.options.bos and not text.startswith(BOS):
            text = BOS + text
        return {"text": text, **details.spans(said), **details.dump(item)}


def trimmed(text: str, *, behind: bool = False) -> str:
    """Return `text` without the one space of the format in front, and with `behind` the one at the end."""
    text = text.removeprefix(" ")
    return text.removesuffix(" ") if behind else text
