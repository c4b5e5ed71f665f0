"""Runs from a set to a model: each method, what is written, what is refused, and that a killed run ends as another."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

from safetensors.torch import load_file  # noqa: E402

from newswright.errors import Diverged, InstructError, MissingExtra, Overlap, SetSpoiled, TrainError  # noqa: E402
from newswright.instruct.files.sets import read_set, write_set  # noqa: E402
from newswright.models.options import ModelOptions  # noqa: E402
from newswright.records import Lesson, Message, Preference, Role  # noqa: E402
from newswright.train import run, sheet  # noqa: E402
from newswright.train.options import (  # noqa: E402
    DpoOptions,
    MethodOptions,
    PretrainOptions,
    RewardOptions,
    RlhfOptions,
    SftOptions,
)
from newswright.train.rows import rows_of  # noqa: E402
from newswright.train.scores import RewardModel  # noqa: E402
from tests.train.tiny import tiny_base, tiny_lessons, tiny_preferences  # noqa: E402

SMALL: dict[str, Any] = {
    "device": "cpu",
    "precision": "fp32",
    "batch": 4,
    "length": 256,
    "pass_tokens": 256,
    "rank": 4,
    "epochs": 2.0,
    "learning_rate": 1e-2,
    "save_every": 2,
    "samples": 1,
    "sample_tokens": 4,
}
KINDS: dict[str, type[MethodOptions]] = {
    "pretrain": PretrainOptions,
    "sft": SftOptions,
    "reward": RewardOptions,
    "dpo": DpoOptions,
    "rlhf": RlhfOptions,
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("base"))


def _order(method: str, base: Path, lessons: Path, out: Path, **changes: Any) -> run.Order:
    held_out, resume = changes.pop("held_out", None), changes.pop("resume", False)
    options = KINDS[method].model_validate({**SMALL, "model": str(base), **changes})
    return run.Order(method, lessons, out, options, "llama3", held_out, resume=resume)  # type: ignore[arg-type]


def _go(order: run.Order) -> sheet.Sheet:
    return run.train(run.make_ready(order, ModelOptions()))


def test_sft_lowers_the_held_out_loss_and_writes_everything_down(base: Path, tmp_path: Path) -> None:
    lessons, held = tiny_lessons(tmp_path / "train.jsonl", 24), tiny_lessons(tmp_path / "eval.jsonl", 6, seed=2)
    heard: list[dict[str, float]] = []
    out = tmp_path / "run"
    ready = run.make_ready(_order("sft", base, lessons, out, held_out=held), ModelOptions())
    made = run.train(ready, hear=heard.append)
    assert made.after["loss"] < made.before["loss"] - 0.1
    assert made.steps == ready.plan.steps == 12 == len(heard)
    assert heard[-1]["tokens_per_second"] > 0
    for name in ("run.json", "README.md", "samples.md", "log.jsonl", "loss.png", "final/adapter_model.safetensors"):
        assert (out / name).stat().st_size > 0, name
    assert len((out / "log.jsonl").read_text().splitlines()) == 12
    told = sheet.read(out)
    assert told is not None
    assert told.finished
    assert told.after == made.after
    assert "| loss (nats a token) |" in (out / "README.md").read_text()
    assert (
        "chat_template" in json.loads((out / "final/tokenizer_config.json").read_text())
        or (out / "final/chat_template.jinja").exists()
    )


def test_the_held_out_rows_are_looked_at_on_the_way(base: Path, tmp_path: Path) -> None:
    lessons, held = tiny_lessons(tmp_path / "train.jsonl", 16), tiny_lessons(tmp_path / "eval.jsonl", 6, seed=2)
    made = _go(_order("sft", base, lessons, tmp_path / "run", held_out=held, eval_every=2))
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log if "held-out loss" in line] == [2, 4, 6, 8]
    assert log[-1]["held-out loss"] == pytest.approx(made.after["loss"])
    assert log[1]["held-out loss"] < made.before["loss"]
    without = _go(_order("sft", base, lessons, tmp_path / "without", held_out=held))
    assert without.after == made.after, "looking changes nothing"


def test_full_weights_are_saved_as_a_model(base: Path, tmp_path: Path) -> None:
    lessons = tiny_lessons(tmp_path / "train.jsonl", 8)
    made = _go(_order("sft", base, lessons, tmp_path / "run", weights="full", epochs=1.0))
    assert made.after == {}
    assert (tmp_path / "run/final/model.safetensors").exists()
    assert (tmp_path / "run/final/config.json").exists()


def test_dpo_raises_the_held_out_margin(base: Path, tmp_path: Path) -> None:
    pairs, held = tiny_preferences(tmp_path / "train.jsonl", 24), tiny_preferences(tmp_path / "eval.jsonl", 6, seed=2)
    made = _go(_order("dpo", base, pairs, tmp_path / "run", held_out=held))
    assert made.before["margin"] == pytest.approx(0.0, abs=1e-4)
    assert made.after["margin"] > 0.1
    assert made.after["accuracy"] > 0.9


def test_a_reward_model_ranks_held_out_pairs(base: Path, tmp_path: Path) -> None:
    pairs, held = tiny_preferences(tmp_path / "train.jsonl", 64), tiny_preferences(tmp_path / "eval.jsonl", 16, seed=2)
    made = _go(_order("reward", base, pairs, tmp_path / "run", held_out=held, epochs=5.0))
    assert made.after["accuracy"] > 0.8
    assert made.after["margin"] > made.before["margin"]


def test_dpo_of_all_weights_is_held_against_a_copy_of_the_start(base: Path, tmp_path: Path) -> None:
    pairs, held = tiny_preferences(tmp_path / "train.jsonl", 24), tiny_preferences(tmp_path / "eval.jsonl", 6, seed=2)
    changes = {"weights": "full", "held_out": held, "learning_rate": 1e-3}
    made = _go(_order("dpo", base, pairs, tmp_path / "run", **changes))
    assert made.before["margin"] == pytest.approx(0.0, abs=1e-4)
    assert made.after["margin"] > 0.02
    assert (tmp_path / "run/final/model.safetensors").exists()


@pytest.mark.parametrize("weights", ["lora", "full"])
def test_a_trained_reward_model_is_a_reward(weights: str, base: Path, tmp_path: Path) -> None:
    pairs, held = tiny_preferences(tmp_path / "pairs.jsonl", 32), tiny_preferences(tmp_path / "held.jsonl", 8, seed=2)
    judge = tmp_path / "judge"
    rate = 1e-2 if weights == "lora" else 1e-3
    made = _go(_order("reward", base, pairs, judge, held_out=held, epochs=4.0, weights=weights, learning_rate=rate))
    model = RewardModel(judge, ModelOptions())
    scores = [
        (model.score(row["prompt_ids"], row["chosen_ids"]), model.score(row["prompt_ids"], row["rejected_ids"]))
        for row in rows_of(judge / "held-out")
    ]
    assert sum(better > worse for better, worse in scores) / len(scores) == made.after["accuracy"]
    margin = sum(better - worse for better, worse in scores) / len(scores)
    assert margin == pytest.approx(made.after["margin"], abs=1e-3)

    lessons = tiny_lessons(tmp_path / "train.jsonl", 8)
    changes = {"answers": 2, "answer_tokens": 6, "epochs": 1.0, "rewards": {str(judge): 1.0, "length": 0.5}}
    _go(_order("rlhf", base, lessons, tmp_path / "run", kl_limit=1e6, **changes))
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    for line in log:
        both = line[f"rewards/{judge}/mean"] + 0.5 * line["rewards/length/mean"]
        assert line["reward"] == pytest.approx(both, abs=1e-4)


@pytest.fixture(scope="module")
def torn(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was taught two answers, and gives either: a random one has no habits that a reward could change."""
    folder = tmp_path_factory.mktemp("torn")
    pairs = [item for item in read_set(tiny_preferences(folder / "p.jsonl", 32), print) if isinstance(item, Preference)]
    answers = [(pair.chosen, pair.rejected)[number % 2] for number, pair in enumerate(pairs)]
    lessons = [
        Lesson.make("sentence", (*pair.prompt, Message(role=Role.ASSISTANT, content=answer)), licence="CC0-1.0")
        for pair, answer in zip(pairs, answers, strict=True)
    ]
    write_set(folder / "both.jsonl", lessons)
    changes = {"weights": "full", "epochs": 16.0, "learning_rate": 5e-3}
    _go(_order("sft", base, folder / "both.jsonl", folder / "taught", **changes))
    return folder / "taught/final"


@pytest.mark.parametrize("algorithm", ["rloo", "grpo"])
def test_reinforcement_raises_its_reward(algorithm: str, torn: Path, tmp_path: Path) -> None:
    changes = {
        "algorithm": algorithm,
        "weights": "full",
        "learning_rate": 5e-3,
        "schedule": "constant",
        "answers": 4,
        "answer_tokens": 2,
        "batch": 16,
        "epochs": 4.0,
        "rewards": {"begins": 1.0},
        "kl": 0.001,
        "kl_limit": 1e6,
        "temperature": 1.0,
    }
    order = _order("rlhf", torn, tiny_lessons(tmp_path / "train.jsonl", 16), tmp_path / "run", **changes)

    def begins(answers: Any, evidence: Any) -> list[float]:
        """Reward "The council said", not "Nobody knows"."""
        assert all(texts and "complaints" in texts[0] for texts in evidence)
        return [float(answer.strip()[:1] == "T") for answer in answers]

    made = _go(run.Order(**{**order.__dict__, "rewards": {"begins": begins}}))
    assert made.finished
    log = [json.loads(line) for line in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    rewards = [line["reward"] for line in log]
    assert 0.1 < rewards[0] < 0.9, "it gives either answer"
    assert sum(rewards[-4:]) / 4 > sum(rewards[:4]) / 4 + 0.25
    assert all("kl" in line for line in log)
    assert made.after["KL"] == pytest.approx(log[-1]["kl"] * log[-1]["completions/mean_length"])
    assert "| KL to the start (nats an answer, last step) | - |" in (tmp_path / "run/README.md").read_text()


def test_a_killed_run_ends_with_the_weights_of_one_that_was_not(base: Path, tmp_path: Path) -> None:
    lessons = tiny_lessons(tmp_path / "train.jsonl", 40)
    changes = {"dropout": 0.1, "epochs": 3.0}
    whole = tmp_path / "whole"
    _go(_order("sft", base, lessons, whole, **changes))
    killed = tmp_path / "killed"
    program = (
        "import newswright.train.watch as w, time\n"
        "from pathlib import Path\n"
        "from tests.train.test_run import _go, _order\n"
        "old = w.Watch.step\n"
        "def slow(*a):\n    time.sleep(0.15); return old(*a)\n"
        "w.Watch.step = slow\n"
        f"base, lessons, out = (Path(name) for name in {(str(base), str(lessons), str(killed))!r})\n"
        f"_go(_order('sft', base, lessons, out, **{changes!r}))"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    process = subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=root)
    end = time.monotonic() + 120
    while time.monotonic() < end and not list((killed / "checkpoints").glob("checkpoint-1[0-9]")):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(TrainError, match="--resume"):
        run.make_ready(_order("sft", base, lessons, killed, **changes), ModelOptions())
    _go(_order("sft", base, lessons, killed, resume=True, **changes))
    one, other = (load_file(folder / "final/adapter_model.safetensors") for folder in (whole, killed))
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name
    assert len((killed / "log.jsonl").read_text().splitlines()) == 30


class _Stop(Exception):
    """Ends a run from within, as a Ctrl-C does."""


@pytest.mark.parametrize("method", ["dpo", "reward", "rlhf"])
def test_each_method_goes_on_as_if_it_had_never_stopped(method: str, base: Path, tmp_path: Path) -> None:
    make = tiny_lessons if method == "rlhf" else tiny_preferences
    rows = make(tmp_path / "train.jsonl", 24)
    changes: dict[str, Any] = {"dropout": 0.1, "epochs": 1.0}
    if method == "rlhf":
        changes |= {"algorithm": "grpo", "answers": 2, "answer_tokens": 6, "rewards": {"length": 1.0}, "kl_limit": 1e6}
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    _go(_order(method, base, rows, whole, **changes))

    def stop(told: dict[str, float]) -> None:
        if told["step"] == 5:
            raise _Stop

    with pytest.raises(_Stop):
        run.train(run.make_ready(_order(method, base, rows, stopped, **changes), ModelOptions()), hear=stop)
    _go(_order(method, base, rows, stopped, resume=True, **changes))
    one, other = (load_file(folder / "final/adapter_model.safetensors") for folder in (whole, stopped))
    for name, value in one.items():
        assert torch.equal(value, other[name]), name
    logs = [(folder / "log.jsonl").read_text().splitlines() for folder in (whole, stopped)]
    assert [len(log) for log in logs] == [len(logs[0])] * 2


def test_a_missing_tracker_names_its_extra(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trackio", None)
    lessons = tiny_lessons(tmp_path / "train.jsonl", 8)
    with pytest.raises(MissingExtra, match=r"trackio(?s:.)*newswright\[trackio\]"):
        run.make_ready(_order("sft", base, lessons, tmp_path / "run", track="trackio"), ModelOptions())
    assert not (tmp_path / "run").exists()


def test_what_is_refused(base: Path, tmp_path: Path) -> None:
    lessons = tiny_lessons(tmp_path / "train.jsonl", 8)
    out = tmp_path / "run"
    with pytest.raises((Overlap, SetSpoiled)):
        run.make_ready(_order("sft", base, lessons, out, held_out=lessons), ModelOptions())
    with pytest.raises(InstructError, match="no set"):
        run.make_ready(_order("sft", base, tmp_path / "nosuch.jsonl", tmp_path / "x"), ModelOptions())
    done = tmp_path / "done"
    _go(_order("sft", base, lessons, done, epochs=1.0))
    with pytest.raises(TrainError, match="finished"):
        run.make_ready(_order("sft", base, lessons, done, epochs=1.0), ModelOptions())
    with pytest.raises(TrainError, match=r"epochs was 1\.0 and is now 2\.0"):
        run.make_ready(_order("sft", base, lessons, done, epochs=2.0), ModelOptions())


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_what_was_good(base: Path, tmp_path: Path) -> None:
    lessons = tiny_lessons(tmp_path / "train.jsonl", 40)
    order = _order("sft", base, lessons, tmp_path / "run", epochs=4.0, save_every=1, learning_rate=1e30, clip=0.0)
    with pytest.raises(Diverged, match="learning_rate"):
        _go(order)
    assert not (tmp_path / "run/final").exists()
