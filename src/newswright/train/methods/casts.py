"""An adapter's own numbers are kept in fp32 and used in the base's: bf16 in, bf16 out, and nothing else is cast.

Autocast reaches the same for a whole model by looking at every operation; on a processor that costs a tenth of a step,
and norms and rotations are computed in fp32 for nothing (docs/lab-notes.md). Only the small matrices of an adapter need
a cast, and a head that gives one number, which stays in fp32.
"""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from torch.nn import functional

from newswright.train.model import precision_of
from newswright.train.options import MethodOptions


def by_hand(options: MethodOptions) -> bool:
    """Tell whether the casts of this module do: LoRA on a frozen bf16 base that is not spread over devices.

    DoRA and 4 bits compute with the weights in ways of their own, full weights need a cast each: autocast does those.
    """
    sharded = "ACCELERATE_USE_FSDP" in os.environ or "ACCELERATE_USE_DEEPSPEED" in os.environ
    return options.weights == "lora" and not options.dora and precision_of(options) == "bf16" and not sharded


def cast_adapters(model: Any) -> None:
    """Let every adapter of `model` compute in the numbers of its inputs, and its scoring head in fp32."""
    for module in model.modules():
        if hasattr(module, "lora_A"):
            module.cast_input_dtype_enabled = False
            for linear in (*module.lora_A.values(), *module.lora_B.values()):
                linear.forward = partial(_low, linear)
        elif hasattr(module, "original_module"):
            for linear in (module.original_module, *module.modules_to_save.values()):
                linear.forward = partial(_high, linear)


def _low(linear: Any, given: Any) -> Any:
    return functional.linear(given, linear.weight.to(given.dtype))


def _high(linear: Any, given: Any) -> Any:
    return functional.linear(given.float(), linear.weight.float())
