"""Whether a text goes round in a circle: a fault of small models, which then go on to the end of their tokens."""

from __future__ import annotations

TURNS = 3
"""Times that a piece stands in a row. Two are met in good English ("had had", a refrain)."""
SHORTEST = 30
"""Characters that the turns have in sum, so that a "very, very, very" cut off there is none."""


def repeats(text: str) -> bool:
    """Tell whether `text` ends in one piece over and over; the last turn may be cut off. Case and spaces do not count.

    Takes time in proportion to the text's length.
    """
    backwards = " ".join(text.split()).casefold()[::-1]
    return any(
        length + step >= max(TURNS * step, SHORTEST) for step, length in enumerate(_agreements(backwards)) if step
    )


def _agreements(text: str) -> list[int]:
    """Return for each place how far the text from there is the same as from its beginning (the Z function)."""
    found = [0] * len(text)
    left = right = 0
    for place in range(1, len(text)):
        length = min(found[place - left], right - place) if place < right else 0
        while place + length < len(text) and text[length] == text[place + length]:
            length += 1
        found[place] = length
        if place + length > right:
            left, right = place, place + length
    return found
