"""Shows that each method learns on real news: figures of held-out rows before and after, and one picture.

Run from the project's root, in an environment with the extra `train`: `python benchmarks/train_methods.py [--only sft]
[--work FOLDER] [--plot PNG]`. Each method trains the embedded model (LoRA) through the same code as `newswright train`,
on sets that `instruct build` makes of the English Wikinews articles in `../shared/data/wikinews` (CC BY 2.5), divided
by story and date: what is held out is newer than what is learnt. Finished runs in the work folder are read, not done
again. All five take about an hour on two cores.

- pretrain: perplexity of held-out articles, and of podcasts, meetings and e-mail (SummEdits) that it should not ruin.
- sft: loss of held-out articles, headlines, ledes and sentences.
- reward: pairs of held-out preferences ranked right.
- dpo: margin of held-out preferences, and pairs preferred rightly, from the fine-tuned writer on.
- rlhf: the reward of answers to held-out prompts, and how far the writer went (KL in nats for an answer).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newswright import training
from newswright.models.options import ModelOptions
from newswright.newsroom import settings_at
from newswright.train import run, sheet

ARTICLES = Path("../shared/data/wikinews/articles.jsonl")
OTHER = Path("../shared/data/support/summedits-not-news.jsonl")
TASKS = ("pretrain", "article", "headline", "lede", "sentence", "prefer")
COMMON: dict[str, Any] = {"batch": 8, "pass_tokens": 1536, "length": 768, "samples": 2, "sample_tokens": 60}
RUNS: dict[str, dict[str, Any]] = {
    "pretrain": {"epochs": 1.0, "learning_rate": 2e-4},
    "sft": {"epochs": 1.0, "learning_rate": 3e-4},
    "reward": {"epochs": 1.0, "learning_rate": 3e-4},
    "dpo": {"epochs": 1.0, "learning_rate": 5e-5},
    "rlhf": {
        "batch": 16,
        "answers": 4,
        "answer_tokens": 64,
        "steps": 40,
        "learning_rate": 2e-4,
        "warmup": 0.0,
        "schedule": "constant",
        "kl_limit": 12.0,
        "sample_tokens": 64,
    },
}
ROWS = {"pretrain": (160, 40), "sft": (320, 80), "reward": (400, 160), "dpo": (240, 120), "rlhf": (160, 24)}
"""Rows to learn from and held out."""


def sets(work: Path, articles: Path) -> Path:
    """Return the folder of the sets, made of the articles where it is not there."""
    made = work / "sets"
    if not (made / "manifest.json").exists():
        tasks = [part for task in TASKS for part in ("--task", task)]
        command = [sys.executable, "-m", "newswright", "instruct", "build", str(articles), "--licence", "CC-BY-2.5"]
        subprocess.run([*command, "--out", str(made), *tasks], check=True)
    return made


def chosen(method: str, made: Path, work: Path) -> tuple[Path, Path]:
    """Return the rows of a method: to learn from, and held out; the same ones each time."""
    front = {"pretrain": "texts-", "reward": "preferences-", "dpo": "preferences-"}.get(method, "")
    found = []
    for part, count in zip(("train", "eval"), ROWS[method], strict=True):
        lines = (made / f"{front}{part}.jsonl").read_text("utf-8").splitlines()
        if method == "rlhf":  # a prompt of one sentence
            lines = [line for line in lines if json.loads(line)["task"] == "sentence"]
        random.Random(20261124).shuffle(lines)
        found.append(work / f"{method}-{part}.jsonl")
        found[-1].write_text("\n".join(lines[:count]) + "\n", encoding="utf-8")
    return found[0], found[1]


def other_text(path: Path, work: Path, count: int = 40) -> Path:
    """Return a set of texts that are no news: podcasts, earnings calls, meetings, e-mail, one of each document."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    texts = sorted({row["doc"][:2000] for row in rows})
    random.Random(20261124).shuffle(texts)
    lines = [
        {"id": f"other-{at}", "task": "pretrain", "messages": [{"role": "assistant", "content": text}]}
        for at, text in enumerate(texts[:count])
    ]
    made = work / "other.jsonl"
    made.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return made


def one(method: str, made: Path, work: Path) -> sheet.Sheet:
    """Train with a method, or read the run that has."""
    out = work / method
    there = sheet.read(out)
    if there and there.finished:
        return there
    settings = settings_at(work)
    given = {**COMMON, **RUNS[method]}
    if method == "dpo":
        given["adapter"] = str(work / "sft" / run.FINAL)
    options = training.options_of(settings, method, "", given)  # type: ignore[arg-type]
    lessons, held_out = chosen(method, made, work)
    template = "plain" if method == "pretrain" else "chatml"
    order = run.Order(
        method,  # type: ignore[arg-type]
        lessons,
        out,
        options,
        template,
        held_out,
        training.verifier_rewards(settings),
        resume=True,
    )
    print(f"{method}: {order.options.batch} rows a step, {time.strftime('%H:%M:%S')}", flush=True)
    return run.train(run.make_ready(order, ModelOptions()), hear=lambda told: print(_line(told), flush=True))


def _line(told: dict[str, float]) -> str:
    names = ("step", "loss", "reward", "kl", "accuracy", "tokens_per_second")
    return "  " + ", ".join(f"{name} {told[name]:.4g}" for name in names if name in told)


def perplexities(work: Path) -> dict[str, tuple[float, float]]:
    """Return the perplexity of news and of other text before and after pretraining."""
    from transformers import AutoTokenizer  # noqa: PLC0415
    from trl.trainer.utils import add_fused_lm_head  # noqa: PLC0415

    from newswright.instruct.preparing.prepare import PrepareOptions, prepare  # noqa: PLC0415
    from newswright.instruct.vocabularies.vocabulary import open_vocabulary  # noqa: PLC0415
    from newswright.train import evaluate, model  # noqa: PLC0415
    from newswright.train.bases import find_base  # noqa: PLC0415
    from newswright.train.methods.head import causal, give_head  # noqa: PLC0415
    from newswright.train.options import PretrainOptions  # noqa: PLC0415
    from newswright.train.rows import rows_of  # noqa: PLC0415

    news = sheet.read(work / "pretrain")
    assert news is not None
    prepared = work / "other-rows"
    base = find_base("embedded", ModelOptions())
    if not prepared.exists():
        vocabulary = open_vocabulary(str(base.file or base.folder), ModelOptions().folder)
        prepare(other_text(OTHER, work), prepared, "plain", vocabulary, PrepareOptions(length=COMMON["length"]))
    options = PretrainOptions()
    tokenizer = AutoTokenizer.from_pretrained(base.folder)
    found = []
    for adapter in ("", str(work / "pretrain" / run.FINAL)):
        loaded = model.load(base.folder, options)
        if adapter:
            loaded = model.with_adapter(loaded, options.model_copy(update={"adapter": adapter}))
        add_fused_lm_head(causal(loaded))
        give_head(causal(loaded))
        pad = int(tokenizer.pad_token_id)
        figures = evaluate.loss_figures(loaded, rows_of(prepared), pad, model.precision_of(options))
        found.append(figures["perplexity"])
    return {"news": (news.before["perplexity"], news.after["perplexity"]), "other text": (found[0], found[1])}


def log_of(work: Path, method: str) -> list[dict[str, float]]:
    """Return the figures of each step."""
    return [json.loads(line) for line in (work / method / "log.jsonl").read_text("utf-8").splitlines()]


def table(work: Path, methods: Sequence[str]) -> list[tuple[str, str, float, float]]:
    """Return rows of the table: method, figure, before, after."""
    found: list[tuple[str, str, float, float]] = []
    for method in methods:
        told = sheet.read(work / method)
        if told is None or not told.finished:
            continue
        if method == "pretrain":
            found += [
                (method, f"perplexity, {name}", before, after) for name, (before, after) in perplexities(work).items()
            ]
            continue
        names = [name for name in told.after if name in told.before and name not in {"labels", "perplexity"}]
        found += [(method, f"held-out {name}", told.before[name], told.after[name]) for name in names]
        if method == "rlhf":
            log = [each for each in log_of(work, method) if "kl" in each]
            nats = [each["kl"] * each["completions/mean_length"] for each in log]
            found.append((method, "KL from the start, nats an answer", nats[0], nats[-1]))
    return found


def plot(work: Path, rows: Sequence[tuple[str, str, float, float]], to: Path) -> None:
    """Draw a panel for each method."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(15, 3.4), layout="constrained")
    panels = figure.subplots(1, 5)
    pretrained = [row for row in rows if row[0] == "pretrain"]
    places = range(len(pretrained))
    panels[0].bar([at - 0.2 for at in places], [row[2] for row in pretrained], 0.4, label="before", color="#b8c4d0")
    panels[0].bar([at + 0.2 for at in places], [row[3] for row in pretrained], 0.4, label="after", color="#1f5f8b")
    panels[0].set_xticks(list(places), [row[1].partition(", ")[2] for row in pretrained])
    panels[0].set(title="pretrain", ylabel="perplexity")
    panels[0].legend(fontsize=8, loc="lower center")
    held = {row[:2]: row[2:] for row in rows}
    for panel, (method, name, shown, title) in zip(
        panels[1:],
        (
            ("sft", "loss", "loss", "sft: loss"),
            ("reward", "accuracy", "accuracy", "reward: pairs ranked right"),
            ("dpo", "rewards/margins", "margin", "dpo: margin"),
            ("rlhf", "reward", "", "rlhf: reward, KL"),
        ),
        strict=True,
    ):
        log = [each for each in log_of(work, method) if name in each]
        steps, values = [each["step"] for each in log], [each[name] for each in log]
        panel.plot(steps, values, color="#1f5f8b", linewidth=1, alpha=0.7, label="each step")
        if (method, f"held-out {shown}") in held:
            before, after = held[method, f"held-out {shown}"]
            panel.plot([0, steps[-1]], [before, after], "o--", color="#c2410c", label="held out", markersize=5)
        panel.set(title=title, xlabel="step")
        if method == "reward":
            panel.axhline(0.75, color="#888888", linewidth=0.8, linestyle=":")
        if method == "rlhf":
            beside = panel.twinx()
            nats = [each["kl"] * each["completions/mean_length"] for each in log]
            beside.plot(steps, nats, color="#888888", linewidth=1)
            beside.set_ylabel("KL, nats an answer", color="#888888")
        panel.legend(fontsize=8)
    for panel in panels:
        panel.spines[["top", "right"]].set_visible(False)
    to.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(to, dpi=110)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--work", type=Path, default=Path("build/train-methods"))
    parser.add_argument("--only", action="append", choices=list(RUNS))
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    made = sets(given.work, given.articles)
    seconds = {method: one(method, made, given.work).seconds for method in given.only or RUNS}
    rows = table(given.work, given.only or list(RUNS))
    print("\n| method | figure | before | after |\n|---|---|--:|--:|")
    for method, figure, before, after in rows:
        print(f"| {method} | {figure} | {before:.3g} | {after:.3g} |")
    told = ", ".join(f"{method} {ROWS[method][0]} rows in {took / 60:.0f} min" for method, took in seconds.items())
    print(f"\n{told}; held out: {', '.join(f'{name} {ROWS[name][1]}' for name in seconds)}; {os.cpu_count()} cores")
    if given.plot:
        plot(given.work, rows, given.plot)


if __name__ == "__main__":
    main()
