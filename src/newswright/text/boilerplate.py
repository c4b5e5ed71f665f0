"""Furniture in a text: "The post ... appeared first on ...", "Read more", "[…]", sign-up lines, copyright, credits.

It marks and never removes: an item's text stays as it was stored, and whoever reads it steps over the marked places.
The patterns are data, in `tables/boilerplate.toml`. Stock-tip noise beyond "Get Rating" is the curate stage's.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from newswright.text.span import Span

# In the table `^` also stands behind the end of a sentence: wires join the teaser and its tail, often without a space.
_START = r"(?:^|(?<=[.!?…\]])|(?<=[.!?…][\"'”’»)])|(?<=[.!?…:)\]]\s)|(?<=[.!?…][\"'”’»)]\s))[ \t]*"
_CLOSERS = "\"'”’»)*"
_CUT = re.compile(r"(?:\[(?:…|\.{3})\]|…|\.{3}|\[\+\d+ chars\])$")
_END = (".", "!", "?", "。", "؟")
LONG = 60
"""Characters from which a text without an end mark counts as cut off. Of 125 real wire teasers six of 60 or more
end without a mark: four are one list of headings run together, two repeat their headline. Shorter ones are labels."""


@cache
def _furniture() -> tuple[re.Pattern[str], ...]:
    table = files("newswright.text").joinpath("tables", "boilerplate.toml").read_text(encoding="utf-8")
    return tuple(compiled(entry["pattern"]) for entry in tomllib.loads(table)["furniture"])


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the table as a regular expression, with the table's own meaning of `^`."""
    return re.compile(re.sub(r"(?<![\[\\])\^", lambda _: _START, pattern), re.MULTILINE)


def boilerplate(text: str) -> list[Span]:
    """Return the places in `text` that are furniture, in order, without overlaps or surrounding white space."""
    found = sorted(match.span() for pattern in _furniture() for match in pattern.finditer(text))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [_trimmed(text, *place) for place in merged]


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(start, start + len(words), words)


def without_boilerplate(text: str) -> str:
    """Return `text` with furniture replaced by a space: for comparing, not for evidence, whose spans it breaks."""
    parts, place = [], 0
    for span in boilerplate(text):
        parts.append(text[place : span.start])
        place = span.end
    return " ".join([*parts, text[place:]]).strip() if parts else text


def truncated(text: str) -> bool:
    """Say whether a text is cut off in the middle of a sentence.

    It is where it ends in an ellipsis, also one in brackets, or where it is at least `LONG` characters long and ends
    without a mark that closes a sentence. A headline ends without one too: do not ask about headlines.
    """
    end = text.rstrip().rstrip(_CLOSERS).rstrip()
    if _CUT.search(text.rstrip()) or _CUT.search(end):
        return True
    return len(end) >= LONG and not end.endswith(_END)
