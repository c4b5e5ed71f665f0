"""A LoRA adapter as a GGUF file that llama.cpp puts on its base.

llama.cpp scales an adapter by alpha / rank alone. PEFT has other scales (rank-stabilised, or by layer), so its own
scale is multiplied into B and alpha is written as 0, which llama.cpp takes as "no further scale".
"""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from newswright.errors import NotExportable
from newswright.models.gguf import TAUGHT
from newswright.train.export.names import form_of, interleaved, name_of
from newswright.train.extra import need

_PREFIX = "base_model.model."
_TENSOR = re.compile(r"(?P<module>.+)\.lora_(?P<side>[AB])\.weight")


def adapter_to_gguf(final: Path, config: dict[str, Any], to: Path, *, template: str = "", name: str = "writer") -> Path:
    """Write the adapter in the folder `final` as the GGUF file `to`, in 16 bits, whole or not at all.

    Args:
        final: Folder in PEFT's form.
        config: The base's configuration.
        to: The new file.
        template: The prompt template of the lessons; the writer asks in it.
        name: What the file calls the adapter.

    Raises:
        NotExportable: it is no plain LoRA adapter, or sits on layers that GGUF adapters cannot have.
    """
    form = form_of(config)
    settings = json.loads((final / "adapter_config.json").read_text("utf-8"))
    _require_plain(settings)
    gguf, numpy = need("gguf"), need("numpy")
    tensors = need("safetensors.numpy").load_file(final / "adapter_model.safetensors")
    waiting = to.with_name(f".{to.name}.part")
    to.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(waiting, form.architecture)
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 0.0)
    if template:
        writer.add_string(TAUGHT, template)
    for key in sorted(tensors):
        match = _TENSOR.fullmatch(key.removeprefix(_PREFIX))
        if not match:
            raise NotExportable(
                f"The adapter has “{key}”, which is no part of a LoRA adapter.",
                cure="Export it merged (--form merged).",
            )
        module, values = match["module"], tensors[key].astype(numpy.float32)
        if match["side"] == "B":
            values = interleaved(module, values * scale(settings, module), config)
        name_in_file = f"{name_of(module)}.weight.lora_{match['side'].lower()}"
        writer.add_tensor(name_in_file, numpy.ascontiguousarray(values.astype(numpy.float16)))
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    waiting.replace(to)
    return to


def scale(settings: dict[str, Any], module: str) -> float:
    """Return PEFT's scale of the adapter on a module."""
    alpha = _of(settings.get("alpha_pattern"), module, settings["lora_alpha"])
    rank = _of(settings.get("rank_pattern"), module, settings["r"])
    return float(alpha / math.sqrt(rank) if settings.get("use_rslora") else alpha / rank)


def _of(patterns: dict[str, float] | None, module: str, otherwise: float) -> float:
    """Return what the first pattern says that fits the module's name, as PEFT fits them."""
    for pattern, value in (patterns or {}).items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            return value
    return otherwise


def _require_plain(settings: dict[str, Any]) -> None:
    reasons = {
        "it is no LoRA adapter": settings.get("peft_type") != "LORA",
        "it is a DoRA adapter, whose magnitudes llama.cpp does not know": settings.get("use_dora"),
        "it has whole layers beside the adapter": settings.get("modules_to_save"),
        "it trains biases": settings.get("bias", "none") != "none",
        "it is a reward model's": settings.get("task_type") == "SEQ_CLS",
    }
    for reason, holds in reasons.items():
        if holds:
            raise NotExportable(
                f"The adapter cannot be a GGUF adapter: {reason}.", cure="Export it merged: --form merged or gguf."
            )
