"""What a figure counts: the noun behind it, found without a parser.

A count other than one is followed by a plural, so the first plural in the run of content words behind the figure is
taken for the noun ("34 local people died" -> people). Behind "one" or an ordinal there is no such sign; then the run
itself is kept and `verify` compares runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newswright.text.number_tokens import Token
from newswright.text.number_words import word_list, word_table
from newswright.text.words import stem, stop_words

LONGEST_RUN = 5
"""Content words behind a figure that are looked at."""

_NOT_PLURAL = ("ss", "ous", "us", "is", "less")


class Counted(NamedTuple):
    """The noun's stem ("" where no noun shows), the stems of the run, and the token behind what was read."""

    noun: str
    run: tuple[str, ...]
    stop: int


NOTHING = Counted("", (), -1)


def counted(tokens: Sequence[Token], at: int, *, plural: bool, only_of: bool = False) -> Counted:
    """Read what is counted from `tokens[at]` on.

    `plural` says that a plural must follow, `only_of` that only "of X" tells: "15% of voters", "12 tonnes of sand".
    """
    if at + 1 < len(tokens) and tokens[at].text == "-" and tokens[at].glued and tokens[at + 1].glued and not only_of:
        word = tokens[at + 1]
        return Counted(_stem(word), (_stem(word),), at + 2) if word.kind == "word" else NOTHING
    if at < len(tokens) and tokens[at].glued:
        return NOTHING
    if at < len(tokens) and tokens[at].low == "of":
        at += 1
        while at < len(tokens) and tokens[at].low in word_list("determiners"):
            at += 1
    elif only_of:
        return NOTHING
    while at < len(tokens) and tokens[at].low in word_list("skipped"):
        at += 1
    return _run(tokens, at, plural=plural)


def _run(tokens: Sequence[Token], at: int, *, plural: bool) -> Counted:
    run: list[str] = []
    place = at
    while place < len(tokens) and len(run) < LONGEST_RUN:
        word = tokens[place]
        hyphen = word.text == "-" and word.glued and run
        if hyphen and place + 1 < len(tokens) and tokens[place + 1].glued:
            place += 1
            continue
        if word.kind != "word" or word.low in stop_words() or word.low in word_list("measures") or _is_number(word.low):
            break
        run.append(_stem(word))
        place += 1
        if plural and is_plural(word.low):
            return Counted(run[-1], tuple(run), place)
    return Counted("", tuple(run), min(place, at + 2) if run else -1)


def _is_number(word: str) -> bool:
    return any(word in word_table(name) for name in ("small", "tens", "large"))


def _stem(word: Token) -> str:
    return stem(word.low)


def is_plural(word: str) -> bool:
    """Tell whether an English noun looks like a plural; possessives do not, verbs in -s do."""
    if word in word_list("plurals"):
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith((*_NOT_PLURAL, "'s"))
