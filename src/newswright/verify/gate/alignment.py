"""Where each content word of a sentence stands in a text of its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from newswright.verify.gate.joints import CONJUNCTIONS, JOINING
from newswright.verify.gate.tokens import Token
from newswright.verify.gate.wording import same


@dataclass(frozen=True)
class Alignment:
    """A sentence laid over a text: `mine[n]` stands at `theirs[places[n]]`; no place is used twice."""

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]
    places: tuple[int, ...]

    @property
    def fixed(self) -> list[tuple[int, Token]]:
        """Places and words without dates, which float."""
        return [(at, token) for at, token in zip(self.places, self.mine, strict=True) if not token.calendar]

    @property
    def steps(self) -> list[tuple[tuple[int, Token], tuple[int, Token]]]:
        """Each fixed word with the one after it."""
        return list(pairwise(self.fixed))


def align(mine: tuple[Token, ...], theirs: tuple[Token, ...]) -> Alignment | None:
    """Give each word a place of its own, going on from the word before where possible; None where one has no place."""
    free: dict[str, list[int]] = {}
    for at, token in enumerate(theirs):
        free.setdefault(same(token), []).append(at)
    places: list[int] = []
    for token in mine:
        open_places = free.get(same(token))
        if not open_places:
            return None
        last = places[-1] if places else -1
        at = min(open_places, key=lambda place: (place <= last, abs(place - last - 1)))
        open_places.remove(at)
        places.append(at)
    return Alignment(mine, theirs, tuple(places))


def clauses(sentence: tuple[Token, ...]) -> list[int]:
    """Number the clauses of a sentence, word by word: a new one begins at punctuation or a joining word."""
    number, numbers = 0, []
    for place, token in enumerate(sentence):
        if place and (token.breaks or set(token.ties) & (CONJUNCTIONS | JOINING)):
            number += 1
        numbers.append(number)
    return numbers
