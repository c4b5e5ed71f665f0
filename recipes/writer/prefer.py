"""Lets a taught writer try its lessons again, and prefers the lesson to what it may not print.

`python recipes/writer/prefer.py ADAPTER.gguf OUT.jsonl [--passages 400]`. What the writer makes of a passage and may
not print, because it is a copy or because a check refuses it, is the rejected answer; the lesson is the chosen one.
These are its own mistakes, so a few hundred pairs and one epoch of `train dpo` move it.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from build import HELD, asked
from look import Block, blocks, fault

from newswright.instruct.files.sets import write_set
from newswright.models import ModelOptions, open_model
from newswright.models.checking import open_reader
from newswright.newsroom import asking_of
from newswright.records import Evidence, Passage, Preference, Verdict
from newswright.text.words import words
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions
from newswright.write.asking import Ask, Asking
from newswright.write.sentence import TOKENS, judge, tidy

VERIFY, WRITE = VerifyOptions(), WriteOptions()
TOGETHER = 16
"""Passages asked for at once."""


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Check as a newsroom with default settings does."""
    return check_sentence(sentence, evidence, VERIFY, open_reader(VERIFY.reader))


def of(text: str) -> Passage:
    """Return `text` as a passage of a wire."""
    return Passage(item="i1", url="", source="The Wire", text=text, start=0, end=len(text))


def preferences(adapter: Path, found: list[Block], seen: Counter[str]) -> Iterator[Preference]:
    """Yield a preference for each lesson that the writer's own answer falls behind."""
    with open_model(ModelOptions(adapter=str(adapter))) as model:
        asking: Asking = asking_of(WRITE, getattr(model, "taught", ""))
        for at in range(0, len(found), TOGETHER):
            part = [(block, ask) for block in found[at : at + TOGETHER] for ask in (Ask.REWRITE, Ask.SHORTEN)]
            replies = model.complete(
                [
                    asking.request(ask, block.passage, max_tokens=TOKENS + 2 * len(words(block.passage)))
                    for block, ask in part
                ]
            )
            for (block, ask), reply in zip(part, replies, strict=True):
                text, lesson = tidy(reply.text), block.said[ask.value]
                if not text or fault(ask.value, block.passage, lesson):
                    continue
                attempt, version = judge(text, of(block.passage), check, WRITE, short=ask is Ask.SHORTEN)
                seen["printed" if version else attempt.lost.split(":", maxsplit=1)[0]] += 1
                if not version and text != lesson:
                    message = (asked(ask.value, block.passage),)
                    yield Preference.make(ask.value, message, lesson, text, reason=attempt.lost, licence="Apache-2.0")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapter", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--passages", type=int, default=400)
    given = parser.parse_args()
    found = [block for path in sorted((Path(__file__).parent / "plain").glob("*.txt")) for block in blocks(path)]
    random.Random(20261125).shuffle(found)
    train = [block for at, block in enumerate(found) if at % HELD][-given.passages :]
    seen: Counter[str] = Counter()
    pairs = list(preferences(given.adapter, train, seen))
    write_set(given.out, pairs)
    print(f"{len(pairs)} preferences; of the writer's answers: {dict(seen.most_common())}")


if __name__ == "__main__":
    main()
