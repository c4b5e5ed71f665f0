"""Lets a model try passages, and has the checks say which of its sentences may be used.

`python recipes/writer/attempts.py PASSAGES.jsonl --out FILE [--adapter GGUF] [--candidates 3] [--first N]`. Each line
of PASSAGES has a `passage`. Each line of FILE has the passage, the sentences that may be used (supported, in words of
their own, with enough of the fact), and the others with the reasons. A run that was stopped goes on. The shares that a
model is judged by are printed at the end.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newswright.models import ModelOptions, open_model
from newswright.newsroom import asking_of
from newswright.records import Evidence, Passage, Verdict
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions
from newswright.write.sentence import Reworded, ask, is_own, judge

TOGETHER = 16


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Check as a newsroom with default settings does."""
    return check_sentence(sentence, evidence, VerifyOptions())


def attempts(passages: Sequence[str], adapter: str, candidates: int) -> Iterator[dict[str, Any]]:
    """Yield what became of each passage in the first round of a writer."""
    options = WriteOptions(candidates=candidates)
    with open_model(ModelOptions(adapter=adapter)) as model:
        asking = asking_of(options, getattr(model, "taught", ""))
        rest = iter(passages)
        while texts := list(islice(rest, TOGETHER)):
            batch = [Passage(item="i1", url="", source="The Wire", text=t, start=0, end=len(t)) for t in texts]
            for passage, replies in zip(batch, ask(model, batch, 0, asking, options), strict=True):
                yield {"passage": passage.text, **_sorted(passage, replies, options)}


def _sorted(passage: Passage, replies: Sequence[Reworded], options: WriteOptions) -> dict[str, Any]:
    usable, refused, copied, supported = [], [], [], 0
    for reply in replies:
        attempt, version = judge(reply, passage, check, options)
        supported += attempt.verdict.supported
        if version:
            usable.append({"text": version.text, "opening": reply.opening, "kept": version.kept, "run": version.run})
        elif not is_own(reply.text, passage.text, options.longest_run):
            copied.append(reply.text)
        else:
            refused.append({"text": reply.text, "opening": reply.opening, "why": list(attempt.verdict.reasons)})
    return {"tried": len(replies), "supported": supported, "usable": usable, "refused": refused, "copied": copied}


def told(rows: Sequence[dict[str, Any]]) -> str:
    """Return the shares: passages that have a usable sentence, and sentences that are usable, supported, copied."""
    tried = sum(row["tried"] for row in rows)
    usable, copied = (sum(len(row[name]) for row in rows) for name in ("usable", "copied"))
    supported, passages = sum(row["supported"] for row in rows), sum(bool(row["usable"]) for row in rows)
    return (
        f"passages {len(rows)}, with a usable sentence {passages / len(rows):.1%}; sentences {tried}: "
        f"usable {usable / tried:.1%}, supported {supported / tried:.1%}, copied {copied / tried:.1%}"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--adapter", default="none")
    parser.add_argument("--candidates", type=int, default=3)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--first", type=int, default=None)
    given = parser.parse_args()
    with given.passages.open(encoding="utf-8") as file:
        passages = [
            json.loads(line)["passage"] for line in islice(file, given.skip, given.first and given.skip + given.first)
        ]
    done = given.out.read_text("utf-8").splitlines() if given.out.exists() else []
    began = time.perf_counter()
    with given.out.open("a", encoding="utf-8") as out:
        for row in attempts(passages[len(done) :], given.adapter, given.candidates):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
    rows = [json.loads(line) for line in given.out.read_text("utf-8").splitlines()]
    print(told(rows), f"({time.perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    main()
