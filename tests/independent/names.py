"""Finds the names of a sentence, word by word, and looks for each in the evidence.

A capitalised word is a name unless it only begins a sentence. Sentence starts are judged by what the evidence and the
other items say, and by two tables: `function_words.txt`, which never are names, and `ordinary_words.txt`, which are
none alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .dates import CALENDAR, VERBS_AFTER_NAME
from .fold import Span, fold, overlaps
from .number_words import CODES, ONES, ORDINALS, SCALES, TENS
from .tables import entries, listed

_WORD = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)+|\d*[^\W\d_]\w*(?:['&]\w+)*|&|\d+")
_CONTRACTION = re.compile(r"(?:'s|'m|'re|'ve|'ll|'d|n't)$")
_TITLES = frozenset({"Mr", "Mrs", "Ms"})
_ABBREVIATIONS = listed(
    "Mr Mrs Ms Dr St Gen Sen Gov Rep Lt Col Sgt Capt Rev Prof Hon Jr Sr Inc Ltd Co Corp No vs Mt Ft"
)
_ADDRESS = re.compile(
    r"[@#]\w+|\b\w[\w-]*(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|info|io|tv|eu|uk|de|fr|ie|au|ca|nz)\b", re.IGNORECASE
)
_CUE = re.compile(
    r"\b(?:report(?:s|ed|ing)?|said|says|say|wrote|writes|according to|told|quoted|cit(?:es|ed|ing)|carried|published)"
    r"\b|:\s*\"",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A word with its place and whether it begins a sentence, a quotation or what follows a colon."""

    text: str
    start: int
    end: int
    first: bool

    @property
    def bare(self) -> str:
        """The word without possessive or contraction and without the dots of an acronym."""
        plain = self.text.replace(".", "") if re.fullmatch(r"(?:\w\.)+", self.text) else self.text
        return _CONTRACTION.sub("", plain)

    @property
    def capital(self) -> bool:
        return any(letter.isupper() for letter in self.bare)


def split(text: str) -> list[Word]:
    """Return the words of folded `text`; parts of a hyphenated word are words."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        gap = text[found[-1].end if found else 0 : match.start()]
        first = not found or bool(re.search(r"[.!?:;\"]|(?:^|\s|\()'|\s-\s", gap))
        if first and found and gap.startswith(".") and _abbreviated(found[-1].text, gap):
            first = False
        found.append(Word(match.group(), match.start(), match.end(), first))
    return found


def _abbreviated(word: str, gap: str) -> bool:
    return (word in _ABBREVIATIONS or (len(word) == 1 and word.isupper())) and gap.strip() == "."


def _title_case(found: list[Word]) -> bool:
    """Return whether nearly all longer words are capitalised, as in some headlines."""
    long = [word for word in found if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long) >= 4 and sum(word.text[0].isupper() for word in long) >= 0.85 * len(long)


@dataclass
class Vocabulary:
    """What some texts say of words: which stand in lower case, which with a capital inside a sentence, and the runs."""

    texts: list[str]

    @cached_property
    def _parsed(self) -> list[list[Word]]:
        return [split(fold(line)) for text in self.texts for line in text.splitlines()]

    @cached_property
    def capitals(self) -> dict[str, set[str]]:
        """The capitalised spellings of each word by its lower-case form."""
        found: dict[str, set[str]] = {}
        for words in self._parsed:
            for word in words:
                if word.capital:
                    found.setdefault(word.bare.casefold(), set()).add(word.bare)
        return found

    @cached_property
    def inside(self) -> set[str]:
        """Capitalised words inside sentences that are not in title case."""
        return {w.bare for words in self._parsed if not _title_case(words) for w in words if w.capital and not w.first}

    @cached_property
    def lower(self) -> set[str]:
        """Words that stand in lower case."""
        return {word.bare for words in self._parsed for word in words if not word.capital}

    @cached_property
    def runs(self) -> list[list[str]]:
        """Capitalised words that stand together, outside texts in title case."""
        return [[w.bare for w in run] for words in self._parsed if not _title_case(words) for run in _runs(words)]

    @cached_property
    def title_case(self) -> bool:
        """Whether one of the texts is a headline in title case."""
        return any(_title_case(words) for words in self._parsed)


def _runs(words: list[Word]) -> Iterable[list[Word]]:
    """Yield the runs of capitalised words that only a space or an abbreviation's dot parts."""
    run: list[Word] = []
    for word in words:
        gap = word.start - run[-1].end if run else 1
        near = gap == 1 or (gap == 2 and _abbreviated(run[-1].text, "."))
        if word.capital and near:
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if word.capital else []
    if run:
        yield run


@dataclass
class NameCheck:
    """Judges the names of one sentence.

    Attributes:
        evidence: the cited texts.
        story: the full texts of the story's items.
        archive: the full texts of all items.
    """

    evidence: Vocabulary
    story: Vocabulary
    archive: Vocabulary
    names: list[str] = field(default_factory=list)
    """Filled by `missing`: every name seen."""

    def missing(self, text: str, outlets: list[Span]) -> list[tuple[str, str]]:
        """Return the names of folded `text` that the evidence lacks, each with the reason."""
        words = split(text)
        loose = _title_case(words)
        addresses = [m for m in _ADDRESS.finditer(text) if not overlaps(m.span(), outlets)]
        known = " ".join(map(fold, self.evidence.texts)).casefold()
        self.names += [match[0] for match in addresses]
        found = [(m[0], "no cited evidence has this address") for m in addresses if m[0].casefold() not in known]
        apart = [*outlets, *(match.span() for match in addresses)]
        for at, word in enumerate(words):
            if not word.capital or overlaps((word.start, word.end), apart) or _is_number_or_date(word):
                continue
            if text[word.end : word.end + 1] == "$" or text[: word.start].endswith("°"):
                continue
            if (word.first or loose) and not self._is_name(word.bare, words[at + 1 : at + 2]):
                continue
            self.names.append(word.bare)
            if not self._has(word.bare):
                found.append((word.bare, "no cited evidence has this name"))
        return found if loose else [*found, *self._stitched(words, outlets)]

    def _is_name(self, bare: str, after: list[Word]) -> bool:
        """Judge a word that begins a sentence, by itself and the word after it."""
        low = bare.casefold()
        verb = any(word.text in VERBS_AFTER_NAME.split("|") for word in after)
        if (len(bare) > 1 and bare.isupper()) or (bare == "Will" and verb):
            return True
        if low in entries("function_words") or low in self.evidence.lower:
            return False
        if low in self.evidence.capitals:
            return True
        if _ordinary(low):
            return any(word.capital for word in after) and bare in self.story.inside
        return bare in self.story.inside or low not in self.archive.lower

    def _has(self, bare: str) -> bool:
        """Return whether the evidence has the word, capitalised, or as a common noun ("President", "president")."""
        low = bare.casefold()
        spellings = self.evidence.capitals.get(low, set())
        if bare in spellings:
            return True
        if _ordinary(low) and low in self.evidence.lower:
            return True
        others = {s for s in spellings if low not in entries("function_words") or s.isupper()}
        return len(bare) > 2 and bool(others)

    def _stitched(self, words: list[Word], outlets: list[Span]) -> Iterable[tuple[str, str]]:
        """Yield pairs of name words that the evidence has, but always in other company: "Anna" Hill, Tom "Brook"."""
        if self.evidence.title_case:
            return
        for run in _runs(words):
            plain = [w for w in run if not overlaps((w.start, w.end), outlets)]
            for left, right in pairwise(plain):
                if right.start - left.end == 1 and not left.text.endswith("'s") and self._apart(left.bare, right.bare):
                    yield f"{left.bare} {right.bare}", "the evidence has both words, but never as one name"

    def _apart(self, left: str, right: str) -> bool:
        if {left, right} & (_TITLES | CALENDAR) or _ordinary(left.casefold()) or _ordinary(right.casefold()):
            return False
        if {left.casefold(), right.casefold()} & entries("function_words"):
            return False
        runs = self.evidence.runs
        if any(left in run and right in run[run.index(left) + 1 :] for run in runs):
            return False
        with_left = [run for run in runs if left in run]
        with_right = [run for run in runs if right in run]
        followed = with_left and all(run.index(left) + 1 < len(run) for run in with_left)
        preceded = with_right and all(run.index(right) > 0 for run in with_right)
        return bool(followed and preceded)


def outlet_spans(text: str, sources: Iterable[str]) -> list[tuple[str, Span]]:
    """Return where folded `text` names, whole, the outlet of its evidence, if it attributes anything at all."""
    if not _CUE.search(text):
        return []
    found: list[tuple[str, Span]] = []
    for source in sorted(set(sources), key=len, reverse=True):
        core = re.sub(r"^[Tt]he\s", "", source)
        for match in re.finditer(rf"(?<!\w)(?:[Tt]he\s)?{re.escape(core)}(?!\w)", text) if core else ():
            if not overlaps(match.span(), [span for _, span in found]):
                found.append((source, match.span()))
    return found


def _ordinary(low: str) -> bool:
    """Return whether a word, or its singular, stands in the table of ordinary words."""
    table = entries("ordinary_words")
    stems = {low, low.removesuffix("s"), low.removesuffix("es"), re.sub(r"ies$", "y", low)}
    return bool(stems & table) or (len(low) > 8 and low.endswith(("ly", "tion", "tions", "ments", "ness")))


def _is_number_or_date(word: Word) -> bool:
    low = word.bare.casefold()
    digits = word.bare[0].isdigit() and re.fullmatch(r"\d+(?:m|bn|b|k|t|c|f|am|pm|tn|s|st|nd|rd|th)?", low)
    code = re.fullmatch(r"[^\W\d_]+\d+", low)
    known = (
        code or low in ONES or low in TENS or low in SCALES or low in ORDINALS or low in CODES or low in {"am", "pm"}
    )
    return bool(digits or known) or word.bare in CALENDAR or word.bare in _TITLES or word.bare == "I"
