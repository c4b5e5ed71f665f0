"""How a model is asked for a sentence or a headline: by examples, or in the words of the lessons that taught it.

A model that was trained on lessons is asked exactly as they asked: same instruction, same template. Any other model
gets an instruction with examples, which it continues. What stands around the source's text is ours and may hold control
tokens; the source's text never does (`Request.own`).
"""

from __future__ import annotations

from newswright.models import Request
from newswright.records import Record
from newswright.write.prompts import prompt


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
    sentence: Frame
    headline: Frame


def by_examples() -> Asking:
    """Return how a model is asked that nobody taught."""
    return Asking(
        name="examples",
        sentence=Frame(shared=prompt("sentence"), before="Wire: ", behind="\nReporter:"),
        headline=Frame(shared=prompt("headline"), before="Report: ", behind="\nHeadline:"),
    )


def by_lessons(
    template: str, sentence: tuple[str, str], headline: tuple[str, str], marks: tuple[str, ...] = ()
) -> Asking:
    """Return how a model is asked that was taught in `template`: each pair is the prompt before and behind a text."""
    frames = [Frame(shared=before, after=after, marks=marks) for before, after in (sentence, headline)]
    return Asking(name=f"lessons in {template}", sentence=frames[0], headline=frames[1])
