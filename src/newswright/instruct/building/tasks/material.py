"""The user's message: an instruction, a blank line, and the material, each piece of which the renderer may shorten.

Sources stand as `Outlet, 3 March 2026: Headline` with the text under it, notes as a list. What is source material is
marked by its characters, the most important first (`Message.sources`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from newswright.instruct.building.articles import SourceText
from newswright.instruct.building.tasks.reading import Reading
from newswright.records import Message, Role
from newswright.text.words import content_stems

NOTES = "Notes:"


@cache
def instruction(name: str) -> str:
    """Return the instruction of a task, `prompts/<name>.txt`, without white space around it."""
    return files("newswright.instruct.building").joinpath("prompts", f"{name}.txt").read_text(encoding="utf-8").strip()


class Asking:
    """A user's message under construction."""

    def __init__(self, instruction: str) -> None:
        self._text = instruction
        self._spans: list[tuple[int, int, float]] = []

    def add(self, text: str, *, between: str = "\n\n", weight: float | None = None) -> Asking:
        """Add a piece; with a `weight` it is source material, and more weight is more important."""
        start = len(self._text) + len(between)
        self._text += between + text
        if weight is not None and text:
            self._spans.append((start, len(self._text), weight))
        return self

    def message(self) -> Message:
        """Return the message."""
        order = sorted(self._spans, key=lambda span: -span[2])  # stable: the earlier of two equals first
        return Message(role=Role.USER, content=self._text, sources=tuple((start, end) for start, end, _ in order))


def heading(source: SourceText, language: str = "en") -> str:
    """Return "Outlet, 3 March 2026", either alone, or ""."""
    when = f"{source.date.day} {source.date:%B %Y}" if source.date and language else ""
    return ", ".join(part for part in (source.outlet, when) if part)


def block(source: SourceText) -> str:
    """Return a source as it stands in a message: its heading and headline on one line, its text under it."""
    first = ": ".join(part for part in (heading(source), source.headline) if part)
    text = "\n".join(part for part in source.text.splitlines() if part.strip())
    return f"{first}\n{text}" if first else text


def add_material(asking: Asking, reading: Reading, answer: str) -> tuple[str, ...]:
    """Add an article's sources, or notes of it where it has none; return what was derived.

    A source weighs more the more of the `answer`'s content words it has; notes stand in the article's order already.
    """
    reports = reading.article.reports
    if not reports:
        add_notes(asking, reading.notes)
        return ("notes",)
    wanted = set(content_stems(answer))
    for report in reports:
        asking.add(block(report), weight=len(wanted & set(content_stems(f"{report.headline} {report.text}"))))
    return ()


def add_notes(asking: Asking, notes: Sequence[str]) -> None:
    """Add notes as a list, the first the most important."""
    asking.add(NOTES)
    for at, note in enumerate(notes):
        asking.add(f"- {note}", between="\n", weight=-at)


def add_text(asking: Asking, paragraphs: Sequence[str]) -> None:
    """Add an article's text, the first paragraph the most important."""
    for at, paragraph in enumerate(paragraphs):
        asking.add(paragraph, weight=-at)


def written(headline: str, paragraphs: Sequence[str]) -> str:
    """Return an article as an answer: headline, blank line, paragraphs with blank lines between them."""
    return "\n\n".join((headline, *paragraphs))
