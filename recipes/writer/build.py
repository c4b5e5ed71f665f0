"""Builds the sets that the shipped adapter is trained on: from lessons written for it, and a model's own good attempts.

`python recipes/writer/build.py OUT [--attempts FILE ...] [--headlines SET]`. OUT gets `train.jsonl` (lessons) and
`preferences.jsonl`. A sentence that a model tried is a lesson where the checks let it pass and it keeps nearly all of
the fact; of the others, one for each passage is the worse answer of a preference. The lessons written for this are
checked too: what does not pass is left out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.files.sets import read_set, write_set
from newswright.records import Evidence, Lesson, Message, Passage, Preference, Role, Verdict
from newswright.teaching import supporting
from newswright.verify import VerifyOptions, verify
from newswright.write import WriteOptions
from newswright.write.sentence import Reworded, judge

KEPT = 0.85
"""Share of the passage's content words that an attempt must have to be learnt from."""
LONGEST = 60
"""Words of a first paragraph."""
LICENCE = "CC-BY-2.5"


def written(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the passages of a lessons file with their sentences: blocks of lines, the passage first."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        passage, *sentences = block.splitlines()
        yield passage, sentences


def passes(text: str, sentence: str) -> bool:
    """Tell whether a newsroom with default settings would use the sentence."""
    passage = Passage(item="i1", url="", source="The Wire", text=text, start=0, end=len(text))
    _, version = judge(Reworded(sentence, ""), passage, _check, WriteOptions())
    return version is not None and version.text == sentence


def _check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    return verify(sentence, evidence, VerifyOptions())


def asked(passage: str) -> Message:
    """Return the message that asks for a sentence, as the writer does."""
    text = f"{instruction('sentence')}\n\n{passage}"
    return Message(role=Role.USER, content=text, sources=((len(text) - len(passage), len(text)),))


def lesson(passage: str, sentence: str, licence: str) -> Lesson:
    """Return one lesson."""
    messages = (asked(passage), Message(role=Role.ASSISTANT, content=sentence))
    return Lesson.make("sentence", messages, licence=licence)


def learnt(rows: Sequence[dict[str, Any]]) -> Iterator[Lesson]:
    """Yield a lesson for the best good attempt on each passage."""
    for row in rows:
        good = [one for one in row["usable"] if one["kept"] >= KEPT]
        if good:
            best = min(good, key=lambda one: (-one["kept"], one["run"]))
            yield lesson(row["passage"], best["text"], LICENCE)


def preferred(rows: Sequence[dict[str, Any]]) -> Iterator[Preference]:
    """Yield a preference for each passage that has a good attempt and a bad one."""
    for row in rows:
        good = [one["text"] for one in row["usable"] if one["kept"] >= KEPT]
        bad = [one["text"] for one in row["refused"]] + row["copied"]
        for chosen, rejected in islice(zip(good, bad, strict=False), 2):
            yield Preference.make("sentence", (asked(row["passage"]),), chosen, rejected, licence=LICENCE)


def headlines(path: Path) -> Iterator[Lesson]:
    """Yield headline lessons as the writer asks: the first paragraph alone, where the checks find it all in there."""
    supported = supporting(VerifyOptions())
    for item in read_set(path, lambda _: None):
        if not isinstance(item, Lesson) or item.task != "headline":
            continue
        question, answer = item.messages
        opening = question.content.partition("\n\n")[2].partition("\n\n")[0]
        if len(opening.split()) <= LONGEST and supported(answer.content, [opening]):
            text = f"{instruction('headline')}\n\n{opening}"
            message = Message(role=Role.USER, content=text, sources=((len(text) - len(opening), len(text)),))
            yield Lesson.make("headline", (message, answer), licence=item.licence, origin=item.origin, story=item.story)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--attempts", type=Path, nargs="*", default=[])
    parser.add_argument("--headlines", type=Path)
    parser.add_argument("--most-headlines", type=int, default=150)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for path in given.attempts for line in path.read_text("utf-8").splitlines()]
    own = [
        lesson(passage, sentence, "Apache-2.0")
        for passage, sentences in written(Path(__file__).parent / "lessons.txt")
        for sentence in sentences
        if passes(passage, sentence)
    ]
    theirs = list(learnt(rows))
    heads = list(headlines(given.headlines)) if given.headlines else []
    chance = random.Random(20261124)
    heads = chance.sample(heads, min(len(heads), given.most_headlines))
    found = list({item.id: item for item in (*own, *theirs, *heads)}.values())
    chance.shuffle(found)
    write_set(given.out / "train.jsonl", found)
    pairs = list({item.id: item for item in preferred(rows)}.values())
    write_set(given.out / "preferences.jsonl", pairs)
    print(f"{len(own)} written lessons, {len(theirs)} attempts, {len(heads)} headlines; {len(pairs)} preferences")


if __name__ == "__main__":
    main()
