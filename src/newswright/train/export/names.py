"""Names of a Llama-like model's tensors in GGUF files, and the order of rows that llama.cpp wants.

Transformers turns pairs of a head's dimensions that are half a head apart, llama.cpp neighbouring ones: the rows of the
query and key projections are interleaved accordingly.
"""

from __future__ import annotations

import re
from typing import Any

from newswright.errors import NotExportable

LAYERS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
ARCHITECTURES = ("llama", "mistral")
"""Transformers' model types that are of this form."""
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
    heads = {
        "q_proj": config["num_attention_heads"],
        "k_proj": config.get("num_key_value_heads") or config["num_attention_heads"],
    }.get(module.rpartition(".")[2])
    if heads is None:
        return rows
    shape = rows.shape
    return rows.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)


def require_known(config: dict[str, Any]) -> None:
    """Refuse a model of another form.

    Raises:
        NotExportable: names the form.
    """
    kind = config.get("model_type", "")
    if kind not in ARCHITECTURES:
        raise NotExportable(
            f"A model of the type “{kind}” cannot be written as GGUF here; {', '.join(ARCHITECTURES)} can.",
            cure="Export it merged (--form merged) and convert that with llama.cpp's own converter.",
        )
