"""A desk's style sheet: how its articles spell, count and address people, and what they never say.

It is a TOML file. What can be mended by rule is mended before a sentence is checked, so that what is checked is what is
printed; what cannot (a banned word, a sentence too long) loses the version. Quoted words are nobody's to change.

    spelling = "british"          # or "american"
    numerals = 10                 # whole numbers below it are words, those from it on are figures
    titles = ["Mr", "Mrs", "Ms"]  # courtesy titles that are left out
    banned = ["slam", "shocking"] # words that no sentence has, in any inflection
    longest = 30                  # words of a sentence
    exclaims = false              # whether a sentence may end with "!"
    [instead]                     # what stands for what
    "per cent" = "percent"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newswright.errors import SettingsError
from newswright.text.names import is_calendar, names, ordinary_words
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.words import stem, words

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ALONE = re.compile(
    r"(?<![\w.,:/£$€¥#%–—-])(?<!\d\s)(?P<n>\d{1,2})(?![\w%°:/–—-]|[.,]\d|\s\d"
    r"|\s?(?:%|per ?cent|am|pm|a\.m|p\.m|million|billion|trillion|degrees|mph|km|kg"
    r"|January|February|March|April|May|June|July|August|September|October|November|December))"
)
"""A whole number that counts things: no part of a figure, a date, a time, a measure, a score or a name."""
_MONTH_BEFORE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|No\.|Number|Route|Highway|Article|Section|Chapter|Flight|Channel|Pier|Gate)\s$"
)


class Style(BaseModel):
    """A style sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spelling: Literal["", "british", "american"] = ""
    numerals: int = Field(0, ge=0, le=13)
    titles: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    longest: int = Field(0, ge=0)
    exclaims: bool = True
    instead: Mapping[str, str] = {}

    def mended(self, text: str) -> str:
        """Return `text` as the sheet has it, as far as rules can; what is quoted stays."""
        mended = text
        for mend in (self._instead, self._spelled, self._untitled, self._counted):
            mended = _outside(mended, mend)
        if mended == text or text[:1].islower():
            return mended
        return mended[:1].upper() + mended[1:]

    def faults(self, text: str) -> Iterator[str]:
        """Yield what of `text` the sheet does not allow, outside quotations."""
        own = outside_quotations(text)
        said = {stem(word.text) for word in words(own)}
        banned = [word for word in self.banned if stem(word) in said or (" " in word and word.lower() in own.lower())]
        if banned:
            yield f"the style sheet bans {', '.join(f'“{word}”' for word in banned)}"
        count = len(words(text))
        if self.longest and count > self.longest:
            yield f"{count} words, the style sheet allows {self.longest}"
        if not self.exclaims and "!" in own:
            yield "the style sheet allows no exclamation mark"

    def _instead(self, text: str) -> str:
        for old, new in self.instead.items():
            text = re.sub(rf"\b{re.escape(old)}\b", new.replace("\\", "\\\\"), text)
        return text

    def _spelled(self, text: str) -> str:
        if not self.spelling:
            return text
        taken = [(name.start, name.end) for name in names(text) if not name.first]
        pattern, table = _spellings(self.spelling)

        def spelled(match: re.Match[str]) -> str:
            old = match.group()
            if any(start <= match.start() < end for start, end in taken):
                return old
            new = table[old.lower()]
            return new.upper() if old.isupper() else new.capitalize() if old[0].isupper() else new

        return pattern.sub(spelled, text)

    def _untitled(self, text: str) -> str:
        for title in self.titles:
            text = re.sub(rf"\b{re.escape(title.rstrip('.'))}\.?\s+(?=[A-Z])", "", text)
        return text

    def _counted(self, text: str) -> str:
        if not self.numerals:
            return text

        def worded(match: re.Match[str]) -> str:
            number = int(match["n"])
            if number >= min(self.numerals, len(_SMALL)) or _in_a_name(text[: match.start()]):
                return match.group()
            return _SMALL[number]

        return _ALONE.sub(worded, text)


def read_style(path: Path) -> Style:
    """Read a style sheet.

    Raises:
        SettingsError: it cannot be read, is no TOML, or has a key or value that no sheet has.
    """
    try:
        return Style.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"The style sheet {path} cannot be read: {error.strerror}.", cure="Name one.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The style sheet {path} is no TOML: {error}.", cure="See docs/write/style.md.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(
            f"The style sheet {path} has “{where}” = {first['input']!r}: {first['msg']}.",
            cure=f"A sheet has {', '.join(Style.model_fields)}: see docs/write/style.md.",
        ) from None


def _in_a_name(before: str) -> bool:
    """Whether a number belongs to what stands before it: a month, or a name as "Formula 1"."""
    found = re.search(r"(?P<word>[^\W\d_][\w'’]*)\s$", before)
    if _MONTH_BEFORE.search(before):
        return True
    word = found["word"] if found else ""
    return word[:1].isupper() and word.lower() not in ordinary_words() and not is_calendar(word)


@cache
def _spellings(wanted: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the words to be spelled, and how each is: those with one spelling in two senses go one way."""
    table = files("newswright.write").joinpath("tables", "spelling.txt").read_text(encoding="utf-8")
    pairs = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            british, american, *only = line.split()
            if wanted == "american":
                pairs[british] = american
            elif not only:
                pairs[american] = british
    forms = "|".join(f"{old}(?={_endings(old, new)}\\b)" for old, new in pairs.items())
    return re.compile(rf"\b(?:{forms})", re.IGNORECASE), pairs


def _endings(old: str, new: str) -> str:
    """Return the endings that stand alike behind both: "centered" is no "centreed"."""
    if old[-1] != new[-1] or old.startswith(new) or new.startswith(old):
        return "(?:s|ment)?"
    return "(?:s|d|ed|r|rs|ing|ment|al|able|ful|less|ly)?"


def _outside(text: str, mend: Callable[[str], str]) -> str:
    """Mend what stands outside quotation marks, piece by piece."""
    mended, last = [], 0
    for span in quotations(text):
        mended += [mend(text[last : span.start - 1]), text[span.start - 1 : span.end + 1]]
        last = span.end + 1
    return "".join([*mended, mend(text[last:])])
