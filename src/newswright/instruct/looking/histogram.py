"""How long things are, counted as they come: quantiles, bars for a terminal, and a picture.

Lengths fall into steps of one width, so memory depends on the longest and not on how many there are. The picture needs
matplotlib, which is imported when one is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newswright.errors import InstructError
from newswright.instruct.extra import need

WIDE = 40
"""Characters of the longest bar."""
ROWS = 16
"""Bars shown at most."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_NICE = (1, 2, 5)


class Bar(NamedTuple):
    """One step of a histogram."""

    start: int
    end: int
    """One past the last length in it."""
    rows: int


class Histogram:
    """Counts of lengths, in steps of `width`."""

    def __init__(self, width: int = 1) -> None:
        self.width = width
        self.count = 0
        self.total = 0
        self.longest = 0
        self._steps: Counter[int] = Counter()

    def add(self, length: int) -> None:
        """Count one length, 0 or more."""
        self._steps[length // self.width] += 1
        self.count += 1
        self.total += length
        self.longest = max(self.longest, length)

    def quantile(self, share: float) -> int:
        """Return the length that `share` of all do not exceed: to the end of its step; 0 for none."""
        passed = 0
        for step in sorted(self._steps):
            passed += self._steps[step]
            if passed >= share * self.count:
                return min((step + 1) * self.width - 1, self.longest)
        return 0

    def bars(self, rows: int = ROWS) -> tuple[Bar, ...]:
        """Return at most `rows` bars of one round width, the shortest first, empty ones included."""
        if not self._steps:
            return ()
        low, high = min(self._steps), max(self._steps)
        group = next(nice for nice in _nice() if high // nice - low // nice < rows)
        counts: Counter[int] = Counter()
        for step, count in self._steps.items():
            counts[step // group] += count
        size = group * self.width
        return tuple(Bar(at * size, (at + 1) * size, counts[at]) for at in range(low // group, high // group + 1))


def _nice() -> Iterator[int]:
    power = 1
    while True:
        yield from (power * nice for nice in _NICE)
        power *= 10


def lines(bars: tuple[Bar, ...], limit: int = 0) -> list[str]:
    """Return one line a bar, in Unicode blocks: range, bar, count. The one that holds `limit` is marked."""
    most = max((bar.rows for bar in bars), default=0)
    wide = len(f"{bars[-1].end - 1:,}") if bars else 0
    made = []
    for bar in bars:
        mark = f"  ← the length, {limit:,}" if limit and bar.start <= limit < bar.end else ""
        span = f"{bar.start:>{wide},}–{bar.end - 1:<{wide},}"
        made.append(f"{span} {_block(bar.rows, most):<{WIDE}} {bar.rows:,}{mark}")
    return made


def _block(count: int, most: int) -> str:
    eighths = round(8 * WIDE * count / most) if most else 0
    eighths = max(eighths, 1) if count else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def picture(bars: tuple[Bar, ...], unit: str, path: Path, limit: int = 0) -> Path:
    """Draw `bars` as a PNG at `path` and return it. The same bars give the same picture.

    Raises:
        MissingExtra: matplotlib is not installed.
        InstructError: the file cannot be written.
    """
    figure = need("matplotlib.figure").Figure(figsize=(8, 4), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    widths = [bar.end - bar.start for bar in bars]
    axes.bar(
        [bar.start for bar in bars],
        [bar.rows for bar in bars],
        widths,
        align="edge",
        color="#2f6f8f",
        edgecolor="#ffffff",
    )
    if limit:
        axes.axvline(limit, color="#a33b1f", linestyle="--", linewidth=1.5, label=f"length {limit:,}")
        axes.legend(frameon=False)
    axes.set_xlabel(unit)
    axes.set_ylabel("rows")
    axes.spines[["top", "right"]].set_visible(False)
    try:
        figure.savefig(path, metadata={"Software": None})
    except OSError as error:
        raise InstructError(
            f"{path} cannot be written: {error.strerror or error}.", cure="Check the folder, its permissions and room."
        ) from error
    return path
