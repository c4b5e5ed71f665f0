"""Source notes for an archive without sources: each sentence of an article in telegraph style.

A note leaves out what a reader puts back by grammar alone: articles, "that" behind a verb of saying, a relative pronoun
with its auxiliary, "is" and "are" (so a note without a verb is of the present), and the auxiliary of a passive that
shows without it ("taken", "arrested by"); the lists are in `tables/cablese.toml`. Figures, names, dates and quotations
stand word for word, in their order. So do negations, hedges, verbs of saying, prepositions, joining words and every
other auxiliary: who learned to put back "also" would learn to add, and without "were" who was shot would be shooting.

A sentence that leans on the one before ("He said ...", or a quotation alone) shares that one's note.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from newswright.text.dates import dates
from newswright.text.fold import fold
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.quotes import quotations
from newswright.text.span import Span
from newswright.text.words import words

Style = Literal["cablese", "sentences"]
"""Telegraph style, or the sentences as they stand."""
JOINED = 3
"""Sentences that share a note at most: of 3,678 runs of sentences of which each but the first leans on the one before,
in 365 Wikinews articles, six are longer."""

_LEANS = re.compile(
    r"^[\"“'‘(]*(?:he|she|it|they|his|her|hers|its|their|theirs|him|them|this|these|those|such)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]?[.,]?")
_ENDED = re.compile(r"[.!?:…][\"'”’)\]]*$")
_RELATIVE = frozenset({"who", "which", "that"})
_BEHIND = frozenset("by in on at to for from with as after during near under over against between among of".split())


def notes(sentences: Sequence[str], style: Style = "cablese") -> tuple[str, ...]:
    """Return the notes of an article's `sentences`, in order; those that share a note are parted by "; "."""
    return gathered(sentences, [cablese(each) if style == "cablese" else each for each in sentences], style)


def gathered(sentences: Sequence[str], lines: Sequence[str], style: Style) -> tuple[str, ...]:
    """Return the notes of `sentences` from their `lines`, one each: who leans on the one before shares its note."""
    found: list[list[str]] = []
    before = ""
    for sentence, line in zip(sentences, lines, strict=True):
        if found and len(found[-1]) < JOINED and (leans(sentence) or not _ENDED.search(before)):
            found[-1].append(line)
        else:
            found.append([line])
        before = sentence
    return tuple(_together(lines, style) for lines in found)


def _together(lines: Sequence[str], style: Style) -> str:
    if style == "sentences":
        return " ".join(lines)
    return "; ".join([lines[0], *(line[:1].lower() + line[1:] for line in lines[1:])])  # a pronoun or a quotation mark


def leans(sentence: str) -> bool:
    """Tell whether the sentence before says who or what this one speaks of: a pronoun begins it, or all is quoted."""
    return bool(_LEANS.match(fold(sentence)) or _QUOTED.fullmatch(sentence.strip()))


def cablese(sentence: str) -> str:
    """Return `sentence` in telegraph style, without its full stop.

    Every figure, name, date and quotation of the sentence is in the note, letter by letter and in order. A sentence of
    which nothing would be left is returned as it is.
    """
    text = _shorter(" ".join(sentence.split()))
    tokens = words(text)
    dropped = _Dropping(text, tokens).places()
    kept, place = [], 0
    for token in (tokens[at] for at in sorted(dropped)):
        kept.append(text[place : token.start])
        place = _behind(text, token, "".join(kept).rstrip()[-1:])
    note = _finished("".join([*kept, text[place:]]))
    return note or sentence.strip()


def _behind(text: str, token: Span, before: str) -> int:
    """Return where the text goes on behind a word that goes: its space goes with it, and its second comma too."""
    place = token.end
    if before in {"", ","} and text[place : place + 1] == ",":
        place += 1
    return place + (text[place : place + 1] == " ")


class _Dropping:
    """Which words of one sentence go."""

    def __init__(self, text: str, tokens: Sequence[Span]) -> None:
        self._tokens = tokens
        self._low = [fold(token.text).lower() for token in tokens]
        self._fixed = _fixed(text)
        self._text = text
        self._gone: set[int] = set()

    def places(self) -> set[int]:
        """Return the places in `tokens` of the words that go."""
        for at, word in enumerate(self._low):
            if at in self._gone or not self._free(at):
                continue
            if word in _list("articles"):
                self._article(at)
            elif word == "that" and at and self._low[at - 1] in _list("saying") and self._joined(at):
                self._gone.add(at)
            elif word in _RELATIVE:
                self._relative(at)
            else:
                self._auxiliary(at)
        return self._gone

    def _free(self, at: int) -> bool:
        """Whether a word may go at all: it is no part of a figure, name, date or quotation."""
        token = self._tokens[at]
        return not any(start < token.end and token.start < end for start, end in self._fixed)

    def _word(self, at: int) -> str:
        return self._low[at] if 0 <= at < len(self._low) else ""

    def _joined(self, at: int) -> bool:
        """Whether nothing but a space stands before and behind a word."""
        before = self._text[self._tokens[at - 1].end : self._tokens[at].start] if at else " "
        return before == " " and self._runs_on(at)

    def _runs_on(self, at: int) -> bool:
        return at + 1 < len(self._tokens) and self._text[self._tokens[at].end : self._tokens[at + 1].start] == " "

    def _article(self, at: int) -> None:
        token = self._tokens[at]
        inside = at > 0 and token.text[:1].isupper()
        part_of_name = self._word(at - 1) == "of" and self._capital(at - 2) and self._capital(at + 1)
        amount = self._word(at + 1) in _list("amounts") or self._word(at - 1) in _list("per") or self._price(at)
        if not (inside or part_of_name or amount) and self._text[token.end : token.end + 1] == " ":
            self._gone.add(at)

    def _price(self, at: int) -> bool:
        """Whether "a" stands directly behind a figure: "$3 a barrel"."""
        return self._word(at) != "the" and self._word(at - 1)[:1].isdigit() and self._joined(at)

    def _capital(self, at: int) -> bool:
        return 0 <= at < len(self._tokens) and self._tokens[at].text[:1].isupper()

    def _relative(self, at: int) -> None:
        """Drop "who was" before a participle that shows what it is by the word behind it, or by itself."""
        aux = self._word(at + 1)
        if aux not in {*_list("present"), *_list("past")} or not self._free(at + 1) or not self._runs_on(at):
            return
        if at and self._runs_on(at + 1) and (self._progressive(at + 2) or self._passive(at + 2)):
            self._gone.update((at, at + 1))

    def _auxiliary(self, at: int) -> None:
        word, free = self._low[at], at > 0 and self._joined(at)
        if not free or self._asks(at):
            return
        if (word in _list("present") and self._may_be_bare(at)) or (word in _list("past") and self._passive(at + 1)):
            self._gone.add(at)
        elif word in {"has", "have"} and self._word(at + 1) == "been" and self._passive(at + 2) and self._free(at + 1):
            self._gone.update((at, at + 1))

    def _asks(self, at: int) -> bool:
        return self._word(at - 1) in {
            "there",
            "it",
            "what",
            "how",
            "why",
            "where",
            "this",
            "that",
            "which",
            "who",
            "and",
            "or",
        }

    def _may_be_bare(self, at: int) -> bool:
        """Whether "is" may go: what stands behind it could not be taken for a verb in the past."""
        behind = self._word(at + 1)
        if behind in {"not", "no"} or behind in _list("saying"):
            return False
        if behind.endswith("ed") or self._passive(at + 1):
            return self._word(at + 2) in {"by", "to"} or behind in _list("participles")
        return (
            behind.endswith("ing")
            or behind in _BEHIND
            or behind in {"now", "still", "due", "likely", "unlikely", "a", "an", "the"}
        )

    def _progressive(self, at: int) -> bool:
        return self._word(at).endswith("ing") and len(self._word(at)) > 4

    def _passive(self, at: int) -> bool:
        """Whether a word is a participle also without its auxiliary."""
        word = self._word(at)
        return word in _list("participles") or (word.endswith("ed") and self._word(at + 1) == "by")


def _fixed(text: str) -> list[tuple[int, int]]:
    """The places that stay letter by letter: quotations with their marks, names, figures, dates."""
    opened = _opened_before(text)
    found = [(0, opened)] if opened else []
    found += [(span.start + opened - 1, span.end + opened + 1) for span in quotations(text[opened:])]
    found += [(_past_article(text, name.start), name.end) for name in names(text)]
    found += [(figure.start, figure.end) for figure in quantities(text)]
    return found + [(date.start, date.end) for date in dates(text)]


def _opened_before(text: str) -> int:
    """Return where a quotation ends that began in a sentence before; 0 where there is none."""
    folded = fold(text)
    first = folded.find('"')
    return first + 1 if folded.count('"') % 2 and first > 0 and not folded[first - 1].isspace() else 0


def _past_article(text: str, start: int) -> int:
    """Step over the article in "A Greek official", which opens a sentence and is no part of the name."""
    return 2 if start == 0 and text.startswith("A ") else start


def _shorter(text: str) -> str:
    if any(mark in text for mark in '"“”«»„'):
        return text
    for long, short in _table()["shorter"].items():
        text = re.sub(rf"\b{long}\b", short, text)
    return text


def _finished(note: str) -> str:
    """Drop the full stop, and begin with a capital."""
    note = note.strip()
    if note.endswith(".") and not note.endswith("..") and not _abbreviated(note):
        note = note[:-1]
    return note[:1].upper() + note[1:]


def _abbreviated(note: str) -> bool:
    """Whether the last full stop belongs to its word: "U.S.", "Jr."."""
    last = note[:-1].rpartition(" ")[2]
    return "." in last or (len(last) <= 3 and last[:1].isupper() and not last.isupper())


@cache
def _table() -> dict[str, Any]:
    table = files("newswright.instruct.building").joinpath("tables", "cablese.toml").read_text(encoding="utf-8")
    return tomllib.loads(table)


@cache
def _list(name: str) -> frozenset[str]:
    table = _table()
    return frozenset((table[name] if name in table else table["verbs"][name]).split())
