"""Checks the promise from outside: no published sentence carries a number, a name, a date or a quotation that is not
in the evidence it cites.

It reads what `newswright articles --json` and `newswright items --json` print, and nothing else; no code is shared with
the product. It says nothing of the relations between words: who did what to whom. See `docs/independent-check.md`.

    python -m tests.independent.promise ARTICLES.json ITEMS.json
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .dates import Calendar, moments, number_spans
from .fold import Span, fold, overlaps, words
from .names import NameCheck, Vocabulary, outlet_spans
from .number_reader import Quantity
from .numbers import quantities, unsupported
from .quotations import Quotation, marked_in, quotations, stands_in

Json = dict[str, Any]


@dataclass(frozen=True)
class Violation:
    """One break of the promise."""

    article: str
    """Id of the article."""
    sentence: str
    """The sentence or headline; "" where the article as such is at fault."""
    kind: str
    """`article`, `evidence`, `number`, `date`, `name` or `quotation`."""
    value: str
    """What is not in the evidence, as the sentence has it."""
    why: str


@dataclass(frozen=True)
class Run:
    """The longest run of words that a model sentence shares with an item, outside quotations."""

    article: str
    sentence: str
    words: int
    text: str


@dataclass
class PromiseReport:
    """What was seen, and what breaks the promise. Headlines count as sentences do, except in `sentences`."""

    articles: int = 0
    published: int = 0
    refused: int = 0
    sentences: int = 0
    by_origin: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    dates: int = 0
    names: int = 0
    quotations: int = 0
    quotation_words: int = 0
    violations: list[Violation] = field(default_factory=list)
    unmarked: list[tuple[str, str]] = field(default_factory=list)
    """Article and quotation, where the evidence has the words without quotation marks and no outlet is named: words
    made speech. For an editor's eye, no violation."""
    runs: list[Run] = field(default_factory=list)
    """One for each model sentence."""

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return not self.violations

    def runs_over(self, limit: int) -> int:
        """Return how many model sentences share more than `limit` words in a row with an item."""
        return sum(run.words > limit for run in self.runs)


def check_promise(articles: list[Json], items: list[Json]) -> PromiseReport:
    """Check every article against the items it cites."""
    report = PromiseReport()
    archive = _Archive(items)
    for item in archive.doubled:
        report.violations.append(Violation("", "", "evidence", item, "two stored items with this id differ"))
    for article in articles:
        _Article(article, archive, report).check()
    return report


class _Archive:
    """The stored items, and what their texts say of words."""

    def __init__(self, items: list[Json]) -> None:
        self.items: dict[str, Json] = {}
        self.doubled: list[str] = []
        for item in items:
            known = self.items.setdefault(str(item.get("id")), item)
            if known.get("text") != item.get("text"):
                self.doubled.append(str(item.get("id")))
        self.vocabulary = Vocabulary([_text(item) for item in items])


class _Article:
    """One article under check."""

    def __init__(self, article: Json, archive: _Archive, report: PromiseReport) -> None:
        self.article, self.archive, self.report = article, archive, report
        self.id = str(article.get("id") or "")
        cited = [str(e.get("item")) for s in [*self._sentences(), self._headline()] for e in s["evidence"]]
        ids = dict.fromkeys([*map(str, article.get("sources") or []), *cited])
        self.texts = [_text(archive.items[item]) for item in ids if item in archive.items]
        self.story = Vocabulary(self.texts)

    def check(self) -> None:
        """Add the article's counts and violations to the report."""
        report, status = self.report, self.article.get("status")
        report.articles += 1
        if status == "refused":
            report.refused += 1
            if not str(self.article.get("reason") or "").strip():
                self._blame("", "article", "reason", "a refused article gives no reason")
            return
        if status != "published":
            self._blame("", "article", str(status), "the status is neither published nor refused")
        report.published += 1
        if not self.article.get("sentences"):
            self._blame("", "article", "sentences", "a published article has no sentence")
        headline = self._headline()
        if not headline["text"].strip():
            self._blame("", "article", "headline", "a published article has no headline")
        for sentence in self._sentences():
            report.sentences += 1
            report.by_origin[sentence["origin"]] += 1
            self._check_text(sentence)
        self._check_text(headline)

    def _sentences(self) -> list[Json]:
        return [_statement(s, s.get("text"), s.get("origin"), s.get("evidence")) for s in self._raw_sentences()]

    def _raw_sentences(self) -> list[Json]:
        return list(self.article.get("sentences") or [])

    def _headline(self) -> Json:
        """The headline in a sentence's shape, from the flat fields or from the `title` record."""
        title = self.article.get("title") or {}
        evidence = self.article.get("headline_evidence", title.get("evidence"))
        origin = self.article.get("headline_origin", title.get("origin"))
        return _statement({}, self.article.get("headline"), origin, evidence)

    def _blame(self, sentence: str, kind: str, value: str, why: str) -> None:
        self.report.violations.append(Violation(self.id, sentence, kind, value, why))

    # -- one sentence --

    def _check_text(self, statement: Json) -> None:
        raw, text = statement["text"], fold(statement["text"])
        if not text:
            self._blame(raw, "article", "text", "the sentence is empty")
            return
        if not statement["evidence"]:
            self._blame(raw, "evidence", "", "the sentence cites no evidence")
        for evidence in statement["evidence"]:
            for why in self._faults(evidence):
                self._blame(raw, "evidence", str(evidence.get("item")), why)
        cited = [str(e.get("text") or "") for e in statement["evidence"]]
        outlets = outlet_spans(text, [fold(str(e.get("source") or "")) for e in statement["evidence"]])
        spans = [span for _, span in outlets]
        self._check_dates_and_numbers(raw, [fold(t) for t in cited], spans)
        names = NameCheck(Vocabulary(cited), self.story, self.archive.vocabulary)
        for value, why in names.missing(text, spans):
            self._blame(raw, "name", value, why)
        self.report.names += len(names.names)
        marked = quotations(text)
        for quotation in marked:
            self._check_quotation(raw, quotation, statement["evidence"], {source for source, _ in outlets})
        if statement["origin"] == "model":
            self.report.runs.append(self._longest_run(raw, text, marked))

    def _faults(self, evidence: Json) -> Iterator[str]:
        """Yield what is wrong with a piece of evidence as such."""
        item = self.archive.items.get(str(evidence.get("item")))
        if item is None:
            yield "no stored item has this id"
            return
        text, start, end = _text(item), evidence.get("start"), evidence.get("end")
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
            yield f"the span {start}:{end} does not lie in the item's text"
        elif text[start:end] != evidence.get("text"):
            yield f"the item has {text[start:end]!r} at {start}:{end}, the evidence says {evidence.get('text')!r}"
        for name in ("url", "source"):
            if (evidence.get(name) or "") != (item.get(name) or ""):
                yield f"{name} is {evidence.get(name)!r}, the item has {item.get(name)!r}"

    def _check_dates_and_numbers(self, raw: str, cited: list[str], outlets: list[Span]) -> None:
        text, calendar = fold(raw), Calendar()
        for evidence in cited:
            calendar.read(evidence)
        found = [m for m in moments(text) if not overlaps((m.start, m.end), outlets)]
        self.report.dates += len(found)
        for moment in found:
            if not calendar.knows(moment):
                self._blame(raw, "date", moment.surface, f"no cited evidence has this {moment.kind}")
        skip = [*outlets, *number_spans(found)]
        self.report.numbers += len(quantities(text, skip=skip))
        for number in unsupported(text, cited, skip):
            kind = "date" if _is_year(number) else "number"
            self._blame(raw, kind, number.surface, "no cited evidence has this value")

    def _check_quotation(self, raw: str, quotation: Quotation, evidence: list[Json], outlets: set[str]) -> None:
        self.report.quotations += 1
        self.report.quotation_words += len(words(quotation.text))
        holders = [e for e in evidence if stands_in(quotation.text, fold(str(e.get("text") or "")))]
        if not holders:
            self._blame(raw, "quotation", quotation.text, "no single piece of cited evidence has it word for word")
        elif len(outlets) == 1 and not outlets & {fold(str(e.get("source") or "")) for e in holders}:
            outlet = next(iter(outlets))
            self._blame(raw, "quotation", quotation.text, f"it does not stand in the evidence from {outlet}, as said")
        elif not outlets and not any(marked_in(quotation.text, fold(str(e["text"]))) for e in holders):
            self.report.unmarked.append((self.id, quotation.text))

    def _longest_run(self, raw: str, text: str, marked: list[Quotation]) -> Run:
        """Find the longest run of words outside quotations that one of the story's items has."""
        best: list[str] = []
        segments, at = [], 0
        for quotation in sorted(marked, key=lambda q: q.start):
            segments.append(text[at : quotation.start])
            at = max(at, quotation.end)
        for item in self.texts:
            hay = f" {' '.join(words(item))} "
            for segment in [*segments, text[at:]]:
                best = max(best, _shared(words(segment), hay, len(best)), key=len)
        return Run(self.id, raw, len(best), " ".join(best))


def _statement(raw: Json, text: object, origin: object, evidence: object) -> Json:
    pieces = [piece for piece in evidence if isinstance(piece, dict)] if isinstance(evidence, list | tuple) else []
    return {**raw, "text": str(text or ""), "origin": str(origin or ""), "evidence": pieces}


def _text(item: Json) -> str:
    return str(item.get("text") or "")


def _shared(needle: list[str], hay: str, known: int) -> list[str]:
    """Return a run of `needle` that stands in `hay` and is longer than `known` words, or nothing."""
    best: list[str] = []
    size = known + 1
    for start in range(len(needle)):
        while start + size <= len(needle) and f" {' '.join(needle[start : start + size])} " in hay:
            best = needle[start : start + size]
            size += 1
    return best


def _is_year(number: Quantity) -> bool:
    return re.fullmatch(r"1[89]\d\d|20\d\d", number.surface) is not None


# -- on the command line --


def table(report: PromiseReport) -> str:
    """Return the report for people."""
    origins = ", ".join(f"{count} {origin or 'unknown'}" for origin, count in sorted(report.by_origin.items()))
    longest = max((run.words for run in report.runs), default=0)
    rows = [
        ("articles", f"{report.articles} ({report.published} published, {report.refused} refused)"),
        ("sentences", f"{report.sentences} ({origins})" if origins else "0"),
        ("numbers", report.numbers),
        ("dates", report.dates),
        ("names", report.names),
        (
            "quotations",
            f"{report.quotations} ({report.quotation_words} words, {len(report.unmarked)} unmarked at source)",
        ),
        ("longest run", f"{longest} words; over 11: {report.runs_over(11)}, over 24: {report.runs_over(24)}"),
        ("violations", len(report.violations)),
    ]
    lines = [f"{name:<12} {value}" for name, value in rows]
    lines += [line for violation in report.violations for line in _violation_lines(violation)]
    return "\n".join(lines)


def _violation_lines(violation: Violation) -> Iterable[str]:
    yield ""
    yield f"{violation.article}  {violation.kind}: {violation.value}"
    yield f"    {violation.why}"
    if violation.sentence:
        yield f"    in: {violation.sentence}"


def main(arguments: list[str]) -> int:
    """Read the two files, print the table; return 0 where the promise holds, 1 where not, 2 for wrong use."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m tests.independent.promise ARTICLES.json ITEMS.json\n")
        return 2
    articles, items = (json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments)
    report = check_promise(articles, items)
    sys.stdout.write(table(report) + "\n")
    return 0 if report.kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
