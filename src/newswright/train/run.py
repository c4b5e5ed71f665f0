"""A training run from a set to a model: prepare, plan, judge, train, judge again, write everything down.

A run lives in one folder (docs/train.md lists what is in it) and can be killed at any moment: the rows are prepared
once, checkpoints are used only when they are whole, and the order of the rows and all random states are the
checkpoint's, so that a resumed run ends as one that was never stopped.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newswright.errors import InstructError, TrainError
from newswright.instruct.looking.doctor import DoctorOptions, doctor, refuse_spoiled
from newswright.instruct.preparing.prepare import PrepareOptions, prepare
from newswright.instruct.rendering.template import find
from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from newswright.models.lock import held
from newswright.models.options import ModelOptions
from newswright.progress import Progress, silent
from newswright.train import evaluate, samples, sheet
from newswright.train.allocator import keep_memory
from newswright.train.bases import Base, find_base
from newswright.train.card import card
from newswright.train.examine import require_apart
from newswright.train.extra import need
from newswright.train.faults import told
from newswright.train.finish import save
from newswright.train.model import load, precision_of, with_adapter
from newswright.train.options import Method, MethodOptions, RlhfOptions
from newswright.train.order import StepOrder, lengths_of
from newswright.train.plan import Plan, plan
from newswright.train.rewards import Reward, chosen
from newswright.train.rows import prompts_of, rows_of
from newswright.train.together import devices, first, one_by_one
from newswright.train.trainers import Work, trainer_of
from newswright.train.watch import Hear, Watch, callback

ROWS, HELD_OUT, CHECKPOINTS, FINAL, SAMPLES, CARD = (
    "rows",
    "held-out",
    "checkpoints",
    "final",
    "samples.md",
    "README.md",
)
JUDGED = 24
"""Held-out prompts that are answered and rewarded."""
WHOLE = "whole"
"""A file that a checkpoint has when all of it is written."""


@dataclass(frozen=True)
class Order:
    """What is wanted of a run."""

    method: Method
    lessons: Path
    out: Path
    options: MethodOptions
    template: str
    held_out: Path | None = None
    rewards: Mapping[str, Reward] | None = None
    """Rewards beside length and form, by name."""
    resume: bool = False
    repeat: str = ""
    """The command, for the manifest."""


@dataclass(frozen=True)
class Ready:
    """A run that could begin: its rows are prepared, its plan is made."""

    order: Order
    base: Base
    vocabulary: Vocabulary
    plan: Plan
    making: sheet.Making
    models: ModelOptions


def make_ready(order: Order, models: ModelOptions, progress: Progress = silent) -> Ready:
    """Examine and prepare the set, and plan the run.

    Args:
        order: What is wanted.
        models: Where models are kept.
        progress: Told what is done.

    Raises:
        SetSpoiled: the set would spoil the run.
        Overlap: held-out rows are among those to be learnt.
        TrainError: the folder holds another run, or a run that is not to be resumed.
        ModelMissing, TemplateInvalid, MissingExtra and more: as the parts.
    """
    need("torch"), need("trl"), need("peft")
    options = order.options
    if options.track != "none":
        need(options.track)
    base = find_base(options.model, models, progress)
    vocabulary = open_vocabulary(str(base.file or base.folder), models.folder)
    making = _making(order, base)
    with one_by_one(options):  # the first makes what the others find
        _claim(order, making)
        _prepare(order, vocabulary, models, progress)
    rows, held_out = rows_of(order.out / ROWS), rows_of(order.out / HELD_OUT) if order.held_out else None
    planned = plan(order.method, rows, held_out, base.folder, options, devices())
    return Ready(order, base, vocabulary, planned, making, models)


def _prepare(order: Order, vocabulary: Vocabulary, models: ModelOptions, progress: Progress) -> None:
    """Examine the sets and render them."""
    examined = doctor(order.lessons, order.held_out, None, DoctorOptions(near_copies=False), progress)
    if order.held_out:
        require_apart(order.lessons, order.held_out)
    refuse_spoiled(examined)
    given = PrepareOptions(length=order.options.length, models=models.folder)
    for source, name in ((order.lessons, ROWS), (order.held_out, HELD_OUT)):
        if source:
            prepare(source, order.out / name, order.template, vocabulary, given, progress)


def train(ready: Ready, progress: Progress = silent, hear: Hear = lambda _: None) -> sheet.Sheet:
    """Train, judge before and after, and write everything down; return the manifest.

    Args:
        ready: What `make_ready` gave.
        progress: Told what is done between the steps.
        hear: Told the figures of each step.

    Raises:
        OutOfMemory, Diverged, DiskFull: with the setting to change; the last whole checkpoint stays.
    """
    out = ready.order.out
    with ExitStack() as stack:
        if first():
            stack.enter_context(held(out / ".lock", lambda: progress("wait for another run in this folder", 0, 0)))
        stack.enter_context(told(out))
        return _Run(ready, progress, hear).go()


class _Run:
    """One run in a folder that nobody else writes to."""

    def __init__(self, ready: Ready, progress: Progress, hear: Hear) -> None:
        self.ready, self.order, self.progress, self.hear = ready, ready.order, progress, hear
        self.options, self.out = ready.order.options, ready.order.out
        self.precision = precision_of(self.options)
        self.rows = rows_of(self.out / ROWS)
        self.held_out = rows_of(self.out / HELD_OUT) if self.order.held_out else None
        self.rewards: dict[str, Any] = {}
        if isinstance(self.options, RlhfOptions):
            self.rewards = chosen(self.options.rewards, self.order.rewards or {}, ready.models)
        self.tokenizer = need("transformers").AutoTokenizer.from_pretrained(ready.base.folder, local_files_only=True)
        if self.tokenizer.pad_token_id is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token

    def go(self) -> sheet.Sheet:
        """Do it."""
        keep_memory()
        made = sheet.read(self.out) or sheet.Sheet(making=self.ready.making)
        self.progress("load the model", 0, 0)
        kind = "score" if self.order.method == "reward" else "causal"
        model = load(self.ready.base.folder, self.options, kind)
        if self.options.weights != "full":
            model = with_adapter(model, self.options, kind)
        if kind == "causal":
            model.generation_config.eos_token_id = self._ends()
        lengths = lengths_of(self.rows)
        order = StepOrder(lengths, self.options.batch, self.options.seed)
        trainer = trainer_of(self._work(model, order))
        watch = Watch(
            self.out, f"{self.order.method}: {self.order.lessons.name}", order.tokens_of, self.hear, writes=first()
        )
        every = self.options.eval_every if self.held_out is not None else 0
        trainer.add_callback(callback(watch, lambda: self._judge(trainer, f"every {every} steps"), every))
        trainer.add_callback(_marking())
        shown = self._samples()
        if not made.before:
            made = made.model_copy(update={"before": self._judge(trainer, "before")})
            shown = [
                sample.model_copy(update={"before": text})
                for sample, text in zip(shown, self._answers(trainer), strict=True)
            ]
            made = made.model_copy(
                update={"plan": self.ready.plan.model_dump(mode="json"), "made_with": sheet.versions()}
            )
            if first():
                samples.write(shown, self.out / SAMPLES)
                sheet.write(self.out, made)
        else:
            shown = samples.read(self.out / SAMPLES, shown)
        began = time.perf_counter()
        trainer.train(resume_from_checkpoint=_last_whole(self.out / CHECKPOINTS))
        seconds = time.perf_counter() - began
        watch.draw()
        return self._end(trainer, made.model_copy(update={"seconds": seconds}), shown, watch.lines)

    def _work(self, model: Any, order: StepOrder) -> Work:
        rows = self.rows if self.order.method != "rlhf" else prompts_of(self.rows, self.order.lessons, self.tokenizer)
        return Work(
            self.order.method,
            model,
            rows,
            order,
            self.tokenizer,
            self.options,
            self.out,
            self.ready.plan,
            self.rewards,
        )

    def _end(
        self, trainer: Any, made: sheet.Sheet, shown: list[samples.Sample], log: list[dict[str, float]]
    ) -> sheet.Sheet:
        after = {**self._judge(trainer, "after"), **evaluate.distance(log)}
        shown = [
            sample.model_copy(update={"after": text})
            for sample, text in zip(shown, self._answers(trainer), strict=True)
        ]
        made = made.model_copy(
            update={"after": after, "steps": trainer.state.global_step, "finished": True, "repeat": self.order.repeat}
        )
        if first():
            samples.write(shown, self.out / SAMPLES)
            save(trainer, self.ready.base, self.ready.vocabulary, find(self.order.template), self.out / FINAL)
            (self.out / CARD).write_text(card(made, self.ready.plan), encoding="utf-8")
            sheet.write(self.out, made)
        return made

    def _judge(self, trainer: Any, when: str) -> dict[str, float]:
        """Return the figures of the held-out rows; none where there are none."""
        if self.held_out is None:
            return {}
        self.progress(f"look at the held-out rows {when}", 0, 0)
        model, pad = trainer.model, self.tokenizer.pad_token_id
        if self.order.method == "reward":
            return evaluate.score_figures(model, self.held_out, pad, self.precision)
        if self.order.method == "dpo":
            return evaluate.margin_figures(model, self.held_out, pad, self.precision, trainer)
        found = evaluate.loss_figures(model, self.held_out, pad, self.precision)
        return found if self.order.method != "rlhf" else {**found, **self._rewarded(model, self.order.held_out)}

    def _rewarded(self, model: Any, lessons: Path | None) -> dict[str, float]:
        """Return the rewards of the likeliest answers to held-out prompts."""
        asked = prompts_of(self.held_out, lessons, self.tokenizer) if lessons else None
        if asked is None:
            return {}
        asked = asked.select(range(min(JUDGED, len(asked))))
        answers = samples.answers(
            model, self.tokenizer, asked["prompt_ids"], self.options.sample_tokens, self._ends(), self.precision
        )
        return evaluate.reward_figures(answers, asked["evidence"], self.rewards)

    def _samples(self) -> list[samples.Sample]:
        if self.held_out is None or self.order.method == "reward":
            return []
        self.asked = samples.prompts(self.held_out, self.options.samples)
        decode = self.tokenizer.decode
        return [
            samples.Sample(prompt=decode(prompt), wanted=decode(answer, skip_special_tokens=True))
            for prompt, answer in self.asked
        ]

    def _answers(self, trainer: Any) -> list[str]:
        if self.held_out is None or self.order.method == "reward":
            return []
        self.progress("answer held-out prompts", 0, 0)
        prompts = [prompt for prompt, _ in self.asked]
        return samples.answers(
            trainer.model, self.tokenizer, prompts, self.options.sample_tokens, self._ends(), self.precision
        )

    def _ends(self) -> list[int]:
        """Return the ids at which an answer ends: the tokenizer's, and that of the run's template."""
        number = self.ready.vocabulary.id(find(self.order.template).end)
        eos = int(self.tokenizer.eos_token_id)
        return [eos] if number in {None, eos} else [eos, int(number or 0)]


def _making(order: Order, base: Base) -> sheet.Making:
    return sheet.Making(
        method=order.method,
        base=base.name,
        base_sha256=sheet.digest(base.folder),
        template=order.template,
        lessons=order.lessons.name,
        lessons_sha256=sheet.digest(_readable(order.lessons)),
        held_out=order.held_out.name if order.held_out else "",
        held_out_sha256=sheet.digest(_readable(order.held_out)) if order.held_out else "",
        options=order.options.model_dump(mode="json"),
    )


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise InstructError(f"There is no set {path}.", cure="Make one: newswright instruct build")
    return path


def _claim(order: Order, making: sheet.Making) -> None:
    """Take the folder for this run, or refuse it."""
    there = sheet.read(order.out)
    if there is None:
        order.out.mkdir(parents=True, exist_ok=True)
        sheet.write(order.out, sheet.Sheet(making=making, repeat=order.repeat))
        return
    sheet.require_same(there.making, making, order.out)
    if there.finished:
        raise TrainError(f"The run in {order.out} is finished.", cure="Name another folder for another run.")
    if not order.resume and any((order.out / CHECKPOINTS).glob("checkpoint-*")):
        raise TrainError(f"{order.out} holds this run, begun.", cure="Go on with --resume, or name another folder.")


def _last_whole(folder: Path) -> str | None:
    """Return the last checkpoint that is whole; what is not is deleted."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    for path in found:
        if not (path / WHOLE).exists():
            shutil.rmtree(path, ignore_errors=True)
    whole = [path for path in found if (path / WHOLE).exists()]
    return str(whole[-1]) if whole else None


def _marking() -> Any:
    """Return the callback that marks a checkpoint when all of it is written."""
    from transformers import TrainerCallback  # noqa: PLC0415 - only where there is a trainer

    class Marked(TrainerCallback):
        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002
            folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            if state.is_world_process_zero and folder.exists():
                (folder / WHOLE).touch()

    return Marked()
