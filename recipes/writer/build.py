"""Builds the sets that the shipped adapter is trained on: from lessons written for it, and a model's own good attempts.

`python recipes/writer/build.py OUT [--attempts FILE ...]`. OUT gets `train.jsonl` (lessons), `eval.jsonl` (every
tenth passage that was written for this, with all that is said of it) and `preferences.jsonl`: what was written over the
passage copied, and with attempts the good one over one or two others. A sentence that a model tried is a lesson where
the checks let it pass and it keeps nearly all of the fact. The lessons written for this are checked too: what does not
pass is left out (`look.py` says why).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from look import blocks, headline_fault, sentence_fault

from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.files.sets import write_set
from newswright.records import Lesson, Message, Preference, Role

KEPT = 0.85
"""Share of the passage's content words that an attempt must have to be learnt from."""
LICENCE = "CC-BY-2.5"
COPIES = 220
"""Preferences against copying."""
Task = Literal["headline", "sentence"]


def asked(task: Task, passage: str) -> Message:
    """Return the message that asks for a sentence or a headline, as the writer does."""
    text = f"{instruction(task)}\n\n{passage}"
    return Message(role=Role.USER, content=text, sources=((len(text) - len(passage), len(text)),))


def lesson(task: Task, passage: str, answer: str, licence: str) -> Lesson:
    """Return one lesson; what is said of one passage is of one story."""
    messages = (asked(task, passage), Message(role=Role.ASSISTANT, content=answer))
    return Lesson.make(task, messages, licence=licence, story=hashlib.sha256(passage.encode()).hexdigest()[:12])


def learnt(rows: Sequence[dict[str, Any]]) -> Iterator[Lesson]:
    """Yield a lesson for the best good attempt on each passage."""
    for row in rows:
        good = [one for one in row["usable"] if one["kept"] >= KEPT]
        if good:
            best = min(good, key=lambda one: (-one["kept"], one["run"]))
            yield lesson("sentence", row["passage"], best["text"], LICENCE)


def preferred(rows: Sequence[dict[str, Any]]) -> Iterator[Preference]:
    """Yield a preference for each passage that has a good attempt and a bad one."""
    for row in rows:
        good = [one["text"] for one in row["usable"] if one["kept"] >= KEPT]
        bad = [one["text"] for one in row["refused"]] + row["copied"]
        for chosen, rejected in islice(zip(good, bad, strict=False), 2):
            yield Preference.make("sentence", (asked("sentence", row["passage"]),), chosen, rejected, licence=LICENCE)


def own(folder: Path) -> Iterator[list[Lesson]]:
    """Yield the lessons that were written for this, those of a passage together."""
    for path in sorted(folder.glob("*.txt")):
        task: Task = "headline" if path.name.startswith("headlines") else "sentence"
        fault = headline_fault if task == "headline" else sentence_fault
        for passage, said in blocks(path):
            found = [lesson(task, passage, text, "Apache-2.0") for text in said if not fault(passage, text)]
            if found:
                yield found


def against_copies(lessons: Sequence[Lesson]) -> Iterator[Preference]:
    """Yield preferences for what was written over the passage as it stands, one for each passage."""
    rows = [item for item in lessons if item.task == "sentence"]
    random.Random(3).shuffle(rows)
    each: dict[str, Lesson] = {}
    for item in rows:
        each.setdefault(item.story, item)
    for item in islice(each.values(), COPIES):
        question, answer = item.messages
        passage = question.content.split("\n\n", 1)[1]
        yield Preference.make("sentence", (question,), answer.content, passage, licence=item.licence, story=item.story)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--attempts", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for path in given.attempts for line in path.read_text("utf-8").splitlines()]
    chance = random.Random(20261125)
    passages = list(own(Path(__file__).parent / "lessons"))
    chance.shuffle(passages)
    held = [item for found in passages[::10] for item in found]
    theirs = list(learnt(rows))
    mine = [item for at, found in enumerate(passages) if at % 10 for item in found]
    found = list({item.id: item for item in (*mine, *theirs)}.values())
    chance.shuffle(found)
    write_set(given.out / "train.jsonl", found)
    write_set(given.out / "eval.jsonl", held)
    pairs = list({item.id: item for item in (*against_copies(found), *preferred(rows))}.values())
    write_set(given.out / "preferences.jsonl", pairs)
    print(f"{len(mine)} written lessons, {len(theirs)} attempts; {len(held)} held out; {len(pairs)} preferences")


if __name__ == "__main__":
    main()
