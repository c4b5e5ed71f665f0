"""What is seen of a run while it goes on: a line of figures for each step, a picture of the loss, a word to the user.

The last whole checkpoint always stays: a loss that is no number ends the run before it is saved.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newswright.errors import Diverged
from newswright.train.plot import HELD_OUT, draw

LOG = "log.jsonl"
PICTURE = "loss.png"
REDRAWN = 20.0
"""Seconds between two pictures."""
Hear = Callable[[dict[str, float]], None]
"""Told the figures of each step: step, steps, loss, tokens_per_second, seconds_left and the method's own."""


class Watch:
    """The figures of one run; `callback` makes Transformers tell it."""

    def __init__(
        self, folder: Path, title: str, tokens_of_step: Callable[[int], int], hear: Hear, *, writes: bool = True
    ) -> None:
        """Take the run's folder and title; of several processes one `writes`, and all see that a run diverges."""
        self.folder, self.title, self.tokens_of_step, self.hear = folder, title, tokens_of_step, hear
        self.writes = writes
        self.lines = _lines(folder / LOG)
        self.began, self.first, self.drawn = 0.0, 0, 0.0
        self.seen: dict[str, float] = {}

    def begin(self, step: int) -> None:
        """Begin, or go on after `step`: what an interrupted run told of later steps is told anew."""
        self.began, self.first = time.perf_counter(), step
        self.lines = [line for line in self.lines if line["step"] <= step]
        if self.writes:
            (self.folder / LOG).write_text("".join(json.dumps(line) + "\n" for line in self.lines), encoding="utf-8")

    def look(self, figures: dict[str, float]) -> None:
        """Keep the figures of the held-out rows for the line of the step that is ending."""
        self.seen = {f"{HELD_OUT} {name}": value for name, value in figures.items() if name != "labels"}

    def step(self, step: int, steps: int, figures: dict[str, float]) -> None:
        """Write down a step.

        Raises:
            Diverged: its loss is no number.
        """
        self._require_finite(step, figures)
        if not self.writes:
            return
        seconds = time.perf_counter() - self.began
        done = step - self.first
        tokens = sum(self.tokens_of_step(at) for at in range(self.first, step))
        line = {
            "step": step,
            **{name: value for name, value in figures.items() if isinstance(value, int | float)},
            **self.seen,
            "tokens_per_second": tokens / seconds if seconds else 0.0,
        }
        self.seen = {}
        self.lines.append(line)
        with (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.hear({**line, "steps": steps, "seconds_left": seconds / done * (steps - step) if done else 0.0})
        if time.perf_counter() - self.drawn > REDRAWN:
            self.draw()

    def _require_finite(self, step: int, figures: dict[str, float]) -> None:
        if not math.isfinite(figures.get("loss", 0.0)):
            raise Diverged(
                f"The loss is {figures['loss']} at step {step}: the run has diverged.",
                cure="Lower learning_rate, or raise warmup; --resume goes on from the last checkpoint before it.",
            )

    def draw(self) -> None:
        """Draw the picture anew."""
        if not self.writes:
            return
        draw(self.lines, self.title, self.folder / PICTURE)
        self.drawn = time.perf_counter()


def callback(watch: Watch, look: Callable[[], dict[str, float]], every: int) -> Any:
    """Return the object that Transformers' trainer calls; every so many steps it has a `look` at the held-out rows."""
    from transformers import TrainerCallback  # noqa: PLC0415 - only where there is a trainer

    class Told(TrainerCallback):
        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002
            watch.begin(state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002
            if every and state.global_step % every == 0:
                watch.look(look())

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float], **_: Any) -> None:  # noqa: ARG002
            if "loss" in logs:
                watch.step(state.global_step, state.max_steps, logs)

    return Told()


def _lines(path: Path) -> list[dict[str, float]]:
    """Return the whole lines of a log; a killed run may have left half a one."""
    found = []
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                break
    return found
