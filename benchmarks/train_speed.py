"""Measures `train sft` beside the plain TRL script of its documentation: same rows, model, adapter, batch, steps.

Run from the project's root, in an environment with the extra `train`: `python benchmarks/train_speed.py [--data FILE]
[--steps 10] [--rounds 1] [--plot PNG]`. Each side runs in a process of its own, in turns. Rows are 80 round-ups (three
sources, one article) in ChatML; the adapter is PEFT's default (rank 8 on queries and values). Tokens are those of the
rows, without padding; seconds are of `trainer.train()`, without loading; memory is the highest resident size of the
process. The loss is the mean over the steps: with 10 steps both sides see all rows once, in their own order. The plain
side has TRL's documented defaults and `use_cpu`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from newswright.models.options import ModelOptions
from newswright.train.bases import find_base

DATA = Path("../shared/data/roundups/train.jsonl")
ASKED = "Write a news article from these reports. Use only what they say."
ROWS, BATCH, RATE = 80, 8, 2e-5
PLAIN, OURS = "plain TRL", "newswright"


def rows(path: Path) -> list[tuple[str, str]]:
    """Return prompts and answers."""
    found = []
    for line in path.read_text("utf-8").splitlines()[:ROWS]:
        row = json.loads(line)
        sources = "\n\n".join(f"{one['headline']}\n{one['text']}" for one in row["sources"])
        found.append((f"{ASKED}\n\n{sources}", f"{row['article']['headline']}\n\n{row['article']['text']}"))
    return found


def plain(folder: Path, data: Path, steps: int) -> dict[str, Any]:
    """Run the script of TRL's documentation."""
    from datasets import Dataset  # noqa: PLC0415
    from peft import LoraConfig  # noqa: PLC0415
    from trl import SFTConfig, SFTTrainer  # noqa: PLC0415

    told = [
        {"prompt": [{"role": "user", "content": asked}], "completion": [{"role": "assistant", "content": answer}]}
        for asked, answer in rows(data)
    ]
    trainer = SFTTrainer(
        model=str(find_base("embedded", ModelOptions()).folder),
        args=SFTConfig(output_dir=str(folder), use_cpu=True, report_to=[], max_steps=steps, logging_steps=1),
        train_dataset=Dataset.from_list(told),
        peft_config=LoraConfig(),
    )
    began = time.perf_counter()
    trainer.train()
    took = time.perf_counter() - began
    log = [line for line in trainer.state.log_history if "loss" in line]
    return {"seconds": took, "tokens": log[-1]["num_tokens"], "losses": [line["loss"] for line in log]}


def ours(folder: Path, data: Path, steps: int) -> dict[str, Any]:
    """Run ours."""
    from newswright.instruct.files.sets import write_set  # noqa: PLC0415
    from newswright.records import Lesson, Message, Role  # noqa: PLC0415
    from newswright.train import run  # noqa: PLC0415
    from newswright.train.options import SftOptions  # noqa: PLC0415

    lessons = [
        Lesson.make("article", (Message(role=Role.USER, content=a), Message(role=Role.ASSISTANT, content=b)))
        for a, b in rows(data)
    ]
    write_set(folder / "set.jsonl", lessons)
    options = SftOptions(
        rank=8, alpha=8.0, targets=("q_proj", "v_proj"), learning_rate=RATE, batch=BATCH, steps=steps, samples=0
    )
    ready = run.make_ready(run.Order("sft", folder / "set.jsonl", folder / "run", options, "chatml"), ModelOptions())
    made = run.train(ready)
    log = [json.loads(line) for line in (folder / "run/log.jsonl").read_text("utf-8").splitlines()]
    rate = log[-1]["tokens_per_second"]
    return {"seconds": made.seconds, "rate": rate, "losses": [line["loss"] for line in log]}


def measure(side: str, data: Path, steps: int) -> dict[str, Any]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, "--one", side, "--data", str(data), "--steps", str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _one(side: str, data: Path, steps: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = (plain if side == PLAIN else ours)(Path(folder), data, steps)
    told.setdefault("rate", told.get("tokens", 0) / told["seconds"])
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps(told))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--one", choices=[PLAIN, OURS])
    given = parser.parse_args()
    if given.one:
        _one(given.one, given.data, given.steps)
        return
    found: dict[str, list[dict[str, Any]]] = {PLAIN: [], OURS: []}
    for _ in range(given.rounds):
        for side, each in found.items():
            each.append(measure(side, given.data, given.steps))
            print(f"{side}: {each[-1]['rate']:.0f} tokens/s, {each[-1]['memory']:.1f} GB", flush=True)
    print("\n| | tokens a second | peak memory, GB | mean loss |\n|---|--:|--:|--:|")
    for side, each in found.items():
        loss = statistics.mean(statistics.mean(one["losses"]) for one in each)
        rates = ", ".join(f"{one['rate']:.0f}" for one in each)
        print(f"| {side} | {rates} | {max(one['memory'] for one in each):.1f} | {loss:.3f} |")
    ratios = [b["rate"] / a["rate"] for a, b in zip(found[PLAIN], found[OURS], strict=True)]
    print(f"\nratio {', '.join(f'{ratio:.1f}' for ratio in ratios)}; {given.steps} steps of {BATCH} rows, ", end="")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}")
    if given.plot:
        plot(found, given.plot)


def plot(found: dict[str, list[dict[str, Any]]], to: Path) -> None:
    """Draw rates, memory, and the loss of each step."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(10, 2.8), layout="constrained")
    rates, memory, losses = figure.subplots(1, 3, width_ratios=(1, 1, 2))
    colours = {PLAIN: "#b8c4d0", OURS: "#1f5f8b"}
    for side, each in found.items():
        rates.bar(side, statistics.mean(one["rate"] for one in each), color=colours[side])
        memory.bar(side, max(one["memory"] for one in each), color=colours[side])
        steps = range(1, len(each[0]["losses"]) + 1)
        losses.plot(steps, each[0]["losses"], color=colours[side], label=side, linewidth=2)
    rates.set(title="tokens a second")
    memory.set(title="peak memory, GB")
    losses.set(title="loss of each step (rows in another order)", xlabel="step")
    losses.legend()
    for axes in (rates, memory, losses):
        axes.spines[["top", "right"]].set_visible(False)
    to.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(to, dpi=110)


if __name__ == "__main__":
    main()
