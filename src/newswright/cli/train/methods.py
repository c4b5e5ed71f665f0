"""`newswright train pretrain | sft | reward | rlhf | dpo`: the five methods, which take the same options."""

from __future__ import annotations

import shlex
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from newswright import teaching, training
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.train.group import Adapter, DryRun, HeldOut, Model, Out, Preset, Put, Resume, Set, Weights, group
from newswright.errors import OutOfMemory, SettingsError
from newswright.progress import Progress, silent
from newswright.train.options import Method, MethodOptions
from newswright.train.together import first, part

GB = 1e9


class Given(NamedTuple):
    """What was said on the command line."""

    lessons: Path
    out: Path
    held_out: Path | None
    values: dict[str, Any]
    preset: str
    dry_run: bool
    resume: bool
    newsroom: Path
    json: bool


def _values(model: str, adapter: str, weights: str | None, put: list[str] | None) -> dict[str, Any]:
    """Return the settings that options change."""
    given: dict[str, Any] = {"model": model, "adapter": adapter, "weights": weights}
    found = {name: value for name, value in given.items() if value}
    for pair in put or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise SettingsError(f"--set {pair} sets nothing.", cure="Write it as name=value: --set rank=32")
        found[name.strip()] = tuple(value.split(",")) if name.strip() == "targets" else value.strip()
    return found


@group.command()
def pretrain(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Set,
    out: Out = Path("run"),
    held_out: HeldOut = None,
    model: Model = "",
    adapter: Adapter = "",
    preset: Preset = "",
    weights: Weights = None,
    put: Put = None,
    dry_run: DryRun = False,
    resume: Resume = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Go on with pretraining, on plain text (`instruct build --task pretrain`)."""
    values = _values(model, adapter, weights, put)
    _run("pretrain", Given(lessons, out, held_out, values, preset, dry_run, resume, newsroom, json))


@group.command()
def sft(  # noqa: PLR0913
    lessons: Set,
    out: Out = Path("run"),
    held_out: HeldOut = None,
    model: Model = "",
    adapter: Adapter = "",
    preset: Preset = "",
    weights: Weights = None,
    put: Put = None,
    dry_run: DryRun = False,
    resume: Resume = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Fine-tune a writer on lessons."""
    values = _values(model, adapter, weights, put)
    _run("sft", Given(lessons, out, held_out, values, preset, dry_run, resume, newsroom, json))


@group.command()
def reward(  # noqa: PLR0913
    lessons: Set,
    out: Out = Path("run"),
    held_out: HeldOut = None,
    model: Model = "",
    adapter: Adapter = "",
    preset: Preset = "",
    weights: Weights = None,
    put: Put = None,
    dry_run: DryRun = False,
    resume: Resume = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Train a model that scores answers, on preferences."""
    values = _values(model, adapter, weights, put)
    _run("reward", Given(lessons, out, held_out, values, preset, dry_run, resume, newsroom, json))


@group.command()
def rlhf(  # noqa: PLR0913
    lessons: Set,
    out: Out = Path("run"),
    held_out: HeldOut = None,
    model: Model = "",
    adapter: Adapter = "",
    preset: Preset = "",
    weights: Weights = None,
    put: Put = None,
    dry_run: DryRun = False,
    resume: Resume = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Train a writer against rewards: the verifier's support, a reward model, length and form."""
    values = _values(model, adapter, weights, put)
    _run("rlhf", Given(lessons, out, held_out, values, preset, dry_run, resume, newsroom, json))


@group.command()
def dpo(  # noqa: PLR0913
    lessons: Set,
    out: Out = Path("run"),
    held_out: HeldOut = None,
    model: Model = "",
    adapter: Adapter = "",
    preset: Preset = "",
    weights: Weights = None,
    put: Put = None,
    dry_run: DryRun = False,
    resume: Resume = False,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Train a writer on preferences, without a reward model."""
    values = _values(model, adapter, weights, put)
    _run("dpo", Given(lessons, out, held_out, values, preset, dry_run, resume, newsroom, json))


def _run(method: Method, given: Given) -> None:
    from newswright.train import run  # noqa: PLC0415 - torch is imported when a run begins
    from newswright.train.card import NAMES  # noqa: PLC0415

    settings, _ = teaching.opened(given.newsroom)
    options = training.options_of(settings, method, given.preset, given.values)
    vocabulary = teaching.opened(given.newsroom, options.model)[1]
    order = run.Order(
        method=method,
        lessons=given.lessons,
        out=given.out,
        options=options,
        template=training.template_of(options, settings, vocabulary),
        held_out=given.held_out,
        rewards=training.verifier_rewards(settings),
        resume=given.resume,
        repeat=shlex.join(["newswright", *sys.argv[1:]]),
    )
    with _progress() as tell:
        ready = run.make_ready(order, settings.model, tell)
    if not given.json and first():
        _show_plan(ready.plan, options)
    if given.dry_run:
        if given.json and first():
            show.as_json(ready.plan.model_dump(mode="json"))
        return
    if not ready.plan.fits:
        raise OutOfMemory(
            f"The run needs about {ready.plan.memory.total / GB:.1f} GB on each device, and "
            f"{ready.plan.available / GB:.1f} GB are free.",
            cure=f"Change one setting: {ready.plan.cure}.",
        )
    with _progress() as tell:

        def hear(figures: dict[str, float]) -> None:
            shown = (f"{name} {figures[name]:.3g}" for name in ("loss", "reward", "kl") if name in figures)
            told = f"{', '.join(shown)}, {figures['tokens_per_second']:.0f} tokens/s"
            tell(f"train: {told}", int(figures["step"]), int(figures["steps"]))

        made = run.train(ready, tell, hear)
    part()
    if not first():
        return
    if given.json:
        show.as_json(made.model_dump(mode="json"))
        return
    for name, value in made.after.items():
        before = f"{made.before[name]:.4g} before, " if name in made.before else ""
        where = "" if name == "KL" else "Held-out "
        show.note(f"{where}{NAMES.get(name, name)}: {before}{value:.4g} after")
    show.line(str(given.out / run.FINAL))


def _progress() -> AbstractContextManager[Progress]:
    """Return what shows progress; of several processes one shows it."""
    return show.progress() if first() else nullcontext(silent)


def _show_plan(plan: Any, options: MethodOptions) -> None:
    masked = 1 - plan.labels / max(1, plan.tokens)
    show.fields(
        {
            "Trains": f"{plan.trained_parameters:,} of {plan.parameters:,} parameters ({options.weights})",
            "Rows": f"{plan.rows:,}, held out {plan.held_out_rows:,}",
            "Tokens": f"{plan.tokens:,}; {plan.labels:,} are learnt, {masked:.0%} masked",
            "Steps": f"{plan.steps:,} of {options.batch} rows, {plan.at_once} at once ({plan.epochs:g} epochs)",
            "Device": f"{plan.devices} x {plan.device}, {plan.precision}"
            + (", activations computed twice" if plan.checkpointing else ""),
            "Memory": f"about {plan.memory.total / GB:.1f} GB on each device, {plan.available / GB:.1f} GB free",
            "Time": f"about {_duration(plan.seconds)}",
        }
    )


def _duration(seconds: float) -> str:
    minutes = seconds / 60
    return (
        f"{minutes:.0f} minutes" if 1 <= minutes < 120 else f"{minutes / 60:.1f} hours" if minutes >= 1 else "a minute"
    )
