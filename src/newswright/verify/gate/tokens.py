"""A sentence as the checks see it: its content words in order, each with the little words that tie it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from newswright.text.fold import fold
from newswright.text.names import is_calendar
from newswright.text.words import stem, stop_words, words

_BREAK = re.compile(r"[,;:.()!?\"“”\[\]]| - |--")


@dataclass(frozen=True)
class Token:
    """A content word in its place."""

    text: str
    stem: str
    ties: tuple[str, ...]
    """The function words between the content word before it and this one, lower-case."""
    breaks: bool
    """Whether punctuation that ends a clause stands between the content word before it and this one."""
    trails: tuple[str, ...] = ()
    """The function words between this one and the next content word, lower-case."""

    @property
    def opens(self) -> bool:
        """Whether a phrase may begin here: behind a function word, a break or the start."""
        return self.breaks or bool(self.ties)

    @property
    def calendar(self) -> bool:
        """Whether it is part of a date, which floats freely in a sentence."""
        return is_calendar(self.text) or self.stem in _TIMES


_TIMES = frozenset({"night", "morn", "afternoon", "even", "today", "yesterday", "tomorrow", "tonight"})


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the content words of `text` in order."""
    stops, found, ties, last = stop_words(), [], [], 0
    breaks = True
    for word in words(text):
        breaks = breaks or bool(_BREAK.search(fold(text[last : word.start])))
        last = word.end
        lower = fold(word.text).lower()
        if lower.removesuffix("'s") in stops:
            ties.append(lower)
            continue
        found.append(Token(word.text, stem(word.text), tuple(ties), breaks))
        ties, breaks = [], False
    if not found:
        return ()
    following = [token.ties for token in found[1:]] + [tuple(ties)]
    return tuple(replace(token, trails=trails) for token, trails in zip(found, following, strict=True))
