"""What is left out of a conversation that is longer than a row: sources first, then earlier turns, the answer never.

The sources go sentence by sentence, the last sentence of the least important source first. The first sentence of the
most important one stays: a lesson without any source would teach to invent. Where that is not enough, the earliest
exchanges go. What still does not fit is left out as a whole, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from newswright.records import Message, Role
from newswright.text.sentences import sentences

ANSWER_TOO_LONG = "its answer alone is longer than the row"
PROMPT_FILLS = "its prompt fills the row"
"""How the two reasons begin for which nothing can be left out; the figures follow."""

Measure = Callable[[Sequence[Message]], int]
"""Returns the tokens of the longest row that messages become."""


class Shortened(NamedTuple):
    """The messages that fit, or why none do."""

    messages: tuple[Message, ...] = ()
    left: str = ""


class _Unit(NamedTuple):
    """One sentence of a source."""

    message: int
    source: int
    end: int
    """One past its last character in the message's content."""


def shorten(messages: Sequence[Message], length: int, measure: Measure) -> Shortened:
    """Return `messages`, which are too long, so that `measure` finds at most `length` tokens in them."""
    answer = measure([messages[-1]])
    if answer > length:
        return Shortened(left=f"{ANSWER_TOO_LONG}: {answer} tokens of {length}")
    given = list(messages)
    while True:
        short = _fewer_sources(given, length, measure)
        if short:
            return Shortened(short)
        asked = [at for at, message in enumerate(given) if message.role is Role.USER]
        if len(asked) < 2:
            least = measure(_kept(given, _units(given)[:1]))
            sources = " with one sentence of its sources" if given[asked[0]].sources else ""
            return Shortened(left=f"{PROMPT_FILLS}: {least} tokens of {length}{sources}")
        del given[asked[0] : asked[1]]
        if measure(given) <= length:
            return Shortened(tuple(given))


def _fewer_sources(messages: Sequence[Message], length: int, measure: Measure) -> tuple[Message, ...]:
    """Keep as many sentences of the sources as fit; () where not even the first one does, or there are none."""
    units = _units(messages)
    fits, fails = 0, len(units)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if measure(_kept(messages, units[:middle])) <= length:
            fits = middle
        else:
            fails = middle
    return tuple(_kept(messages, units[:fits])) if fits else ()


def _units(messages: Sequence[Message]) -> list[_Unit]:
    """Return every sentence of every source, the most important first, later messages before earlier ones."""
    made = []
    for at in range(len(messages) - 1, -1, -1):
        for number, (start, end) in enumerate(messages[at].sources):
            source = messages[at].content[start:end]
            made += [_Unit(at, number, start + place) for place in _ends(source)] or [_Unit(at, number, end)]
    return made


def _ends(source: str) -> list[int]:
    """Return where the sentences of a source end; a line's end is one too, since lists have no full stops."""
    found, start = [], 0
    for line in source.splitlines(keepends=True):
        found += [start + span.end for span in sentences(line)]
        start += len(line)
    return found


def _kept(messages: Sequence[Message], units: Sequence[_Unit]) -> list[Message]:
    ends = {(unit.message, unit.source): unit.end for unit in units}
    return [
        _cut(message, [ends.get((at, number), 0) for number in range(len(message.sources))])
        for at, message in enumerate(messages)
    ]


def _cut(message: Message, ends: Sequence[int]) -> Message:
    """Cut each source of `message` at its place in `ends`; 0 removes it with the white space in front of it."""
    content, spans = message.content, dict(enumerate(message.sources))
    for number, (start, end) in sorted(spans.items(), key=lambda one: -one[1][0]):
        keep = ends[number]
        head = content[:start] if keep else content[:start].rstrip()
        kept_source = content[start:keep] if keep else ""
        shift = len(head) + len(kept_source) - end
        content = head + kept_source + content[end:]
        spans = {n: (a + shift, b + shift) if a >= end else (a, b) for n, (a, b) in spans.items()}
        if keep:
            spans[number] = (start, keep)
        else:
            del spans[number]
    return Message(role=message.role, content=content, sources=tuple(spans[n] for n in sorted(spans)))
