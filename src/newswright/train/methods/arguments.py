"""What all of TRL's trainers are told alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newswright.train.methods.casts import by_hand
from newswright.train.model import device_of, precision_of
from newswright.train.options import MethodOptions


def arguments(options: MethodOptions, out: Path, at_once: int, devices: int) -> dict[str, Any]:
    """Return the arguments for a trainer's configuration.

    Args:
        options: The method's.
        out: Folder of the run; checkpoints go into it.
        at_once: Rows that pass at once on each device.
        devices: Processes that train together.
    """
    reports = [] if options.track == "none" else [options.track]
    return {
        "output_dir": str(out / "checkpoints"),
        "per_device_train_batch_size": at_once,
        "per_device_eval_batch_size": at_once,
        "gradient_accumulation_steps": max(1, options.batch // (at_once * devices)),
        "num_train_epochs": options.epochs,
        "max_steps": options.steps or -1,
        "learning_rate": options.learning_rate,
        "warmup_steps": options.warmup,
        "lr_scheduler_type": "constant_with_warmup" if options.schedule == "constant" else options.schedule,
        "weight_decay": options.weight_decay,
        "max_grad_norm": options.clip,
        "bf16": precision_of(options) == "bf16" and not by_hand(options),
        "gradient_checkpointing": options.checkpointing == "on",
        "use_cpu": device_of(options) == "cpu",
        "save_strategy": "steps",
        "save_steps": options.save_every,
        "save_total_limit": options.keep,
        "logging_steps": 1,
        "logging_nan_inf_filter": False,  # it would hide a loss that is no number
        "report_to": reports,
        "disable_tqdm": True,
        "seed": options.seed,
        "data_seed": options.seed,
        "dataloader_pin_memory": device_of(options) == "cuda",
        "remove_unused_columns": False,
        "log_level": "error",
    }
