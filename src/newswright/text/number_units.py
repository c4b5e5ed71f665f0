"""Units, currencies, factors and the words that make a figure rough, looked up around a place in a list of tokens.

The tables are `tables/units.toml`. A spelling of one or two letters counts in exactly the case given there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from newswright.text.number_tokens import Token
from newswright.text.number_words import word_list

LONGEST_PHRASE = 6
"""Tokens of the longest spelling in the tables ("U.S. dollars": U, ., S, ., dollars)."""


class Found(NamedTuple):
    """What a phrase stands for, and the token behind it."""

    name: str
    stop: int


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("newswright.text").joinpath("tables", "units.toml").read_text(encoding="utf-8"))


@cache
def table(name: str) -> dict[str, str]:
    """Return spelling -> name for one table of `units.toml`; longer spellings in lower case."""
    return {_key(spelling): of for of, spellings in _tables()[name].items() for spelling in spellings}


def _key(spelling: str) -> str:
    return spelling if len(spelling) <= 2 else spelling.lower()


@cache
def _first_words(name: str) -> frozenset[str]:
    """First words, marks or letters of the spellings: most places are ruled out by one look."""
    return frozenset(_head(spelling) for spelling in table(name))


def _head(spelling: str) -> str:
    letters = ""
    for character in spelling:
        if not character.isalpha():
            break
        letters += character
    return (letters or spelling[:1]).lower()


def phrase(tokens: Sequence[Token], at: int, name: str) -> Found | None:
    """Return the longest spelling of the table that begins at `tokens[at]`."""
    if at >= len(tokens) or tokens[at].low not in _first_words(name):
        return None
    known, text, best = table(name), "", None
    for place in range(at, min(at + LONGEST_PHRASE, len(tokens))):
        token = tokens[place]
        text += token.text if place == at or token.glued else " " + token.text
        of = known.get(_key(text))
        if of is not None and not _cut_word(tokens, place):
            best = Found(of, place + 1)
    return best


def _cut_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` is the first part of a longer piece: the "m" of "m4"."""
    behind = at + 1
    return (
        behind < len(tokens)
        and tokens[behind].glued
        and tokens[at].kind == "word"
        and tokens[behind].kind in {"word", "num"}
    )


@cache
def _last_words(name: str) -> frozenset[str]:
    return frozenset(spelling.rsplit(" ", 1)[-1] for spelling in table(name))


def phrase_before(tokens: Sequence[Token], at: int, name: str) -> tuple[str, int] | None:
    """Return what the longest spelling that ends before `tokens[at]` stands for, and its first token."""
    if at <= 0 or tokens[at - 1].low not in _last_words(name):
        return None
    for size in range(min(LONGEST_PHRASE, at), 0, -1):
        of = table(name).get(" ".join(token.low for token in tokens[at - size : at]))
        if of is not None:
            return of, at - size
    return None


def exactness(tokens: Sequence[Token], at: int, behind: str, unit: str) -> str:
    """Return how exact the figure at `tokens[at]` claims to be by the words before it; else `behind`."""
    before = phrase_before(tokens, at, "before")
    if not before:
        return behind
    name, start = before
    word = tokens[start].low
    lasting = start > 0 and tokens[start - 1].low in word_list("lasting")
    if word == "over" and unit in word_list("durations") and not lasting:
        return behind  # "over three days" is how long something took
    if word == "some" and tokens[at].low in {"one", "two", "first", "second"}:
        return behind
    return name
