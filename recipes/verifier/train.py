"""Trains the shipped checker in four runs, each from the last; then the weights of rules and checker on the dev side.

`python recipes/verifier/train.py ENCODER OUT [--drill FOLDER] [--pairs FOLDER]`. On two cores with bf16 instructions it
takes two hours. OUT has a folder for each run, and the checker itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from newswright.calibration import fit_checker
from newswright.models.checking.embedded import CARD
from newswright.train.checker.export import write_card
from newswright.train.checker.options import CheckerTraining
from newswright.train.checker.train import train_checker


def tell(what: str, done: int, total: int) -> None:
    """Say how far it is, now and then."""
    if done % 50 == 0 or done == total:
        print(f"{what}: {done} of {total}", file=sys.stderr)


def main() -> None:
    """Train in four runs, each with its own learning rate, and fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--drill", type=Path, default=Path("build/drill"))
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs"))
    asked = parser.parse_args()
    pairs, lessons = asked.pairs / "train.jsonl", asked.pairs / "lessons.jsonl"
    runs = (
        ([asked.drill / "train.jsonl"], 0.8, 2e-4),
        ([pairs, lessons], 2.3, 1.5e-4),
        ([pairs, lessons, asked.drill / "again.jsonl"], 0.8, 1.5e-4),
        ([pairs], 1.0, 1.2e-4),
    )
    base, stages = asked.encoder, []
    for number, (files, epochs, rate) in enumerate(runs, 1):
        out = asked.out if number == len(runs) else asked.out / f"run-{number}"
        train_checker(
            [(files, epochs)],
            CheckerTraining(base=base, out=out, name="newswright-checker", learning_rate=rate),
            tell,
        )
        stages += json.loads((out / CARD).read_text(encoding="utf-8"))["stages"]
        base = out / "checkpoint"
    card = json.loads((asked.out / CARD).read_text(encoding="utf-8"))
    card |= {"base": asked.encoder.name, "stages": stages}
    write_card(asked.out, card)
    print(fit_checker(asked.out, asked.pairs / "dev.jsonl", tell))


if __name__ == "__main__":
    main()
