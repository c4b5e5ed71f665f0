"""Builds the sets that the shipped adapter is trained on, from lessons that were written for it.

`python recipes/writer/build.py OUT [--most BLOCKS]`. OUT gets `train.jsonl` and `eval.jsonl` (every twentieth passage,
with all that is said of it). A rewriting is learnt where its numbers, dates, names and quotations stand in its passage
and where it is no copy; `look.py` says why one is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from look import Block, blocks, fault

from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.files.sets import write_set
from newswright.records import Lesson, Message, Role

HELD = 20
"""One passage of so many is held out."""


def asked(task: str, passage: str) -> Message:
    """Return the message that asks for a rewriting or a headline, as the writer does."""
    text = f"{instruction(task)}\n\n{passage}"
    return Message(role=Role.USER, content=text, sources=((len(text) - len(passage), len(text)),))


def lessons(block: Block) -> Iterator[Lesson]:
    """Yield the lessons of a block that may be learnt; they are of one story."""
    story = hashlib.sha256(block.passage.encode()).hexdigest()[:12]
    for task, answer in block.said.items():
        if not fault(task, block.passage, answer):
            messages = (asked(task, block.passage), Message(role=Role.ASSISTANT, content=answer))
            yield Lesson.make(task, messages, licence="Apache-2.0", story=story)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--most", type=int, help="Blocks to learn from at the most.")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    found = [block for path in sorted((Path(__file__).parent / "plain").glob("*.txt")) for block in blocks(path)]
    chance = random.Random(20261125)
    chance.shuffle(found)
    held = [lesson for block in found[::HELD] for lesson in lessons(block)]
    kept = [block for at, block in enumerate(found) if at % HELD][: given.most]
    train = [lesson for block in kept for lesson in lessons(block)]
    chance.shuffle(train)
    write_set(given.out / "train.jsonl", train)
    write_set(given.out / "eval.jsonl", held)
    print(f"{len(kept)} passages, {len(train)} lessons; {len(held)} lessons held out")


if __name__ == "__main__":
    main()
