"""How a model is asked: by examples, or in the words of the lessons that taught it.

A model that was trained on lessons is asked exactly as they asked: same instruction, same template. Any other model
gets an instruction with examples, which it continues. What stands around the source's text is ours and may hold control
tokens; the source's text never does (`Request.own`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from newswright.models import Request
from newswright.records import Record
from newswright.write.prompts import prompt


class Ask(StrEnum):
    """What is asked of a model, a passage at a time. Each is a task of the lessons too."""

    REWRITE = "rewrite"
    SHORTEN = "shorten"
    HEADLINE = "headline"


class Frame(Record):
    """What stands around the text of a source."""

    shared: str
    """What many requests begin with."""
    before: str = ""
    behind: str = ""
    """Text of the request's own, beside the source's."""
    after: str = ""
    """What ends the prompt: control tokens that lead to the answer."""
    marks: tuple[str, ...] = ()
    """Control texts of the template: in a source's text they are broken up, for an engine may not know them."""

    def request(self, text: str, **wishes: object) -> Request:
        """Return the request for an answer on `text`."""
        for mark in self.marks:
            text = text.replace(mark, f"{mark[:1]} {mark[1:]}")
        own = f"{self.before}{text}{self.behind}"
        return Request.model_validate({"shared": self.shared, "own": own, "after": self.after, **wishes})


class Asking(Record):
    """The frames of what a writer asks."""

    name: str
    """What an article's id is made with, beside its model."""
    frames: Mapping[Ask, Frame]

    def request(self, ask: Ask, text: str, **wishes: object) -> Request:
        """Return the request for what `ask` wants of `text`."""
        return self.frames[ask].request(text, **wishes)

    def several(self, ask: Ask, text: str, count: int, seed: int, max_tokens: int) -> list[Request]:
        """Return `count` requests for the same: the likeliest answer there is, then others by chance."""
        return [
            self.request(
                ask,
                text,
                temperature=0.0 if number == 0 else 0.5,
                seed=(seed + number) % 2**32,
                max_tokens=max_tokens,
            )
            for number in range(count)
        ]


def by_examples() -> Asking:
    """Return how a model is asked that nobody taught."""
    return Asking(
        name="examples",
        frames={
            Ask.REWRITE: Frame(shared=prompt("rewrite"), before="Wire: ", behind="\nReporter:"),
            Ask.SHORTEN: Frame(shared=prompt("shorten"), before="Wire: ", behind="\nReporter:"),
            Ask.HEADLINE: Frame(shared=prompt("headline"), before="Report: ", behind="\nHeadline:"),
        },
    )


def by_lessons(template: str, around: Callable[[Ask], tuple[str, str]], marks: tuple[str, ...] = ()) -> Asking:
    """Return how a model is asked that was taught in `template`: `around` gives the prompt before and behind a text."""
    frames = {}
    for ask in Ask:
        before, after = around(ask)
        frames[ask] = Frame(shared=before, after=after, marks=marks)
    return Asking(name=f"lessons in {template}", frames=frames)
