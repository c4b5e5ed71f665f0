"""Refuses a set that would spoil a run, and held-out rows that are among those to be learnt."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newswright.errors import Overlap
from newswright.instruct.files.sets import read_set
from newswright.records import Lesson, Preference

SHOWN = 3


def require_apart(lessons: Path, held_out: Path) -> None:
    """Refuse held-out rows that share their text, or the story that they are of, with rows to be learnt.

    Raises:
        Overlap: names some of them.
    """
    learnt = {key for item in read_set(lessons, _ignored) for key in _keys(item)}
    shared = [item for item in read_set(held_out, _ignored) if learnt.intersection(_keys(item))]
    if shared:
        named = ", ".join(item.story or item.id for item in shared[:SHOWN])
        raise Overlap(
            f"{len(shared)} held-out rows of {held_out} are in {lessons}, or of a story that is (e.g. {named}).",
            cure="Split by story and date: newswright instruct split. Figures on rows that were learnt say nothing.",
        )


def _keys(item: Lesson | Preference) -> set[str]:
    messages = item.messages if isinstance(item, Lesson) else item.prompt
    texts = [message.content.strip() for message in messages]
    if isinstance(item, Preference):
        texts.append(item.chosen.strip())
    text = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return {text, f"story:{item.story}"} if item.story else {text}


def _ignored(_: object) -> None:
    """Bad rows are told of by `prepare`."""
