"""Measures the writer with and without an adapter on stories that nothing was chosen by.

Run from the project's root: `python benchmarks/writer.py [--data FILE] [--stories 30] [--adapter FILE] [--plot PNG]`.
The stories are the last ones of the round-ups' validation file (three outlets' openings on one event); the sample wire
of the package where the file is absent. Both writers get the same briefs, settings and checks; each answers with the
embedded model. What is counted: sentences of published articles and whose words they are in, and every sentence that
the model tried, with what the checks said. A published sentence has passed all checks, so its share is not told: 100%.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newswright.models import ModelOptions, open_model
from newswright.newsroom import asking_of
from newswright.records import Article, Evidence, Origin, Status, Story, Verdict, WireItem
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions, brief, write

DATA = Path("../shared/data/roundups/val.jsonl")
OUTLETS = ("Harbour Courier", "Valley Herald", "North Star")
DAY = datetime(2026, 3, 17, 6, tzinfo=UTC)


class Told(NamedTuple):
    """A story and its items."""

    story: Story
    items: tuple[WireItem, ...]


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
    return Told(
        Story(
            id=f"s{number}", slug=f"story-{number}", items=tuple(i.id for i in items), outlets=outlets, language="en"
        ),
        items,
    )


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Check as a newsroom with default settings does."""
    return check_sentence(sentence, evidence, VerifyOptions())


def written(told: Sequence[Told], adapter: str) -> tuple[list[Article], float]:
    """Return an article, or a refusal, for each story, and the seconds that they took."""
    options = WriteOptions()
    with open_model(ModelOptions(adapter=adapter)) as model:
        asking = asking_of(options, getattr(model, "taught", ""))
        began = time.perf_counter()
        made = [write(one.story, brief(one.story, one.items, options), model, check, options, asking) for one in told]
        return made, time.perf_counter() - began


def figures(articles: Sequence[Article]) -> dict[str, float]:
    """Return what is compared."""
    published = [copy for copy in articles if copy.status is Status.PUBLISHED]
    sentences = [sentence for copy in published for sentence in copy.sentences]
    origins = Counter(sentence.origin for sentence in sentences)
    tried = [attempt for sentence in sentences for attempt in sentence.attempts]
    own = sum(attempt.used for attempt in tried)
    return {
        "stories": len(articles),
        "published": len(published),
        "sentences in an article": len(sentences) / max(1, len(published)),
        "in the model's own words": origins[Origin.MODEL] / max(1, len(sentences)),
        "headlines of the model's": sum(c.title is not None and c.title.origin is Origin.MODEL for c in published)
        / max(1, len(published)),
        "sentences tried": len(tried),
        "of these supported": sum(attempt.verdict.supported for attempt in tried) / max(1, len(tried)),
        "of these used": own / max(1, len(tried)),
    }


def shown(name: str, value: float) -> str:
    """Return a figure as the table has it."""
    if name in {"stories", "published", "sentences tried"}:
        return f"{value:.0f}"
    return f"{value:.1f}" if name == "sentences in an article" else f"{value:.1%}"


def draw(found: dict[str, dict[str, float]], to: Path) -> None:
    """Draw the shares side by side."""
    import matplotlib  # noqa: PLC0415

    matplotlib.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415

    names = ["in the model's own words", "headlines of the model's", "of these supported", "of these used"]
    labels = [
        "sentences in the\nmodel's own words",
        "headlines of\nthe model's",
        "tried sentences\nsupported",
        "tried\nused",
    ]
    figure, axes = pyplot.subplots(figsize=(8, 4))
    for number, (writer, values) in enumerate(found.items()):
        places = [at + (number - 0.5) * 0.38 for at in range(len(names))]
        bars = axes.bar(places, [100 * values[name] for name in names], 0.36, label=writer)
        axes.bar_label(bars, fmt="%.0f")
    axes.set_xticks(range(len(names)), labels)
    axes.set_ylabel("%")
    axes.set_title("The writer on held-out stories, same briefs and checks")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(to, dpi=120)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--stories", type=int, default=30)
    parser.add_argument("--adapter", default="shipped")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    told = stories(given.data, given.stories)
    found, took = {}, {}
    for writer, adapter in (("untouched", "none"), (f"adapter {Path(given.adapter).stem}", given.adapter)):
        articles, took[writer] = written(told, adapter)
        found[writer] = figures(articles)
    print(f"| | {' | '.join(found)} |\n|---|{'--:|' * len(found)}")
    for name in next(iter(found.values())):
        print(f"| {name} | {' | '.join(shown(name, values[name]) for values in found.values())} |")
    print(f"| seconds | {' | '.join(f'{seconds:.0f}' for seconds in took.values())} |")
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {given.data.name}, last {given.stories} rows")
    if given.plot:
        draw(found, given.plot)


if __name__ == "__main__":
    main()
