"""Scores lessons: supported by the sources, complete, clean, with a well-formed lede, in words of its own.

`measured` looks at one lesson; `Usual` learns how long a task's answers are; `score` puts both together. Each part is
between 0 and 1, or None where it makes no sense for the lesson, and what took something off is listed. The total is the
weighted geometric mean of the parts that there are: one spoiled part pulls a lesson down however good the others are,
which a sum would not do; and a lesson with fewer parts is not favoured, as it would be by a plain product.
Diversity is no property of one lesson: see `instruct.select`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from newswright.instruct.dividing.leakage import answers
from newswright.records import Preference, Record, Role, Teaching
from newswright.text.boilerplate import boilerplate, truncated
from newswright.text.fold import fold
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.sentences import sentences
from newswright.text.span import Span
from newswright.text.words import stem, stop_words, words

Support = Callable[[str, Sequence[str]], bool]
"""Whether a sentence is supported by the source texts: `newsroom.py` passes what the verify stage says."""

WEIGHTS = {"supported": 3.0, "complete": 2.0, "clean": 2.0, "lede": 1.0, "own": 1.0}
"""Weights of the parts in the geometric mean; benchmarks/selection.py measures what they select."""
LEAST = 0.01
"""What a part counts at least in the mean, so that hopeless lessons still have an order."""
NUMBER, NAME = 3.0, 2.0
"""What a number and a name weigh against another content word in the built-in measure of support."""
LEDE = (12, 40)
"""Words of a lede's first sentence: of 365 Wikinews ledes 91% have as many, and nine in ten have 13 to 43."""
FREE_RUN, COPIED_RUN, WHOLE_RUN = 11, 25, 60
"""Words in a row that may be a source's; from which verify calls it copied (half); from which nothing is its own."""
ROOM = 1.5
"""Factor around the middle 90% of a task's answer lengths within which a length is usual."""
READ = 20_000
"""Characters of an answer, and of its sources together, that are looked at."""
_MADE = frozenset({"notes", "summary", "draft"})
"""What code made of the answer, or the answer of the sources: there a long run in common says nothing."""
_CLOSED = re.compile(r"[.!?…。؟][\"'”’»)\]*]*\s*$")
_PRONOUN = frozenset("he she it they we i you him her them his its their there".split())
_AUXILIARY = frozenset(
    "is are was were be been has have had will would may might can could should must do does did says said".split()
)


class Score(Record):
    """What a lesson is worth, and why."""

    id: str
    task: str
    supported: float | None
    """Share of the answer that its sources support; None without sources."""
    complete: float
    """Ends as a sentence ends, is not cut, and is as long as its task's answers are."""
    clean: float
    """No markup, furniture, template tags, broken letters, repeated lines, shouting or addresses."""
    lede: float | None
    """A first sentence that can open an article; None for answers of one sentence."""
    own: float | None
    """No long run of a source's words; None without sources, or where code made them of the answer."""
    total: float
    """Weighted geometric mean of the parts."""
    reasons: tuple[str, ...]
    """What took something off, each beginning with the part."""

    def lowest(self) -> str:
        """Return the name of the part that is lowest, or "" where all are 1."""
        parts = {name: value for name in WEIGHTS if (value := getattr(self, name)) is not None}
        name = min(parts, key=lambda n: parts[n])
        return name if parts[name] < 1 else ""


class Length(NamedTuple):
    """What `Usual` learns of a lesson, cheap to find: the task, the words of the answer, and whether it ends closed."""

    task: str
    words: int
    closed: bool

    @classmethod
    def of(cls, lesson: Teaching) -> Length:
        """Measure a lesson's answer."""
        text = answers(lesson)
        return cls(lesson.task, len(text.split()), bool(_CLOSED.search(text)))


@dataclass
class Usual:
    """How long the answers of each task are, and whether they are prose that ends with a mark, as headlines do not."""

    _lengths: dict[str, Counter[int]] = field(default_factory=dict)
    _closed: Counter[str] = field(default_factory=Counter)
    _ranges: dict[str, tuple[float, float]] = field(default_factory=dict)

    def add(self, length: Length) -> None:
        """Take in a lesson."""
        self._lengths.setdefault(length.task, Counter())[length.words] += 1
        self._closed[length.task] += length.closed
        self._ranges.pop(length.task, None)

    def prose(self, task: str) -> bool:
        """Whether at least half of the task's answers end as a sentence does."""
        return 2 * self._closed[task] >= self._lengths.get(task, Counter()).total()

    def range(self, task: str) -> tuple[float, float]:
        """Return the fewest and the most words that are usual: the middle 90%, with room around it."""
        if task not in self._ranges:
            counts = sorted(self._lengths.get(task, Counter({1: 1})).items())
            total = sum(count for _, count in counts)
            low, high = (_quantile(counts, share * total) for share in (0.05, 0.95))
            self._ranges[task] = (low / ROOM, high * ROOM)
        return self._ranges[task]


def _quantile(counts: Sequence[tuple[int, int]], place: float) -> int:
    passed = 0
    for value, count in counts:
        passed += count
        if passed >= place:
            return value
    return counts[-1][0]


def score(lesson: Teaching, usual: Usual, support: Support | None = None) -> Score:
    """Score a lesson. `usual` has seen the set's lessons; `support` decides instead of the built-in measure."""
    text = answers(lesson)[:READ]
    given = source_texts(lesson)
    found = sentences(text)
    why: list[str] = []
    own = given and not _MADE & set(lesson.derived)
    parts = {
        "supported": _supported(found, given, support, why) if given else None,
        "complete": _complete(lesson, text, usual, why),
        "clean": _clean(text, found, why),
        "lede": _lede(text, why) if len(found) > 1 or lesson.task == "lede" else None,
        "own": _own(text, given, why) if own else None,
    }
    rounded = {name: value if value is None else round(value, 4) for name, value in parts.items()}
    return Score.model_validate(
        {"id": lesson.id, "task": lesson.task, **rounded, "total": _total(parts), "reasons": tuple(why)}
    )


def _total(parts: dict[str, float | None]) -> float:
    there = [(WEIGHTS[name], max(LEAST, value)) for name, value in parts.items() if value is not None]
    return round(math.exp(sum(w * math.log(v) for w, v in there) / sum(w for w, _ in there)), 4)


def source_texts(lesson: Teaching) -> tuple[str, ...]:
    """Return the source texts of a lesson: the marked spans, or the user's words where none are marked.

    Unmarked words count only if they are half as long as the answer or more, since a bare instruction is no source.
    """
    messages = lesson.prompt if isinstance(lesson, Preference) else getattr(lesson, "messages", ())
    asked = [m for m in messages if m.role is Role.USER]
    marked = tuple(m.content[start:end][:READ] for m in asked for start, end in sorted(m.sources))
    if marked:
        return marked
    text = "\n\n".join(m.content for m in asked)[:READ]
    return (text,) if 2 * len(text.split()) >= len(answers(lesson).split()) and text.strip() else ()


# -- supported --


def _supported(found: Sequence[Span], given: Sequence[str], support: Support | None, why: list[str]) -> float:
    if not found:
        why.append("supported: there is no answer")
        return 0.0
    if support:
        bad = [span.text for span in found if not support(span.text, given)]
        why.extend(f"supported: no source for “{_short(text)}”" for text in bad[:3])
        return 1 - len(bad) / len(found)
    known = {key for said in {w.text for text in given for w in words(text)} for key in _keys(said)}
    facts: list[str] = []
    others: list[str] = []
    shares = [_share(span.text, known, (facts, others)) for span in found]
    if missing := list(dict.fromkeys(facts + others)):
        why.append(f"supported: not in the sources: {', '.join(missing[:6])}")
    return sum(shares) / len(shares)


def _keys(word: str) -> tuple[str, ...]:
    folded = fold(word).casefold().removesuffix("'s")
    return (
        folded,
        folded.replace(".", ""),
        stem(word),
        *(part for part in re.split(r"[-/,.]", folded) if len(part) > 1),
    )


def _share(sentence: str, known: set[str], missing: tuple[list[str], list[str]]) -> float:
    """Return the weighted share of a sentence's content that is known; `missing` gets its other facts and words."""
    there = total = 0.0
    facts, others = missing
    for at, word in enumerate(words(sentence)):
        folded = fold(word.text).casefold().removesuffix("'s")
        if folded in stop_words():
            continue
        number, name = any(c.isdigit() for c in folded), at > 0 and word.text[0].isupper()
        weight = NUMBER if number else NAME if name else 1.0
        total += weight
        if folded in known or folded.replace(".", "") in known or stem(word.text) in known:
            there += weight
        else:
            (facts if number or name else others).append(word.text)
    return there / total if total else 1.0


# -- complete --


def _complete(lesson: Teaching, text: str, usual: Usual, why: list[str]) -> float:
    if not text.strip():
        why.append("complete: the answer is empty")
        return 0.0
    value = 1.0
    if usual.prose(lesson.task) and not _CLOSED.search(text):
        value = 0.1
        why.append(f"complete: it ends without a closing mark: “…{_short(text.strip()[-40:])}”")
    elif truncated(text) and usual.prose(lesson.task):
        value = 0.1
        why.append("complete: it is cut off")
    low, high = usual.range(lesson.task)
    count = len(text.split())
    if not low <= count <= high:
        value *= count / low if count < low else max(0.2, high / count)
        why.append(f"complete: {count} words; usual for the task are {low:.0f} to {high:.0f}")
    return value


# -- clean --


@cache
def unclean() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """Return the table of what spoils an answer: name, factor, pattern."""
    table = files("newswright.instruct.dividing").joinpath("tables", "unclean.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(table)["unclean"]
    return tuple((row["name"], row["factor"], re.compile(row["pattern"], re.MULTILINE)) for row in rows)


def _clean(text: str, found: Sequence[Span], why: list[str]) -> float:
    value = 1.0
    for name, factor, pattern in unclean():
        if match := pattern.search(text):
            value *= factor
            why.append(f"clean: {name}: “{_short(match.group())}”")
    if furniture := boilerplate(text):
        value *= 0.3
        why.append(f"clean: furniture: “{_short(furniture[0].text)}”")
    again = [said for said, n in Counter(s.text.casefold() for s in found).items() if n > 1 and len(said.split()) > 3]
    if again:
        value *= 0.3
        why.append(f"clean: said more than once: “{_short(again[0])}”")
    long = [w for w in text.split() if len(w) > 4 and w.isalpha()]
    if len(long) > 4 and sum(w.isupper() for w in long) > len(long) / 4:
        value *= 0.4
        why.append("clean: a quarter of its words or more are in capitals")
    return value


# -- lede, own words --


def _lede(text: str, why: list[str]) -> float:
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n|\n", text) if p.strip()]
    body = paragraphs[1:] if len(paragraphs) > 1 and not _CLOSED.search(paragraphs[0]) else paragraphs
    first = sentences(body[0])[0].text if body else ""
    found = [w.text for w in words(first)]
    fewest, most = LEDE
    faults = (
        (0.5, not fewest <= len(found) <= most, f"its first sentence has {len(found)} words"),
        (0.6, not any(w[0].isupper() for w in found[1:]), "its first sentence names nobody and nothing"),
        (0.5, not any(_verb(w) for w in found), "its first sentence has no verb"),
        (0.5, bool(found) and found[0].casefold() in _PRONOUN, f"it begins with “{found[0] if found else ''}”"),
        (0.5, first.endswith("?"), "it begins with a question"),
        (0.5, bool(first) and not first[0].isupper() and first[0].isalpha(), "it begins with a small letter"),
    )
    why.extend(f"lede: {said}" for _, wrong, said in faults if wrong)
    return math.prod(factor for factor, wrong, _ in faults if wrong)


def _verb(word: str) -> bool:
    """Whether a word looks like a verb: an auxiliary, a known form, or an ending; lower-case only."""
    if not word.islower():
        return False
    return word in _AUXILIARY or word.endswith(("ed", "ing", "s")) or stem(word) != word


def _own(text: str, given: Sequence[str], why: list[str]) -> float:
    said = outside_quotations(text)
    best = max((overlap(said, source) for source in given), key=lambda o: o.longest)
    if best.longest <= FREE_RUN:
        return 1.0
    why.append(f"own: {best.longest} words in a row from a source: “{_short(best.run)}”")
    if best.longest <= COPIED_RUN:
        return 1 - 0.5 * (best.longest - FREE_RUN) / (COPIED_RUN - FREE_RUN)
    return max(0.0, 0.5 * (WHOLE_RUN - best.longest) / (WHOLE_RUN - COPIED_RUN))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
