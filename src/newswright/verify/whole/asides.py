"""Asides: what a language model says about its text and not in it, which no source can support.

It is noted and not judged: "Sure! Here is a summary of the article:" is no false sentence. It is no copy either.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswright.records import Gravity
from newswright.text.asides import asides
from newswright.verify.claim import Hit, short


def check_asides(body: str) -> Iterator[Hit]:
    """Name each aside of `body`; places count its characters."""
    for span in asides(body):
        said = " ".join(span.text.split())
        yield Hit(f"“{short(said)}” is about the text, no part of it: take it out", span.start, span.end, Gravity.NOTE)
