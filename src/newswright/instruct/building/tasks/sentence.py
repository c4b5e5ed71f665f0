"""Evidence to one sentence: what the writer does over and over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newswright.instruct.building.articles import SourceText
from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, add_notes, heading, instruction
from newswright.instruct.building.tasks.reading import Reading, sound
from newswright.instruct.building.tasks.support import Grounds
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson, Message
from newswright.text.words import words

NAME = "sentence"
WORDS = (6, 45)
"""Words of a sentence to learn from, as the write stage wants them: below, a fragment; above, more than one fact."""


class Fitting(NamedTuple):
    """A sentence with the message that asks for it."""

    text: str
    asked: Message
    evidence: str
    """All that the message gives it to rest on."""
    derived: tuple[str, ...]


def asked(pieces: Sequence[tuple[str, SourceText]]) -> Message:
    """Return the message that asks for a sentence from evidence: texts with the sources they stand in."""
    asking = Asking(instruction(NAME))
    for at, (text, source) in enumerate(pieces):
        above = heading(source)
        asking.add(f"{above}: {text}" if above else text, weight=-at)
    return asking.message()


def fitting(reading: Reading, context: Context, task: str = NAME) -> Iterator[Fitting]:
    """Yield the article's sentences that can be asked for, with their evidence; the others are left with a reason."""
    grounds = Grounds(reading.article, context)
    seen = 0
    for text in reading.sentences:
        reason = unfit(text)
        if not reason and seen == context.options.max_sentences:
            reason = "the article has enough"
        pieces = () if reason or not reading.article.reports else grounds.of(text)
        if not reason and reading.article.reports and not pieces:
            reason = "the sources do not say it"
        if not reason and any(piece.text == text for piece in pieces):
            reason = "it is a source's, word for word"
        if reason:
            leave(task, reading, context, reason, text)
            continue
        seen += 1
        if pieces:
            yield Fitting(text, asked(pieces), " ".join(piece.text for piece in pieces), ())
        else:
            yield _noted(text, reading)


def _noted(text: str, reading: Reading) -> Fitting:
    asking = Asking(instruction(NAME))
    add_notes(asking, [reading.note(text)])
    return Fitting(text, asking.message(), text, ("notes",))


def unfit(text: str) -> str:
    """Return why `text` is no sentence to learn from, "" where it is one."""
    if not WORDS[0] <= len(words(text)) <= WORDS[1]:
        return "too short or too long for one sentence"
    return "" if sound(text) else "no sentence that stands by itself"


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield a lesson for each fitting sentence."""
    for found in fitting(reading, context):
        yield lesson(NAME, reading, context, found.asked, found.text, found.derived)


SENTENCE = Task(
    NAME, "evidence, or a note, to one sentence; one lesson a sentence", needs_sources=True, lessons=lessons
)
