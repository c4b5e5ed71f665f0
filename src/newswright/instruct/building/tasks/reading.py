"""An article as the tasks read it: its sentences, lede, teaser, summary and notes, each worked out once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from newswright.instruct.building.articles import CUT_MARK, ArchiveArticle
from newswright.instruct.building.notes import Style, cablese, gathered, leans
from newswright.text.boilerplate import truncated
from newswright.text.sentences import sentences
from newswright.text.words import content_stems, words

_PARTED = re.compile(r"\b[ap]\.m\.$")
_MARK = re.compile('["“”]')
_ZONE = re.compile(r"\(?(?:[A-Z]{2,4}\b|[a-z]|local)")
TEASER = 160
"""Characters of a derived teaser at most: the median of 125 real wire teasers is 156."""
LEDE = (8, 60)
"""Words of a sentence that may be a lede."""
SUMMARY = 2
"""Sentences of a derived summary."""


class Reading:
    """An article, read."""

    def __init__(self, article: ArchiveArticle, style: Style = "cablese") -> None:
        self.article = article
        self._style: Style = style
        self._notes: dict[str, str] = {}

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """All its sentences, in order, each on one line."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)

    @cached_property
    def paragraphs(self) -> tuple[tuple[str, ...], ...]:
        """Its paragraphs as sentences."""
        language = self.article.language or "en"
        return tuple(tuple(_whole(text, language)) for text in self.article.paragraphs)

    @cached_property
    def words(self) -> int:
        """Words of its text."""
        return sum(len(words(text)) for text in self.article.paragraphs)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Notes derived from its text."""
        return gathered(self.sentences, [self.note(sentence) for sentence in self.sentences], self._style)

    def note(self, sentence: str) -> str:
        """Return the note of one of its sentences."""
        if self._style == "sentences":
            return sentence
        if sentence not in self._notes:
            self._notes[sentence] = cablese(sentence)
        return self._notes[sentence]

    @cached_property
    def lede(self) -> str:
        """Its first sentence, or "" where that is none to open an article with."""
        first = self.sentences[0] if self.sentences else ""
        return first if sound(first) and LEDE[0] <= len(words(first)) <= LEDE[1] else ""

    @cached_property
    def teaser(self) -> tuple[str, bool]:
        """Its teaser, and whether it is derived."""
        given = self.article.teaser.removesuffix(CUT_MARK).strip()
        if given and self.article.teaser.endswith(CUT_MARK):
            given = given.rstrip(".…") + "..."
        return (given, False) if given else (derived_teaser(self.sentences), True)

    @cached_property
    def summary(self) -> tuple[str, bool]:
        """Its summary, and whether it is derived; "" where there is nothing to sum up."""
        given = self.article.summary.removesuffix(CUT_MARK).strip()
        return (given, False) if given else (derived_summary(self.sentences), True)


def _whole(text: str, language: str) -> list[str]:
    """Return the sentences of a paragraph, put together where they were parted at "p.m." or inside a quotation."""
    found: list[str] = []
    pieces = [span.text for span in sentences(text, language)]
    for at, piece in enumerate(pieces):
        zone = bool(found) and bool(_PARTED.search(found[-1])) and bool(_ZONE.match(piece))
        if zone or (found and _open(found[-1]) and any(_MARK.search(later) for later in pieces[at:])):
            found[-1] += " " + piece
        else:
            found.append(piece)
    return found


def _open(text: str) -> bool:
    """Whether a quotation begins in `text` and does not end there."""
    return len(_MARK.findall(text)) % 2 == 1


def sound(sentence: str) -> bool:
    """Tell whether a sentence is whole and stands alone: a capital, an end, closed quotations, no pronoun first."""
    opening = sentence.lstrip("\"“'‘(")[:1]
    closed = sentence.count('"') % 2 == 0 and sentence.count("“") == sentence.count("”")
    ended = sentence.rstrip("\"”'’)").endswith((".", "!", "?"))
    return bool(opening) and (opening.isupper() or opening.isdigit()) and ended and closed and not leans(sentence)


def derived_teaser(lines: tuple[str, ...]) -> str:
    """Return an article's opening in about `TEASER` characters: whole sentences, or words and "..."."""
    if not lines:
        return ""
    teaser = lines[0]
    for line in lines[1:]:
        if len(teaser) + 1 + len(line) > TEASER:
            break
        teaser += " " + line
    if len(teaser) <= TEASER:
        return teaser
    return teaser[: TEASER - 3].rpartition(" ")[0].rstrip(",;:–—- ") + "..."


def derived_summary(lines: tuple[str, ...]) -> str:
    """Return the `SUMMARY` sentences that have most of what the article repeats, in their order; "" of a short one.

    A sentence is worth the mean frequency of its content words, more towards the beginning of the article.
    """
    if len(lines) < SUMMARY * 2:
        return ""
    stems = [content_stems(line) for line in lines]
    frequency = Counter(stem for line in stems for stem in set(line))
    worth = {
        at: sum(frequency[stem] for stem in set(line)) / (len(set(line)) + 4) * (1 + 1 / (at + 1))
        for at, line in enumerate(stems)
        if sound(lines[at]) and LEDE[0] <= len(words(lines[at])) <= LEDE[1] and not truncated(lines[at])
    }
    best = sorted(sorted(worth, key=lambda at: -worth[at])[:SUMMARY])
    return " ".join(lines[at] for at in best) if len(best) == SUMMARY else ""
