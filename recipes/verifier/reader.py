"""Makes the pairs that the writer's reader learns from: a passage, a sentence of it, and whether it may be printed.

`python recipes/verifier/reader.py OUT`. True sentences are the lessons of `recipes/writer/plain`; `rewrites/` has false
ones, and in the files `*.more.txt` true ones that stay near the passage and false ones that do not; and `tries/` has
what the writer itself made of passages, each read and judged. Of twenty passages two are held out: `OUT/dev.jsonl` for
the cut, `OUT/test.jsonl` for the figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "writer"))

from look import blocks  # noqa: E402 - the writer's recipe lies beside this one

REPEATED = 3
"""Times that a sentence of the writer's own is learnt: they are few, and what the reader will read."""


class Pair(NamedTuple):
    """A passage, a claim made of it, whether it may be printed, and what is wrong with it where it may not."""

    passage: str
    claim: str
    label: int
    kind: str
    own: bool
    """Whether the writer itself made it."""


def written() -> Iterator[Pair]:
    """Yield the lessons as true, and what was written against them as false."""
    for path in sorted((HERE.parent / "writer" / "plain").glob("*.txt")):
        passages = []
        for block in blocks(path):
            passages.append(block.passage)
            for task in ("rewrite", "shorten"):
                yield Pair(block.passage, block.said[task], 1, task, own=False)
        for against in sorted((HERE / "rewrites").glob(f"{path.stem}*.txt")):
            yield from _judged(against, passages)


def _judged(path: Path, passages: list[str]) -> Iterator[Pair]:
    passage = ""
    for line in path.read_text("utf-8").splitlines():
        number, false, true = (re.match(form, line) for form in (r"#(\d+)$", r"- (\w+) \| (.+)$", r"\+ (.+)$"))
        if number:
            passage = passages[int(number[1]) - 1]
        elif false:
            yield Pair(passage, false[2].strip(), 0, false[1], own=False)
        elif true:
            yield Pair(passage, true[1].strip(), 1, "near", own=False)


def tried() -> Iterator[Pair]:
    """Yield what the writer made of passages, as judged: lines of `passage`, `claim`, `label`, `kind`."""
    for path in sorted((HERE / "tries").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Pair(row["passage"], row["claim"], row["label"], row["kind"], own=True)


def side(passage: str) -> str:
    """Return the side of a passage: train, dev or test."""
    number = int(hashlib.sha256(passage.encode()).hexdigest()[:8], 16) % 20
    return {0: "dev", 1: "test"}.get(number, "train")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    sides: dict[str, list[Pair]] = {"train": [], "dev": [], "test": []}
    for pair in (*written(), *tried()):
        sides[side(pair.passage)] += [pair] * (REPEATED if pair.own and side(pair.passage) == "train" else 1)
    for name, pairs in sides.items():
        random.Random(11).shuffle(pairs)
        rows = (pair._asdict() for pair in pairs)
        (out / f"{name}.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
        print(f"{name}: {len(pairs)} pairs, {sum(pair.label for pair in pairs)} true")


if __name__ == "__main__":
    main()
