"""Measures the curate stage: clustering against ECB+, marks and copies on real wire rows, and speed.

Run from the project's root: `python benchmarks/curate.py [--events FILE] [--wire FOLDER]`. ECB+ topics with odd numbers
chose the thresholds; the even ones are reported. ECB+ documents carry no usable dates, so the time window, which parts
two fights of one boxer in a wire, is of no help here: the precision is the floor.
"""

from __future__ import annotations

import argparse
import html
import itertools
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newswright.curate import CurateOptions, curate
from newswright.curate.cluster import cluster
from newswright.records import WireItem

DATA = Path("../shared/data")
SHORT = 3
"""Lines kept of a document that stands for a teaser: its title or first sentence, and two more."""


class Agreement(NamedTuple):
    """How well a grouping agrees with the gold grouping; all between 0 and 1."""

    precision: float
    recall: float
    f1: float
    b_cubed_f1: float


def agreement(gold: Sequence[str], found: Sequence[int]) -> Agreement:
    """Compare two groupings of the same documents, by pairs and by B-cubed."""
    both = sum(n * (n - 1) // 2 for n in Counter(zip(gold, found, strict=True)).values())
    ours = sum(n * (n - 1) // 2 for n in Counter(found).values())
    theirs = sum(n * (n - 1) // 2 for n in Counter(gold).values())
    precision, recall = both / ours if ours else 1.0, both / theirs if theirs else 1.0
    joint, of_found, of_gold = Counter(zip(gold, found, strict=True)), Counter(found), Counter(gold)
    b_precision = sum(n * n / of_found[pair[1]] for pair, n in joint.items()) / len(gold)
    b_recall = sum(n * n / of_gold[pair[0]] for pair, n in joint.items()) / len(gold)
    return Agreement(precision, recall, _harmonic(precision, recall), _harmonic(b_precision, b_recall))


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def documents(path: Path, parity: int, *, short: bool) -> tuple[list[WireItem], list[str]]:
    """Return the ECB+ documents whose topic number is odd (1) or even (0), and the event of each."""
    items, gold = [], []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if row["topic"] % 2 != parity:
            continue
        lines = [_tidy(line) for line in row["text"].split("\n") if line.strip() and not line.startswith("http")]
        lines = lines[:SHORT] if short else lines
        items.append(
            WireItem.make(url="", source=row["id"], outlet=row["id"], title=lines[0], description="\n".join(lines[1:]))
        )
        gold.append(row["event"])
    return items, gold


def _tidy(line: str) -> str:
    """Undo the tokenising of ECB+: "` ` We ' re in , '' he said ." becomes prose again."""
    line = line.replace("``", '"').replace("''", '"')
    line = re.sub(r" (['’]s|n't|['’]re|['’]ve|['’]ll)\b", r"\1", line)
    line = re.sub(r"\s+([.,;:!?)])", r"\1", line)
    line = re.sub(r"([(])\s+", r"\1", line)
    return re.sub(r"(\d)\s*([.,:-])\s*(\d)", r"\1\2\3", line).replace(" - ", "-")


def grouped(items: Sequence[WireItem], options: CurateOptions) -> list[int]:
    """Return the number of each item's group."""
    place = {item.id: number for number, group in enumerate(cluster(items, options)) for item in group}
    return [place[item.id] for item in items]


def events(path: Path) -> None:
    """Print the agreement with ECB+ at several thresholds."""
    chosen = CurateOptions().cluster_similarity
    print(f"ECB+ (chosen: {chosen})\ntopics  text   threshold  precision  recall  F1    B-cubed F1")
    for parity, short in itertools.product((1, 0), (False, True)):
        items, gold = documents(path, parity, short=short)
        for threshold in (0.14, 0.16, 0.18, 0.20, 0.22):
            found = agreement(gold, grouped(items, CurateOptions(cluster_similarity=threshold)))
            kind = ("odd " if parity else "even", "short" if short else "whole")
            print(
                f"{kind[0]}    {kind[1]}  {threshold:.2f}       {found.precision:.2f}       {found.recall:.2f}"
                f"    {found.f1:.2f}  {found.b_cubed_f1:.2f}" + ("  <" if threshold == chosen else "")
            )


def rows(path: Path) -> list[WireItem]:
    """Return the items of a stored mediastack response."""
    return [_item(row) for row in json.loads(path.read_text(encoding="utf-8"))["data"]]


def _item(row: dict[str, Any]) -> WireItem:
    host = (urlsplit(row["url"]).hostname or "").removeprefix("www.")
    return WireItem.make(
        url=row["url"],
        source=row["source"],
        outlet=".".join(host.split(".")[-2:]),
        title=_plain(row["title"]),
        description=_plain(row["description"]),
        language=row["language"],
        published_at=datetime.fromisoformat(row["published_at"]),
    )


def _plain(text: str | None) -> str:
    return html.unescape(html.unescape(text or ""))


def wire(folder: Path) -> None:
    """Print what is spiked and what is joined of the stored responses."""
    for path in sorted(folder.glob("*.json")):
        items = rows(path)
        by_id = {item.id: item for item in items}
        result = curate(items, CurateOptions())
        print(f"\n{path.name}: {len(items)} rows, spiked {dict(Counter(s.rule for s in result.spikes))}, ", end="")
        print(f"{len(result.stories)} stories")
        for story in (s for s in result.stories if len(s.items) > 1):
            print(f"  {story.started_at:%d %b}  " + " | ".join(by_id[i].title[:60] for i in story.items))


def made(count: int) -> Iterator[WireItem]:
    """Yield invented items: stories of three reports that share names and part of their words, over thirty days."""
    chance = random.Random(20260319)
    spread = [f"{a}{b}" for a in _BEGINNINGS for b in _ENDINGS]
    ordinary = [word + ending for word in spread for ending in ("t", "rk", "ne", "sh")]
    weights = [1 / (rank + 5) for rank in range(len(ordinary))]
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for story in range((count + 2) // 3):
        who = [(a + b).capitalize() for a, b in zip(chance.sample(spread, 4), chance.sample(spread, 4), strict=True)]
        core = chance.choices(ordinary, weights, k=12)
        begins = start + timedelta(minutes=chance.randrange(30 * 24 * 60))
        for report in range(min(3, count - 3 * story)):
            said = [*chance.sample(core, 8), *chance.choices(ordinary, weights, k=14), *chance.sample(who, 3)]
            chance.shuffle(said)
            yield WireItem.make(
                url=f"https://outlet{report}.example/{story}",
                source=f"Outlet {report}",
                outlet=f"outlet{report}.example",
                title=f"{who[0]} {' '.join(chance.sample(core, 3))} {who[1]}",
                description="The " + " ".join(said) + f" on {chance.randrange(2, 900)}.",
                language="en",
                published_at=begins + timedelta(hours=report),
            )


_BEGINNINGS = ("bal", "cor", "dun", "fen", "gar", "hol", "kel", "lam", "mor", "nor", "pel", "rud", "sar", "tol", "wex")
_ENDINGS = (
    "ab",
    "ack",
    "ade",
    "al",
    "ar",
    "ath",
    "ave",
    "ed",
    "el",
    "en",
    "er",
    "ick",
    "ill",
    "ir",
    "ock",
    "ol",
    "on",
    "ur",
)


def speed() -> None:
    """Print items per second on invented items."""
    print("\nitems    seconds  items/s  spiked  stories")
    for count in (1_000, 10_000):
        items = list(made(count))
        began = time.perf_counter()
        result = curate(items, CurateOptions())
        took = time.perf_counter() - began
        print(f"{count:<8} {took:<8.1f} {count / took:<8.0f} {len(result.spikes):<7} {len(result.stories)}")


def main() -> None:
    """Run every measurement whose data is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=Path, default=DATA / "events" / "ecb-topics-1-22.jsonl")
    parser.add_argument("--wire", type=Path, default=DATA / "mediastack")
    given = parser.parse_args()
    if given.events.exists():
        events(given.events)
    if given.wire.exists():
        wire(given.wire)
    speed()


if __name__ == "__main__":
    main()
