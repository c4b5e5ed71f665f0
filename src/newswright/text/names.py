"""Names in English prose, by their capitals: who and what a sentence speaks of.

A name is a run of capitalised words, with small words allowed inside ("Bank of Wexley"). The first word of a sentence
is capitalised anyway, so it counts only with a reason: another capitalised word follows it, or it is no ordinary word.
Made for checking, so it errs towards calling a word a name. Weekdays and months belong to `text.dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from newswright.text.fold import fold
from newswright.text.quotes import quotations
from newswright.text.span import Span
from newswright.text.words import stop_words, words

_INNER = frozenset(
    {"of", "the", "and", "for", "de", "la", "le", "van", "von", "der", "den", "del", "du", "al", "bin", "on", "upon"}
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec christmas easter".split()
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady rev revd sgt capt col gen lt st president pm".split()
)


@dataclass(frozen=True)
class Name:
    """A name as it stands in a text."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    """Its words that carry it, possessive dropped, small inner words left out, titles kept."""
    opens: bool
    """Whether it opens a sentence or a quotation, so that the capital of its first word proves little."""

    @property
    def first(self) -> bool:
        """Whether it is a single word that opens a sentence."""
        return self.opens and len(self.words) == 1

    @property
    def core(self) -> tuple[str, ...]:
        """Its words without titles such as "Dr"."""
        kept = tuple(w for w in self.words if w.casefold().rstrip(".") not in _TITLES)
        return kept or self.words


@cache
def ordinary_words() -> frozenset[str]:
    """Words that often open a sentence and are no names, lower-case: function words and the commonest nouns of news."""
    table = files("newswright.text").joinpath("tables", "openers.txt").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return stop_words() | frozenset(" ".join(lines).split())


def names(text: str) -> list[Name]:
    """Return the names in `text`, in order. Calendar words are left out."""
    tokens = words(text)
    openings = _openings(text)
    found: list[Name] = []
    at = 0
    while at < len(tokens):
        if not _capital(tokens[at].text):
            at += 1
            continue
        stop = _run_end(tokens, at, text)
        name = _name(text, tokens[at:stop], openings)
        if name:
            found.append(name)
        at = stop
    return found


def _openings(text: str) -> set[int]:
    """Places where a capital says nothing: the start of a sentence or of a quotation."""
    starts = {m.end() for m in re.finditer(r"(?:^|[.!?:;]['\"’”)]*\s+|\n)[\s'\"“‘(\[]*", text)}
    return starts | {span.start for span in quotations(text)} | {m.end() for m in re.finditer(r"[“\"‘]", text)}


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word[:1]) or (any(c.isupper() for c in word[1:]) and any(c.isalpha() for c in word))


def _run_end(tokens: list[Span], at: int, text: str) -> int:
    stop = at + 1
    while stop < len(tokens):
        gap = text[tokens[stop - 1].end : tokens[stop].start]
        if gap not in (" ", ". ", " \u00a0", "-") or (gap == ". " and not _initial(tokens[stop - 1].text)):
            break
        if is_calendar(tokens[stop].text):
            break
        if _capital(tokens[stop].text):
            stop += 1
        elif _inner(tokens, stop, text):
            stop += 2
        else:
            break
    return stop


def _inner(tokens: list[Span], at: int, text: str) -> bool:
    """A small word between two capitals, both on one line without punctuation: "University of Wexley"."""
    if tokens[at].text.casefold() not in _INNER - {"and", "on", "the"} or at + 1 >= len(tokens):
        return False
    return text[tokens[at].end : tokens[at + 1].start] == " " and _capital(tokens[at + 1].text)


def _initial(word: str) -> bool:
    return len(word) == 1 or word.casefold() in _TITLES


def is_calendar(word: str) -> bool:
    """Tell whether `word` names a weekday, a month or a feast that serves as a date."""
    return fold(word).casefold().removesuffix("'s").rstrip(".") in _CALENDAR


def _name(text: str, run: list[Span], openings: set[int]) -> Name | None:
    opens = run[0].start in openings
    if opens and len(run) > 1 and _plain(run[0].text):
        run, opens = run[1:], False  # "The Rovers", "In Ostermere": the first word is no part of the name
    while run and is_calendar(run[0].text):
        run, opens = run[1:], False
    if run and len(run) > 1 and not _capital(run[0].text):
        run = run[1:]
    if not run or (opens and len(run) == 1 and _plain(run[0].text)) or _single_letter(run):
        return None
    carrying = tuple(bare(w.text) for w in run if _capital(w.text))
    start, end = run[0].start, run[-1].end
    return Name(start, end, text[start:end], carrying, opens)


def _plain(word: str) -> bool:
    return fold(word).casefold().removesuffix("'s") in ordinary_words() and not word.isupper()


def _single_letter(run: list[Span]) -> bool:
    return len(run) == 1 and (run[0].text in {"I", "A"} or fold(run[0].text) in {"I'm", "I've", "I'd", "I'll"})


def bare(word: str) -> str:
    """Return `word` without its possessive ending, typography folded."""
    folded = fold(word)
    return folded.removesuffix("'s") if folded.endswith("'s") else folded.rstrip("'")


def acronym(of: tuple[str, ...]) -> str:
    """Return the capitals that abbreviate a name: ("World", "Health", "Organization") -> "WHO"."""
    return "".join(word[0] for word in of if word[:1].isupper()).upper()
