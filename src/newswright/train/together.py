"""Several processes that train together, as `accelerate launch` or `torchrun` starts them."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext

from newswright.train.extra import need
from newswright.train.model import device_of
from newswright.train.options import MethodOptions


def devices() -> int:
    """Return how many processes train together, as the launcher says."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def first() -> bool:
    """Tell whether this process is the one that writes."""
    return int(os.environ.get("RANK", "0")) == 0


def one_by_one(options: MethodOptions) -> AbstractContextManager[None]:
    """Return the context that the first process of all leaves before the others enter."""
    if devices() == 1:
        return nullcontext()
    state = need("accelerate").PartialState(cpu=device_of(options) == "cpu")
    context: AbstractContextManager[None] = state.main_process_first()
    return context


def part() -> None:
    """Leave the group of processes, where this one is in one: threads of a group that outlive it abort the process."""
    group = need("torch").distributed
    if group.is_available() and group.is_initialized():
        group.destroy_process_group()
