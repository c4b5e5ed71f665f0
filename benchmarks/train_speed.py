"""Measures `train sft` beside the plain TRL script of its documentation: same rows, model, adapter, batch, steps.

Run from the project's root, in an environment with the extra `train`: `python benchmarks/train_speed.py [--data FILE]
[--steps 10] [--rounds 1] [--plot PNG] [--shape llama-2-7b] [--weights qlora]`. Each side runs in a process of its own,
in turns. Rows are 80 round-ups (three sources, one article) in ChatML; the adapter is PEFT's default (rank 8 on queries
and values). Tokens are those of the rows, without padding; seconds are of `trainer.train()`, without loading; memory is
the highest resident size of the process, on a GPU the most that torch took. The loss is the mean over the steps: with
10 steps both sides see all rows once, in their own order. The plain side has TRL's documented defaults and `use_cpu`
where there is no GPU.

Without `--shape` the embedded model is trained. With it, a model of that name's shape with random weights in bf16,
which needs no download: for GPUs. There the share of the GPU's peak is told, from 4 operations for each weight and
token (2 forward, 2 back: frozen weights have no gradient of their own).
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

from newswright.models.catalogue import trainable
from newswright.models.options import ModelOptions
from newswright.train.bases import find_base

DATA = Path("../shared/data/roundups/train.jsonl")
ASKED = "Write a news article from these reports. Use only what they say."
ROWS, BATCH, RATE = 80, 8, 2e-5
PLAIN, OURS = "plain TRL", "newswright"
PEAK = {"H100": 989e12, "H200": 989e12, "A100": 312e12, "L40S": 362e12, "4090": 165e12}
"""Operations a second in bf16 without sparsity, by what a GPU's name contains; from the makers' data sheets."""


def rows(path: Path) -> list[tuple[str, str]]:
    """Return prompts and answers."""
    found = []
    for line in path.read_text("utf-8").splitlines()[:ROWS]:
        row = json.loads(line)
        sources = "\n\n".join(f"{one['headline']}\n{one['text']}" for one in row["sources"])
        found.append((f"{ASKED}\n\n{sources}", f"{row['article']['headline']}\n\n{row['article']['text']}"))
    return found


def shaped(name: str) -> str:
    """Return the folder of a model of the shape of the model `name`, with random weights and the embedded tokenizer."""
    import torch  # noqa: PLC0415
    import transformers  # noqa: PLC0415

    known = trainable(name)
    assert known is not None, f"newswright models lists no {name}"
    shape, folder = known.shape, Path("build") / f"random-{name}"
    if not (folder / "config.json").exists():
        config = transformers.LlamaConfig(
            vocab_size=max(shape.vocabulary, 49_152),
            hidden_size=shape.hidden,
            intermediate_size=shape.intermediate,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.kv_heads,
            head_dim=shape.head,
            max_position_embeddings=known.context,
            tie_word_embeddings=shape.tied,
        )
        with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
            model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
        embedded = find_base("embedded", ModelOptions()).folder
        transformers.AutoTokenizer.from_pretrained(embedded).save_pretrained(folder)
        model.save_pretrained(folder)
    return str(folder)


def plain(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Run the script of TRL's documentation."""
    import torch  # noqa: PLC0415
    import transformers  # noqa: PLC0415
    from datasets import Dataset  # noqa: PLC0415
    from peft import LoraConfig  # noqa: PLC0415
    from trl import SFTConfig, SFTTrainer  # noqa: PLC0415

    told = [
        {"prompt": [{"role": "user", "content": asked}], "completion": [{"role": "assistant", "content": answer}]}
        for asked, answer in rows(given.data)
    ]
    loading: dict[str, Any] = {"dtype": torch.bfloat16} if given.shape else {}
    if given.weights == "qlora":
        loading["quantization_config"] = transformers.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    config = SFTConfig(
        output_dir=str(folder),
        use_cpu=not torch.cuda.is_available(),
        report_to=[],
        max_steps=given.steps,
        logging_steps=1,
        model_init_kwargs=loading or None,
    )
    trainer = SFTTrainer(
        model=shaped(given.shape) if given.shape else str(find_base("embedded", ModelOptions()).folder),
        args=config,
        train_dataset=Dataset.from_list(told),
        peft_config=LoraConfig(),
    )
    began = time.perf_counter()
    trainer.train()
    took = time.perf_counter() - began
    log = [line for line in trainer.state.log_history if "loss" in line]
    return {"seconds": took, "tokens": log[-1]["num_tokens"], "losses": [line["loss"] for line in log]}


def ours(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Run ours."""
    from newswright.instruct.files.sets import write_set  # noqa: PLC0415
    from newswright.records import Lesson, Message, Role  # noqa: PLC0415
    from newswright.train import run  # noqa: PLC0415
    from newswright.train.options import SftOptions  # noqa: PLC0415

    lessons = [
        Lesson.make("article", (Message(role=Role.USER, content=a), Message(role=Role.ASSISTANT, content=b)))
        for a, b in rows(given.data)
    ]
    write_set(folder / "set.jsonl", lessons)
    options = SftOptions(
        model=shaped(given.shape) if given.shape else "embedded",
        weights=given.weights,
        rank=8,
        alpha=8.0,
        targets=("q_proj", "v_proj"),
        learning_rate=RATE,
        batch=BATCH,
        steps=given.steps,
        samples=0,
        **({"pass_tokens": 8192} if given.shape else {}),
    )
    ready = run.make_ready(run.Order("sft", folder / "set.jsonl", folder / "run", options, "chatml"), ModelOptions())
    made = run.train(ready)
    log = [json.loads(line) for line in (folder / "run/log.jsonl").read_text("utf-8").splitlines()]
    rate = log[-1]["tokens_per_second"]
    return {"seconds": made.seconds, "rate": rate, "losses": [line["loss"] for line in log]}


def measure(side: str, given: argparse.Namespace) -> dict[str, Any]:
    """Run one side in a process of its own."""
    command = [sys.executable, __file__, "--one", side, "--data", str(given.data), "--steps", str(given.steps)]
    command += ["--weights", given.weights, *(["--shape", given.shape] if given.shape else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _one(side: str, given: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        told = (plain if side == PLAIN else ours)(Path(folder), given)
    told.setdefault("rate", told.get("tokens", 0) / told["seconds"])
    gpu = torch.cuda.is_available()
    peak = torch.cuda.max_memory_allocated() if gpu else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told["memory"] = peak / 1e9
    told["device"] = torch.cuda.get_device_name() if gpu else f"{os.cpu_count()} cores"
    print(json.dumps(told))


def utilised(rate: float, shape: str, device: str) -> str:
    """Return the share of a GPU's peak, "" where it is not known."""
    known, peak = trainable(shape), next((value for name, value in PEAK.items() if name in device), 0.0)
    return f"{4.0 * known.parameters * rate / peak:.0%}" if known and peak else ""


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--shape", default="", help="a model of this name's shape with random weights, for a GPU")
    parser.add_argument("--weights", choices=["lora", "qlora"], default="lora")
    parser.add_argument("--one", choices=[PLAIN, OURS])
    given = parser.parse_args()
    if given.one:
        _one(given.one, given)
        return
    found: dict[str, list[dict[str, Any]]] = {PLAIN: [], OURS: []}
    for _ in range(given.rounds):
        for side, each in found.items():
            each.append(measure(side, given))
            print(f"{side}: {each[-1]['rate']:.0f} tokens/s, {each[-1]['memory']:.1f} GB", flush=True)
    device = found[OURS][0]["device"]
    print("\n| | tokens a second | of the GPU's peak | peak memory, GB | mean loss |\n|---|--:|--:|--:|--:|")
    for side, each in found.items():
        loss = statistics.mean(statistics.mean(one["losses"]) for one in each)
        rates = [one["rate"] for one in each]
        used, memory = utilised(statistics.mean(rates), given.shape, device), max(one["memory"] for one in each)
        print(f"| {side} | {', '.join(f'{rate:.0f}' for rate in rates)} | {used or '-'} | {memory:.1f} | {loss:.3f} |")
    ratios = [b["rate"] / a["rate"] for a, b in zip(found[PLAIN], found[OURS], strict=True)]
    print(f"\nratio {', '.join(f'{ratio:.1f}' for ratio in ratios)}; {given.steps} steps of {BATCH} rows, ", end="")
    print(f"{given.shape or 'the embedded model'}, {given.weights}; {device}, ", end="")
    print(f"load {os.getloadavg()[0]:.1f} at the end, Python {platform.python_version()}")
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
