"""How much memory a training run needs on each device, and how much is free. Needs no torch.

Weights, gradients and Adam's moments are counted. What the layers and the head keep for each token is counted from the
model's shape with the numbers below, which `benchmarks/train_memory.py` measured; docs/train/memory.md has its table.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newswright.models.catalogue import Shape
from newswright.records import Record
from newswright.train.options import MethodOptions

LIBRARIES = 600_000_000
"""Bytes of Python, torch and the rest, or of CUDA's context."""
NORMED = 24
"""Bytes kept for each number of the hidden size, token and layer: the norms' inputs, in 32 bits whatever the run's."""
INNER, ATTENDED = 4, 2
"""Numbers kept for each of the inner size (gate, up, activation, product), and of queries, keys and values (before and
after their rotation), for a token and layer."""
ATTENDING = 1024, 0.6
"""Tokens of the longest row whose attention is kept as a table on a processor (`methods.attention`), and the share of
the table that is."""
HEAD_CPU = {"bf16": 22, "fp32": 32}
"""Bytes for each token and each number of the vocabulary, on a processor: logits, their exponentials, gradients."""
HEAD_CUDA = 6
"""The same on a GPU, where only the labelled tokens pass, in tiles. Not measured."""
QUANTISED = 0.58
"""Bytes of a weight in 4 bits, with its scales (quantised twice)."""


class Memory(Record):
    """Bytes on each device."""

    weights: int
    """The model as it is kept."""
    optimizer: int
    """What is trained, where it is kept beside the model (an adapter), and Adam's two moments; all in 32 bits."""
    gradients: int
    activations: int
    """What the layers keep for the way back."""
    logits: int
    libraries: int = LIBRARIES

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.optimizer + self.gradients + self.activations + self.logits + self.libraries


@dataclass(frozen=True)
class Load:
    """What passes through a model at once, and how."""

    parameters: int
    trained: int
    """Parameters that are trained."""
    tokens: int
    """Of the widest pass, with padding."""
    labels: float
    """Share of them that is learnt."""
    precision: str
    """`bf16` or `fp32`."""
    device: str
    checkpointed: bool = False
    longest: int = 0
    """Tokens of the longest row."""
    shards: int = 1
    """Devices that share weights, gradients and moments (FSDP, ZeRO-3)."""


def estimate(shape: Shape, weights: str, load: Load) -> Memory:
    """Return the memory of a run on each device.

    Args:
        shape: The model's.
        weights: `lora`, `qlora` or `full`.
        load: What passes through it.
    """
    number = 2 if load.precision == "bf16" else 4
    # autocast keeps a copy in 16 bits of weights that are in 32
    each = {"lora": float(number), "qlora": QUANTISED, "full": 6.0 if number == 2 else 4.0}[weights]
    adapter = load.trained * 4 if weights != "full" else 0
    layer = shape.hidden * NORMED + number * (
        INNER * shape.intermediate + ATTENDED * (shape.heads + 2 * shape.kv_heads) * shape.head
    )
    if weights == "lora" and load.device == "cpu" and number == 2 and load.longest <= ATTENDING[0]:
        layer += int(number * shape.heads * load.longest * ATTENDING[1])
    kept = shape.layers * shape.hidden * number + layer if load.checkpointed else shape.layers * layer
    cpu = load.device == "cpu"
    scored, head = (load.tokens, HEAD_CPU[load.precision]) if cpu else (load.tokens * load.labels, HEAD_CUDA)
    return Memory(
        weights=int(load.parameters * each) // load.shards,
        optimizer=(adapter + load.trained * 8) // load.shards,
        gradients=load.trained * 4 // load.shards,
        activations=load.tokens * kept,
        logits=int(scored * shape.vocabulary * head),
    )


def shape_of(config: Any) -> Shape:
    """Return the shape of a model, from its configuration as Transformers has it."""
    text = config.get_text_config() if hasattr(config, "get_text_config") else config
    heads = text.num_attention_heads
    return Shape(
        layers=text.num_hidden_layers,
        hidden=text.hidden_size,
        intermediate=getattr(text, "intermediate_size", None) or 4 * text.hidden_size,
        heads=heads,
        kv_heads=getattr(text, "num_key_value_heads", None) or heads,
        head=getattr(text, "head_dim", None) or text.hidden_size // heads,
        vocabulary=text.vocab_size,
        tied=bool(getattr(text, "tie_word_embeddings", False)),
    )


def adapter_size(shape: Shape, rank: int) -> int:
    """Return the parameters of an adapter of all linear layers but the head."""
    query, key = shape.heads * shape.head, shape.kv_heads * shape.head
    hidden, inner = shape.hidden, shape.intermediate
    ends = 2 * (hidden + query) + 2 * (hidden + key) + 3 * (hidden + inner)
    return shape.layers * rank * ends


def what_fits(shape: Shape, parameters: int, options: MethodOptions, room: tuple[str, int]) -> str:
    """Return the most that can be trained with `options`: `full`, `lora`, `qlora` or `no`; `?` where room is unknown.

    Args:
        shape: The model's.
        parameters: It has.
        options: Rank and tokens of a pass; activations are computed twice where that helps.
        room: The device, `cpu` or `cuda`, and its bytes.
    """
    device, there = room
    if not there:
        return "?"
    for weights in ("full", "lora", *(["qlora"] if device == "cuda" else [])):
        trained = parameters if weights == "full" else adapter_size(shape, options.rank)
        load = Load(parameters, trained, options.pass_tokens, 0.5, "bf16", device, checkpointed=True)
        if estimate(shape, weights, load).total <= there:
            return weights
    return "no"


def room_here() -> tuple[str, int]:
    """Return the device of this machine, `cuda` or `cpu`, and all the memory that it has, without torch."""
    asked = shutil.which("nvidia-smi")
    if asked:
        try:
            told = subprocess.run(  # noqa: S603 - a fixed question
                [asked, "--query-gpu=memory.total", "--format=csv,noheader,nounits"],
                capture_output=True,
                text=True,
                timeout=10,
                check=True,
            )
            return "cuda", min(int(line) for line in told.stdout.split()) * 1024 * 1024
        except (OSError, subprocess.SubprocessError, ValueError):
            pass
    return "cpu", _meminfo("MemTotal")


def free(device: str) -> int:
    """Return the bytes that are free on a device, 0 where nobody knows."""
    if device == "cuda":
        from newswright.train.extra import need  # noqa: PLC0415 - the rest of this module needs no torch

        return int(need("torch").cuda.mem_get_info()[0])
    there, limit = _meminfo("MemAvailable"), _limit()
    return min(there, limit) if there and limit else there or limit


def resident(what: str = "VmRSS") -> int:
    """Return this process's bytes in memory, or another figure of /proc/self/status; 0 where there is none."""
    return _figure(Path("/proc/self/status"), what)


def _meminfo(what: str) -> int:
    found = _figure(Path("/proc/meminfo"), what)
    if found or "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return found
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _figure(path: Path, what: str) -> int:
    try:
        lines = path.read_text("ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), 0)


def _limit() -> int:
    """Return what a container's limit leaves free, 0 where there is no limit."""
    group = Path("/sys/fs/cgroup")
    try:
        return max(0, int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    except (OSError, ValueError):  # "max" is no limit
        return 0
