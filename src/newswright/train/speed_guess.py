"""How long a run should take: its operations over the rate at which this device multiplies matrices."""

from __future__ import annotations

import time

from newswright.models.catalogue import Shape
from newswright.train.extra import need

EFFICIENCY = {"cpu": 0.35, "cuda": 0.4, "mps": 0.4}
"""Share of the bare matrix rate that a whole step reaches. `cpu` is measured (docs/train/memory.md), the others are
taken from what LoRA runs on GPUs are known to reach."""
SIZE = {"cpu": (1024, 768, 2048), "cuda": (8192, 4096, 8192), "mps": (2048, 2048, 2048)}
"""Rows, inner size and columns of the matrices that are multiplied."""


def matrix_rate(device: str, precision: str, seconds: float = 0.3) -> float:
    """Return floating-point operations per second, measured for about `seconds`."""
    torch = need("torch")
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    rows, inner, columns = SIZE[device]
    left, right = (torch.randn(size, dtype=kind, device=device) for size in ((rows, inner), (inner, columns)))
    float((left @ right)[0, 0])  # the first one starts the kernels
    began, done = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < seconds:
        float((left @ right)[0, 0])  # reading a number waits for the device
        done += 1
    return 2.0 * rows * inner * columns * done / took


def operations(shape: Shape, parameters: int, full: bool, checkpointed: bool) -> float:
    """Return the operations that a token costs: forward 2 for each parameter, back 2 more, and 2 for its gradient."""
    multiplied = parameters if shape.tied else parameters - shape.vocabulary * shape.hidden
    return multiplied * ((6.0 if full else 4.0) + (2.0 if checkpointed else 0.0))


def seconds_of(tokens: float, each: float, device: str, precision: str) -> float:
    """Return the seconds for `tokens` on one device, at `each` operations."""
    return tokens * each / (matrix_rate(device, precision) * EFFICIENCY[device])
