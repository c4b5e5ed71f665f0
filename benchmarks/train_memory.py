"""Measures what training needs of a processor's memory, beside what the plan says it will.

Each case trains the embedded model for two steps in a process of its own: the peak of its resident memory while it
trains, less what it had before the model was loaded, against `newswright.train.memory.estimate`.

    PYTHONPATH=src python benchmarks/train_memory.py [--cases lora:512:off,full:1024:on] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import datasets
import torch
import transformers

from newswright.models.options import ModelOptions
from newswright.train.bases import find_base
from newswright.train.memory import Load, estimate, resident, shape_of
from newswright.train.methods.arguments import arguments
from newswright.train.methods.tuning import tuner
from newswright.train.model import load, precision_of, with_adapter
from newswright.train.options import SftOptions
from newswright.train.order import StepOrder
from newswright.train.plan import parameters
from newswright.train.speed_guess import matrix_rate, operations

CASES = "lora:512:off,lora:1024:off,lora:2048:off,lora:512:on,lora:1024:on,lora:2048:on,full:1024:off,full:1024:on"
ROW = 256
"""Tokens of a row; the last half of them has labels."""


def main() -> None:
    """Run the cases and print the table."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--cases", default=CASES, help="weights:tokens of a pass:checkpointing, and :fp32 or :bf16")
    given.add_argument("--json", type=Path)
    given.add_argument("--one", help=argparse.SUPPRESS)
    told = given.parse_args()
    if told.one:
        print(json.dumps(_case(told.one)))
        return
    found = []
    print(
        "| weights | numbers | pass | checkpointing | measured MB | estimated MB | off by | s a step | of matrix rate |"
    )
    print("|---|---|--:|---|--:|--:|--:|--:|--:|")
    for case in told.cases.split(","):
        made = subprocess.run([sys.executable, __file__, "--one", case], capture_output=True, text=True, check=True)
        row = json.loads(made.stdout.splitlines()[-1])
        found.append(row)
        print(
            f"| {row['weights']} | {row['precision']} | {row['pass']:,} | {row['checkpointing']} "
            f"| {row['measured'] / 1e6:,.0f} | {row['estimated'] / 1e6:,.0f} "
            f"| {row['estimated'] / row['measured'] - 1:+.0%} | {row['seconds']:.1f} "
            f"| {row['efficiency']:.2f} |",
            flush=True,
        )
    if told.json:
        told.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _case(case: str) -> dict[str, Any]:
    """Train for two steps; return what it took."""
    weights, tokens, checkpointing, precision = (*case.split(":"), "auto")[:4]
    torch.set_num_threads(1)
    at_once = int(tokens) // ROW
    options = SftOptions.model_validate(
        {
            "weights": weights,
            "precision": precision,
            "checkpointing": checkpointing,
            "batch": at_once,
            "steps": 2,
            "device": "cpu",
        }
    )
    base = find_base("embedded", ModelOptions())
    config = transformers.AutoConfig.from_pretrained(base.folder)
    ids = [[(7 * at + 13 * row) % 40_000 + 100 for at in range(ROW)] for row in range(2 * at_once)]
    rows = datasets.Dataset.from_list(
        [{"input_ids": row, "labels": [-100] * (ROW // 2) + row[ROW // 2 :]} for row in ids]
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(base.folder)
    before = resident()
    model = load(base.folder, options)
    if weights != "full":
        model = with_adapter(model, options)
    with tempfile.TemporaryDirectory() as folder:
        order = StepOrder([ROW] * len(ids), at_once, 1)
        trainer = tuner(model, rows, order, tokenizer, arguments(options, Path(folder), at_once, 1))
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak starts anew: loading has its own
        began = time.perf_counter()
        trainer.train()
        took = time.perf_counter() - began
        measured = resident("VmHWM") - before
    whole, trained = parameters(config, options)
    numbers = precision_of(options)
    on = checkpointing == "on"
    shape = shape_of(config)
    guessed = estimate(shape, weights, Load(whole, trained, int(tokens), 0.5, numbers, "cpu", on, ROW))
    rate = 2 * int(tokens) * operations(shape, whole, weights == "full", on) / took
    return {
        "weights": weights,
        "pass": int(tokens),
        "checkpointing": checkpointing,
        "precision": numbers,
        "measured": measured,
        "estimated": guessed.total - guessed.libraries,
        "parts": guessed.model_dump(),
        "seconds": took / 2,
        "efficiency": rate / matrix_rate("cpu", numbers, 1.0),
    }


if __name__ == "__main__":
    main()
