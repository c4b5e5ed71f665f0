"""Article to headline."""

from __future__ import annotations

from collections.abc import Iterator

from newswright.instruct.building.options import Context
from newswright.instruct.building.tasks.material import Asking, add_text, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson
from newswright.text.numbers import quantities
from newswright.text.words import content_stems, words

NAME = "headline"
WORDS = (3, 20)
"""Words of a headline to learn from: all of 2,817 real ones (Wikinews, round-ups) lie between."""
COVERED = 0.5
"""Share of a headline's content words that its text must have. Of 2,817 real ones 6% have fewer: labels, or what only
the sources say."""


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: the article's text, and its headline."""
    headline = reading.article.headline
    reason = _unfit(headline, reading)
    if reason:
        leave(NAME, reading, context, reason, headline)
        return
    asking = Asking(instruction(NAME))
    add_text(asking, reading.article.paragraphs)
    yield lesson(NAME, reading, context, asking.message(), headline)


def _unfit(headline: str, reading: Reading) -> str:
    text = reading.article.text
    wanted = set(content_stems(headline))
    letters = [character for character in headline if character.isalpha()]
    figures = {figure.value for figure in quantities(headline) if not figure.weak}
    lacking = figures - {figure.value for figure in quantities(text)} if figures else figures
    reasons = {
        "headline of an unusual length": not WORDS[0] <= len(words(headline)) <= WORDS[1],
        "headline in capitals": bool(letters) and all(character.isupper() for character in letters),
        "headline is a question": headline.rstrip("\"”'’").endswith("?"),
        "headline has a figure that the text has not": bool(lacking),
        "headline says what the text does not": len(wanted & set(content_stems(text))) < COVERED * len(wanted),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


HEADLINE = Task(NAME, "the article's text to its headline", needs_sources=False, lessons=lessons)
