"""One passage to one sentence, as the write stage asks: the passage stands alone, without an outlet or a date above it.

A sentence is a lesson where one passage of its sources says all of it and it is no copy of that passage. The credit at
its end ("..., the Courier reported.") is taken off: the writer sets it, its model never sees who is to be credited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.sentence import unfit
from newswright.instruct.building.tasks.support import Grounds, Piece
from newswright.instruct.building.tasks.task import leave
from newswright.records import Message
from newswright.text.credits import uncredited
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.words import words

LONGEST_RUN = 11
"""Words in a row, outside quotation marks, that a sentence may share with its passage: the writer's own measure."""


class Retold(NamedTuple):
    """A sentence of an article, and the passage that it tells."""

    text: str
    passage: str

    @property
    def share(self) -> float:
        """Words of the sentence to each word of the passage."""
        return len(words(self.text)) / len(words(self.passage))


def asked(task: str, passage: str) -> Message:
    """Return the message of the task `task` on `passage`: the instruction, a blank line, the passage."""
    return Asking(instruction(task)).add(passage, weight=0).message()


def retold(reading: Reading, context: Context, task: str, most: float = inf) -> Iterator[Retold]:
    """Yield the article's sentences that retell a passage; the others, and an article without sources, are left.

    `most` is the words that a sentence may have to each word of its passage.
    """
    if not reading.article.reports:
        leave(task, reading, context, "no sources to retell")
        return
    grounds = Grounds(reading.article, context)
    outlets = [source.outlet for source in reading.article.reports]
    seen = 0
    for sentence in reading.sentences:
        text = uncredited(sentence, outlets).body
        reason = unfit(text) or ("the article has enough" if seen == context.options.max_sentences else "")
        piece = None if reason else grounds.alone(text)
        reason = reason or _unlike(text, piece, outlets)
        if not reason and piece:
            found = Retold(text, piece.text)
            if found.share <= most:
                seen += 1
                yield found
                continue
            reason = f"more than {most:.0%} of the words of its passage"
        leave(task, reading, context, reason, sentence)


def _unlike(text: str, piece: Piece | None, outlets: list[str]) -> str:
    """Return why `text` does not retell `piece`, "" where it does."""
    if piece is None:
        return "no one passage of the sources says it"
    if unfit(piece.text):
        return "its passage is none to ask about"
    if any(_named(outlet, text) and not _named(outlet, piece.text) for outlet in outlets):
        return "it names an outlet that its passage does not"
    return "a copy of its passage" if _copied(text, piece.text) else ""


def _named(outlet: str, text: str) -> bool:
    return bool(outlet) and bool(re.search(rf"\b{re.escape(outlet)}\b", text))


def _copied(text: str, passage: str) -> bool:
    """Whether a long run outside quotation marks, or the whole sentence, marks and all, is one piece of the passage."""
    free = overlap(outside_quotations(text), passage).longest
    return free > LONGEST_RUN or overlap(text, passage).longest == len(words(text))
