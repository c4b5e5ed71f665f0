"""Names of a Llama-like model's tensors in GGUF files, and the order of rows that llama.cpp wants.

Transformers turns pairs of a head's dimensions that are half a head apart. llama.cpp turns neighbouring ones in models
of the architecture `llama`: there the rows of the query and key projections are interleaved. In its others it does as
Transformers does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from newswright.errors import NotExportable


@dataclass(frozen=True)
class Form:
    """How llama.cpp has a kind of model."""

    architecture: str
    interleaved: bool
    """Whether rows of queries and keys are interleaved."""


FORMS = {
    "llama": Form("llama", True),
    "mistral": Form("llama", True),
    "qwen2": Form("qwen2", False),
    "qwen3": Form("qwen3", False),
}
"""By Transformers' model type."""
LAYERS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")


def name_of(module: str) -> str:
    """Return the name in GGUF, without `.weight`, of a module as Transformers calls it.

    Raises:
        NotExportable: the form has no such tensor.
    """
    if module in WHOLE:
        return WHOLE[module]
    match = _LAYER.fullmatch(module)
    if not match or match[2] not in LAYERS:
        raise NotExportable(
            f"A GGUF file of this architecture has no place for “{module}”.",
            cure="Export it merged (--form merged) and convert that with llama.cpp's own converter.",
        )
    return f"blk.{match[1]}.{LAYERS[match[2]]}"


def interleaved(module: str, rows: Any, config: dict[str, Any]) -> Any:
    """Return a weight's rows in llama.cpp's order: those of queries and keys are moved, others are not.

    Args:
        module: Name of the module.
        rows: A numpy array whose first axis is the module's outputs.
        config: The model's configuration.
    """
    if not form_of(config).interleaved:
        return rows
    heads = {
        "q_proj": config["num_attention_heads"],
        "k_proj": config.get("num_key_value_heads") or config["num_attention_heads"],
    }.get(module.rpartition(".")[2])
    if heads is None:
        return rows
    shape = rows.shape
    return rows.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)


def form_of(config: dict[str, Any]) -> Form:
    """Return how llama.cpp has a model.

    Raises:
        NotExportable: names a type that is not known here.
    """
    kind = config.get("model_type", "")
    if kind not in FORMS:
        raise NotExportable(
            f"A model of the type “{kind}” cannot be written as GGUF here; {', '.join(FORMS)} can.",
            cure="Export it merged (--form merged) and convert that with llama.cpp's own converter.",
        )
    return FORMS[kind]
