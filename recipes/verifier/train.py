"""Trains the shipped checker: the drill, then the pairs; then the weights of rules and checker on the dev side.

`python recipes/verifier/train.py ENCODER OUT [--drill FILE] [--pairs FOLDER]`. On two cores with bf16 instructions it
takes an hour.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from newswright.calibration import fit_checker
from newswright.train.checker.options import CheckerTraining
from newswright.train.checker.train import train_checker


def tell(what: str, done: int, total: int) -> None:
    """Say how far it is, now and then."""
    if done % 50 == 0 or done == total:
        print(f"{what}: {done} of {total}", file=sys.stderr)


def main() -> None:
    """Train in two runs, each with its own learning rate, and fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--drill", type=Path, default=Path("build/drill/train.jsonl"))
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs"))
    asked = parser.parse_args()
    first = CheckerTraining(base=asked.encoder, out=asked.out / "drilled", name="drilled", learning_rate=2e-4)
    train_checker([([asked.drill], 0.8)], first, tell)
    then = CheckerTraining(
        base=first.out / "checkpoint", out=asked.out, name="newswright-checker", learning_rate=1.5e-4
    )
    train_checker([([asked.pairs / "train.jsonl"], 2.3)], then, tell)
    print(fit_checker(asked.out, asked.pairs / "dev.jsonl", tell))


if __name__ == "__main__":
    main()
