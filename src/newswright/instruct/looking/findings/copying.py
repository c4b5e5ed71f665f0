"""Answers that say nothing of their own: the prompt again, or a source word for word."""

from __future__ import annotations

import zlib

from newswright.instruct.looking.findings.fault import Fault, Level, Look
from newswright.instruct.looking.findings.tally import Tally
from newswright.records import Message, Role
from newswright.text.fold import fold
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations

RUN, PART = 25, 0.8
"""Words of a run, and its part of the answer, from which an answer is a source's; quotations do not count."""
INSTRUCTION = 8
"""Words of an instruction below which it may stand in an answer by chance."""
ALL = 5_000
"""Rows that are all compared; beyond, one in `EVERY` is, chosen by a checksum of its id. Comparing costs 0.3 to 0.5 ms
a row, more than all other checks of words together."""
EVERY = 10
READ = 20_000
"""Characters of an answer and of a source that are compared."""

COPIED = Fault(
    "copied from the sources",
    Level.WARNS,
    "The answer is a source's text, word for word: the model learns to copy instead of to write.",
    spoils_from=0.5,
)
REPEATED = Fault(
    "prompt in the answer",
    Level.WARNS,
    "The answer repeats the instruction: a template's part was taken for the answer, or the model learns to echo.",
    spoils_from=0.1,
)


class Copying:
    """Compares answers with what stands before them."""

    def __init__(self) -> None:
        self._compared = 0

    def take(self, look: Look, tally: Tally) -> None:
        """Compare a row's answer with its instruction, and, in the sample, with its sources."""
        answer = _plain(look.answer[:READ])
        if any(instruction in answer for instruction in _instructions(look)):
            tally.add(REPEATED, look, look.answer)
        if tally.rows > ALL and zlib.crc32(look.item.id.encode("utf-8", "surrogatepass")) % EVERY:
            return
        self._compared += 1
        # Code made a summary or a right draft of the article's own sentences: copying is the task there.
        if {"summary", "draft"} & set(look.item.derived) or len(answer.split()) < RUN:
            return
        said = outside_quotations(look.answer[:READ])
        total = len(look.answer[:READ].split())
        found = overlap(said, "\n".join(look.sources)[:READ])
        if found.longest >= RUN and found.longest >= PART * total:
            tally.add(COPIED, look, found.run, amount=found.longest, unit="words in a row")

    def close(self, tally: Tally) -> None:
        """Say how many were compared."""
        tally.of(COPIED, self._compared)


def _instructions(look: Look) -> list[str]:
    """Return what users ask without their sources, folded; short ones prove nothing."""
    found = [_plain(_bare(m)) for m in look.messages if m.role is Role.USER]
    return [text for text in found if len(text.split()) >= INSTRUCTION]


def _bare(message: Message) -> str:
    """Return a content's instruction: without its sources, or the first paragraph where none are marked."""
    if not message.sources:
        return message.content.partition("\n\n")[0][:READ]
    text, place = "", 0
    for start, end in sorted(message.sources):
        text, place = f"{text} {message.content[place:start]}", end
    return f"{text} {message.content[place:]}"


def _plain(text: str) -> str:
    return " ".join(fold(text).casefold().split())
