"""The picture of a run: its loss, step by step, and a mean that the eye can follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newswright.train.extra import need

HELD_OUT = "held-out"
"""What the names of figures of held-out rows begin with."""
MEAN = 10
"""Steps in the mean."""


def draw(lines: Sequence[dict[str, float]], title: str, to: Path) -> None:
    """Draw the loss, and where there are such the reward and the KL, into the PNG file `to`, whole or not at all."""
    if not lines:
        return
    matplotlib = need("matplotlib")
    matplotlib.use("Agg")
    pyplot = need("matplotlib.pyplot")
    shown = [name for name in ("loss", "reward", "kl") if any(name in line for line in lines)]
    figure, all_axes = pyplot.subplots(len(shown), 1, figsize=(7, 2.2 + 1.6 * len(shown)), sharex=True, squeeze=False)
    for name, axes in zip(shown, all_axes[:, 0], strict=True):
        _curve(axes, [(line["step"], line[name]) for line in lines if name in line], name)
        _held_out(axes, [(line["step"], line[f"{HELD_OUT} {name}"]) for line in lines if f"{HELD_OUT} {name}" in line])
    all_axes[0, 0].set_title(title, loc="left")
    all_axes[-1, 0].set_xlabel("step")
    figure.tight_layout()
    waiting = to.with_name(f".{to.name}.part")
    figure.savefig(waiting, dpi=110, format="png")
    pyplot.close(figure)
    waiting.replace(to)


def _held_out(axes: Any, points: Sequence[tuple[float, float]]) -> None:
    if points:
        axes.plot(*zip(*points, strict=True), "o--", color="C1", markersize=4, linewidth=1, label=HELD_OUT)
        axes.legend(frameon=False)


def _curve(axes: Any, points: Sequence[tuple[float, float]], name: str) -> None:
    steps, values = zip(*points, strict=True)
    axes.plot(steps, values, color="0.75", linewidth=1)
    means = [sum(values[max(0, at - MEAN + 1) : at + 1]) / min(MEAN, at + 1) for at in range(len(values))]
    axes.plot(steps, means, color="C0", linewidth=1.8)
    axes.set_ylabel(name)
    axes.spines[["top", "right"]].set_visible(False)
