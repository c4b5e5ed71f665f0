"""A draft with unsupported sentences, and its sources, to the corrected draft."""

from __future__ import annotations

import random
from collections.abc import Iterator

from newswright.instruct.building.notes import leans
from newswright.instruct.building.options import Context
from newswright.instruct.building.spoil import KINDS, spoil
from newswright.instruct.building.tasks.material import Asking, add_material, instruction, written
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.support import Grounds
from newswright.instruct.building.tasks.task import Task, leave, lesson
from newswright.records import Lesson
from newswright.text.words import words

NAME = "correct"
SPOILED = 2
"""Sentences of a draft that are spoiled at most."""
INSERTED = 0.15
"""Share of spoiled sentences that may be a sentence of another article put in: it can always be done, and is the
easiest to see."""
LEAST = 2
"""Sentences a draft must have."""
LONGEST = 300
"""Words of a draft: with its answer it then takes about 800 tokens, and leaves as much to the sources."""


def lessons(reading: Reading, context: Context) -> Iterator[Lesson]:
    """Yield the lesson: sources or notes, a draft of which one or two sentences are spoiled, and the right text."""
    true = _true(reading, context)
    if sum(map(len, true)) < LEAST:
        leave(NAME, reading, context, "too few sentences that its sources say")
        return
    rng = context.rng(reading.article.id, NAME)
    clean = rng.random() < context.options.clean_drafts
    draft = true if clean else _spoiled(true, rng, reading, context)
    if draft == true and not clean:
        leave(NAME, reading, context, "no sentence could be spoiled")
        return
    answer = written(reading.article.headline, _joined(true))
    asking = Asking(instruction(NAME))
    derived = add_material(asking, reading, answer)
    asking.add("Draft:").add(written(reading.article.headline, _joined(draft)))
    yield lesson(NAME, reading, context, asking.message(), answer, (*derived, "draft"))


def _true(reading: Reading, context: Context) -> list[list[str]]:
    """The article's paragraphs, without what its sources do not say, as far as a draft is long."""
    grounds = Grounds(reading.article, context)
    kept: list[list[str]] = []
    count = 0
    for paragraph in reading.paragraphs:
        lines: list[str] = []
        said = True
        for text in paragraph:  # what leans on a sentence that goes, goes with it
            said = (said or not leans(text)) and (not reading.article.reports or bool(grounds.of(text)))
            lines += [text] if said else []
        count += sum(len(words(text)) for text in lines)
        if kept and count > LONGEST:
            break
        if lines:
            kept.append(lines)
    return kept


def _spoiled(true: list[list[str]], rng: random.Random, reading: Reading, context: Context) -> list[list[str]]:
    draft = [list(paragraph) for paragraph in true]
    places = [(at, place) for at, paragraph in enumerate(true) for place in range(len(paragraph))]
    known = "\n".join((reading.article.headline, reading.article.text, *(s.text for s in reading.article.reports)))
    wanted = rng.randint(1, SPOILED) if len(places) > LEAST else 1
    rng.shuffle(places)
    for at, place in places:
        if not wanted:
            break
        kinds = KINDS if rng.random() < INSERTED else [kind for kind in KINDS if kind != "inserted"]
        changed = spoil(true[at][place], rng, context.pool, known, kinds)
        if changed:
            draft[at][place] = changed.text
            wanted -= 1
    return draft


def _joined(paragraphs: list[list[str]]) -> list[str]:
    return [" ".join(paragraph) for paragraph in paragraphs]


CORRECT = Task(NAME, "sources, or notes, and a faulty draft to the corrected one", needs_sources=True, lessons=lessons)
