"""Reads the lessons written for the writer, and says of each why it is not learnt from, where it is not.

`python recipes/writer/look.py FILE ...`. A file has blocks of four lines with an empty line between them: a passage, a
rewriting of it, a shorter one, and a headline behind `# `.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newswright.records import Evidence
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.words import words
from newswright.verify import VerifyOptions
from newswright.verify.gate import CHECKS, check_sentence
from newswright.write import WriteOptions

FACTS = ("numbers", "dates", "names", "quotations")
"""The checks that a lesson must pass. A person has written it, so what guards against a model's faults is left out."""
OPTIONS = VerifyOptions(skip=tuple(name for name in CHECKS if name not in FACTS))
LONGEST_RUN = WriteOptions().longest_run


class Block(NamedTuple):
    """A passage and what is made of it, by task."""

    passage: str
    said: dict[str, str]


def blocks(path: Path) -> Iterator[Block]:
    """Yield the blocks of a lessons file; one of another form is passed over."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines()]
        if len(lines) == 4 and lines[3].startswith("# "):
            yield Block(lines[0], {"rewrite": lines[1], "shorten": lines[2], "headline": lines[3][2:]})
        else:
            print(f"{path.name}: no block of four lines: {lines[0][:60]}")


def fault(task: str, passage: str, text: str) -> str:
    """Return why `text` is not learnt from, "" where it is."""
    verdict = check_sentence(text, [_evidence(passage)], OPTIONS)
    if not verdict.supported:
        return "; ".join(verdict.reasons)
    own = outside_quotations(text)
    run = overlap(own, passage)
    if task == "headline":
        return "a piece of the passage" if run.longest >= len(words(text)) else ""
    if run.longest > LONGEST_RUN:
        return f"a copy: {run.longest} words in a row, “{run.run}”"
    return ""


def _evidence(passage: str) -> Evidence:
    return Evidence(item="i1", url="", source="The Wire", text=passage, start=0, end=len(passage))


def shown(path: Path) -> Iterator[str]:
    """Yield a line for each lesson that is not learnt from, and one for the file."""
    seen: Counter[str] = Counter()
    for block in blocks(path):
        for task, text in block.said.items():
            why = fault(task, block.passage, text)
            seen[task if not why else "left out"] += 1
            if why:
                yield f"{path.name}: {text}\n    of: {block.passage}\n    {why}"
    yield f"{path.name}: {', '.join(f'{count} {name}' for name, count in seen.items())}"


def main(files: Sequence[Path]) -> None:
    """Print what is said of the files."""
    for path in files:
        for line in shown(path):
            print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    main(parser.parse_args().files)
