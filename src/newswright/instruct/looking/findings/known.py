"""The marks of every known template: what shows that a text was rendered before it became a lesson."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from newswright.instruct.rendering.form import text as written
from newswright.instruct.rendering.template import Template, built_in
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.records import Message, Role

BEGINS: tuple[str, ...] = ("<s>", "<|begin_of_text|>", "<bos>", "<|startoftext|>", "<｜begin▁of▁sentence｜>", "[BOS]")
"""Texts of the tokens that begin a sequence, in the families in use."""
ENDS: tuple[str, ...] = (
    *("</s>", "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "<eos>", "<end_of_turn>", "<|end|>"),
    *("<｜end▁of▁sentence｜>", "[EOS]"),
)
"""Texts of the tokens that end an answer."""
_OTHERS = ("<start_of_turn>", "<|user|>", "<|assistant|>", "<|system|>", "<|im_start|>")
_USER, _ANSWER = "\x00user\x00", "\x00answer\x00"


class Shape(NamedTuple):
    """How a template opens a user's turn and an answer."""

    template: str
    user: str
    answer: str


class Known:
    """Marks that no content should have."""

    def __init__(
        self, marks: frozenset[str], begins: tuple[str, ...], ends: tuple[str, ...], shapes: tuple[Shape, ...]
    ) -> None:
        self.begins, self.ends, self.shapes = begins, ends, shapes
        ordered = sorted(marks, key=lambda mark: (-len(mark), mark))
        # A mark that is a word, such as "USER:", is none inside another word.
        self._pattern = re.compile("|".join((r"\b" if mark[0].isalnum() else "") + re.escape(mark) for mark in ordered))

    @classmethod
    def of(cls, vocabulary: Vocabulary | None = None, template: Template | None = None) -> Self:
        """Gather the marks of all built-in templates, and of the one and the vocabulary that are to be used."""
        templates = [*built_in().values(), *([template] if template else [])]
        texts = {mark for one in templates for mark in (*one.marks, *one.control)} | {*BEGINS, *ENDS, *_OTHERS}
        begins, ends = BEGINS, ENDS
        if vocabulary:
            texts |= vocabulary.control
            begins += (vocabulary.bos,) if vocabulary.bos and vocabulary.bos not in begins else ()
            ends += tuple(stop for stop in (vocabulary.eos, *vocabulary.stops) if stop and stop not in ends)
        shapes = tuple(shape for one in templates if (shape := _shape(one)))
        return cls(frozenset(text for text in texts if len(text) > 1), begins, ends, shapes)

    def mark(self, text: str) -> re.Match[str] | None:
        """Return the first mark in `text`."""
        return self._pattern.search(text)

    def without_edges(self, text: str) -> str:
        """Return `text` without a begin token in front and an end token behind it."""
        text = text.strip()
        text = text.removeprefix(next((one for one in self.begins if text.startswith(one)), ""))
        return text.removesuffix(next((one for one in self.ends if text.endswith(one)), ""))

    def rendered_in(self, text: str) -> tuple[str, ...]:
        """Return the templates whose user's turn and answer both stand in `text`, in this order."""
        if not self.mark(text):
            return ()
        found = []
        for shape in self.shapes:
            at = text.find(shape.user)
            if at >= 0 and text.find(shape.answer, at + len(shape.user)) >= 0:
                found.append(shape.template)
        return tuple(found)


def _shape(template: Template) -> Shape | None:
    """Return what stands on the last line before a user's words, and before an answer; None where that is nothing."""
    turns = (Message(role=Role.USER, content=_USER), Message(role=Role.ASSISTANT, content=_ANSWER))
    head, _, rest = written(template, turns, bos="<s>", eos="</s>").partition(_USER)
    middle, _, _ = rest.partition(_ANSWER)
    user, answer = _opening(head, template), _opening(middle, template)
    return Shape(template.name, user, answer) if user and answer else None


def _opening(text: str, template: Template) -> str:
    line = text.removeprefix("<s>").strip().rpartition("\n")[2]
    marks = [line.rfind(mark) for mark in template.marks if mark in line]
    return line[max(marks) :].strip() if marks else line.strip()
