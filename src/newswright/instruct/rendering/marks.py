"""Content can never forge structure: what looks like a template's mark or a special token is broken up, or refused.

A space in front of a mark's last character breaks it up (`<|im_end| >`, `### Response :`): a reader still sees what
stood there, a tokenizer and a template no longer do.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal

from newswright.errors import Unrenderable
from newswright.instruct.rendering.template import Template
from newswright.records import Message

OnMarks = Literal["neutralise", "refuse"]


class Marks:
    """The texts that give structure in one template and vocabulary."""

    def __init__(self, template: Template, control: Iterable[str], on_marks: OnMarks = "neutralise") -> None:
        texts = {*template.marks, *template.control, *control}
        ordered = sorted((text for text in texts if len(text) > 1), key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else re.compile(r"(?!)")
        self._refuse = on_marks == "refuse"

    def cleaned(self, message: Message) -> tuple[Message, int]:
        """Return `message` without marks in its content, and how many there were. Its source spans move along.

        Raises:
            Unrenderable: there are some, and the setting is to refuse them.
        """
        content = self._folded(message.content)
        if self._pattern.search(content) is None:
            return message, 0
        if self._refuse:
            found = self._pattern.search(content)
            raise Unrenderable(
                f"A message of the {message.role} contains the template's mark {found[0] if found else ''!r}.",
                cure="Remove it, or set on_marks to neutralise.",
            )
        if content != message.content:  # folding may have moved the spans: the content is kept whole then
            message = Message(role=message.role, content=content)
        count = 0
        while places := [found.end() - 1 for found in self._pattern.finditer(message.content)]:
            message = _widened(message, places)
            count += len(places)
        return message, count

    def _folded(self, content: str) -> str:
        """Return `content`, or its NFKC form where only that has a mark: some tokenizers fold full-width letters."""
        if content.isascii():
            return content
        folded = unicodedata.normalize("NFKC", content)
        return folded if self._pattern.search(folded) and not self._pattern.search(content) else content


def _widened(message: Message, places: Sequence[int]) -> Message:
    """Return `message` with a space put in front of the characters at `places`, which are in order."""
    text, edges = message.content, [0, *places, len(message.content)]
    spans = tuple(
        (start + bisect_right(places, start), end + bisect_left(places, end)) for start, end in message.sources
    )
    content = " ".join(text[start:end] for start, end in itertools.pairwise(edges))
    return Message(role=message.role, content=content, sources=spans)
