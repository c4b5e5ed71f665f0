"""Measures what the writer prints: whose words, how much of the story, and whether the sources say it.

Run from the project's root: `python benchmarks/truth.py [--data FILE] [--stories 300] [--adapter FILE] [--plot PNG]
[--keep FILE] [--only NAME]`. The stories are the round-ups' validation file (three outlets' openings on one event),
from its end. Nothing was trained or chosen on them. Four writers get the same evidence:

- `untuned, unchecked`: the model without an adapter, its first answer for each passage printed as it is;
- `tuned, unchecked`: the same with the adapter;
- `untuned, checked` and `tuned, checked`: with all checks, further versions, and the passage's own words where none
  passes. The last one is what Newswright prints.

Counted are, by `tests/independent` (no code in common with the product): sentences in the model's own words (no run of
more than 11 words of a source outside quotation marks, and no quotation of a whole passage), the longest such run, and
every number, name, date and quotation that the cited evidence has not. A *shared fact* is a name or a number that two
or more of the outlets have; its recall is the share that the article has.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from newswright.models import ModelOptions, open_model
from newswright.models.checking import open_reader
from newswright.newsroom import asking_of
from newswright.publish import article_form
from newswright.records import Article, Evidence, Label, Origin, Status, Story, Verdict, WireItem
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions, brief, write

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.independent.promise import check_promise

DATA = Path("../shared/data/roundups/val.jsonl")
OUTLETS = ("Harbour Courier", "Valley Herald", "North Star")
DAY = datetime(2026, 3, 17, 6, tzinfo=UTC)
OWN = 11
"""Words in a row that a sentence may share with a source and still be the model's own."""


class Told(NamedTuple):
    """A story and its items."""

    story: Story
    items: tuple[WireItem, ...]


class Writer(NamedTuple):
    """A way to write."""

    adapter: str
    checked: bool


def stories(path: Path, count: int) -> list[Told]:
    """Return the last `count` stories of the file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()][-count:]
    return [_told(number, row["sources"]) for number, row in enumerate(rows)]


def _told(number: int, sources: Sequence[dict[str, str]]) -> Told:
    items = tuple(
        WireItem.make(
            url=f"https://{outlet.split()[0].lower()}.example/{number}",
            source=outlet,
            outlet=f"{outlet.split()[0].lower()}.example",
            title=source["headline"],
            description=source["text"],
            published_at=DAY,
            language="en",
        )
        for outlet, source in zip(OUTLETS, sources, strict=False)
    )
    outlets = tuple(item.outlet for item in items)
    ids = tuple(item.id for item in items)
    return Told(Story(id=f"s{number}", slug=f"story-{number}", items=ids, outlets=outlets, language="en"), items)


def written(told: Sequence[Told], writer: Writer) -> tuple[list[Article], float]:
    """Return an article, or a refusal, for each story, and the seconds that they took."""
    options, settings = WriteOptions(), VerifyOptions()
    reader = open_reader(settings.reader)

    def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
        if not writer.checked:
            return Verdict(label=Label.SUPPORTED, checks=())
        return check_sentence(sentence, evidence, settings, reader)

    if not writer.checked:
        options = options.model_copy(update={"candidates": 1, "rounds": 1, "keep": 0.0, "longest_run": 1000})
    with open_model(ModelOptions(adapter=writer.adapter)) as model:
        asking = asking_of(options, getattr(model, "taught", ""))
        began = time.perf_counter()
        made = []
        for count, one in enumerate(told, 1):
            made.append(write(one.story, brief(one.story, one.items, options), model, check, options, asking))
            if count % 10 == 0:
                print(f"{count} of {len(told)}, {time.perf_counter() - began:.0f} s", file=sys.stderr)
        return made, time.perf_counter() - began


def facts(text: str) -> set[str]:
    """Return the names and numbers of a text, as comparable words."""
    numbers = {f"{q.value}{q.unit}" for q in quantities(text) if not q.weak}
    return numbers | {name.core[-1].casefold() for name in names(text) if not name.first}


def recall(told: Told, copy: Article) -> tuple[int, int]:
    """Return how many facts that two or more items share the article has, and how many there are."""
    each = [facts(item.text) for item in told.items]
    shared = {fact for one in each for fact in one if sum(fact in other for other in each) > 1}
    have = facts(" ".join((copy.headline, *(sentence.text for sentence in copy.sentences))))
    return len(shared & have), len(shared)


def figures(told: Sequence[Told], articles: Sequence[Article], seconds: float) -> dict[str, float]:
    """Return what is compared."""
    published = [(one, copy) for one, copy in zip(told, articles, strict=True) if copy.status is Status.PUBLISHED]
    items: list[dict[str, Any]] = [item.model_dump(mode="json") for one in told for item in one.items]
    report = check_promise([article_form(copy) for _, copy in published], items)
    sentences = [sentence for _, copy in published for sentence in copy.sentences]
    titles = {copy.headline for _, copy in published}
    runs = [run for run in report.runs if run.sentence not in titles]
    own = sum(run.words <= OWN for run in runs)
    found = [recall(one, copy) for one, copy in published]
    total = max(1, len(sentences))
    return {
        "stories": len(articles),
        "published": len(published),
        "sentences": len(sentences),
        "sentences in an article": len(sentences) / max(1, len(published)),
        "in the model's own words": own / total,
        "of a source, speech or short": sum(s.form in {"speech", "short"} for s in sentences) / total,
        "of a source, quoted in part": sum(s.form == "part" for s in sentences) / total,
        "of a source, quoted whole": sum(s.form == "whole" for s in sentences) / total,
        "longest unquoted run": max((run.words for run in runs), default=0),
        "violations in 100 sentences": 100 * len(report.violations) / total,
        "violations": len(report.violations),
        "shared facts told": sum(have for have, _ in found) / max(1, sum(of for _, of in found)),
        "headlines of the model's": sum(c.title is not None and c.title.origin is Origin.MODEL for _, c in published)
        / max(1, len(published)),
        "stories a minute": 60 * len(articles) / seconds,
    }


def shown(name: str, value: float) -> str:
    """Return a figure as the table has it."""
    if name in {"stories", "published", "sentences", "longest unquoted run", "violations"}:
        return f"{value:.0f}"
    plain = {"sentences in an article", "violations in 100 sentences", "stories a minute"}
    return f"{value:.1f}" if name in plain else f"{value:.1%}"


def draw(found: dict[str, dict[str, float]], to: Path) -> None:
    """Draw the shares side by side."""
    import matplotlib  # noqa: PLC0415

    matplotlib.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415

    shares = ["in the model's own words", "shared facts told", "headlines of the model's"]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), width_ratios=(3, 1))
    for number, (writer, values) in enumerate(found.items()):
        places = [at + (number - 1.5) * 0.2 for at in range(len(shares))]
        bars = left.bar(places, [100 * values[name] for name in shares], 0.19, label=writer)
        left.bar_label(bars, fmt="%.0f", fontsize=8)
        bars = right.bar([number], [values["violations in 100 sentences"]], 0.7)
        right.bar_label(bars, fmt="%.1f", fontsize=8)
    left.set_xticks(range(len(shares)), ["sentences in\nits own words", "shared facts\ntold", "headlines\nof its own"])
    left.set_ylabel("%")
    left.legend(frameon=False, fontsize=8)
    right.set_xticks([])
    right.set_title("violations in 100 sentences", fontsize=9)
    figure.tight_layout()
    figure.savefig(to, dpi=120)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--adapter", default="shipped")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--keep", type=Path, help="Where to put the articles, JSON lines.")
    parser.add_argument("--only", action="append", help="A writer to measure; all of them by default.")
    given = parser.parse_args()
    told = stories(given.data, given.stories)
    writers = {
        "untuned, unchecked": Writer("none", checked=False),
        "tuned, unchecked": Writer(given.adapter, checked=False),
        "untuned, checked": Writer("none", checked=True),
        "tuned, checked": Writer(given.adapter, checked=True),
    }
    found: dict[str, dict[str, float]] = {}
    for name, writer in writers.items():
        if given.only and name not in given.only:
            continue
        articles, seconds = written(told, writer)
        found[name] = figures(told, articles, seconds)
        if given.keep:
            given.keep.write_text("".join(copy.model_dump_json() + "\n" for copy in articles), "utf-8")
    print(f"| | {' | '.join(found)} |\n|---|{'--:|' * len(found)}")
    for name in next(iter(found.values())):
        print(f"| {name} | {' | '.join(shown(name, values[name]) for values in found.values())} |")
    if given.plot:
        draw(found, given.plot)


if __name__ == "__main__":
    main()
