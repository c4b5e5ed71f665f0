"""Attention on a processor in plain products, block by block: for rows of an article's length, in 16 bits.

PyTorch's kernel for processors never holds a whole table of weights; for long rows that is what makes them possible.
For rows of some hundred tokens it took a third of a step, most of it on the way back, at a fraction of the rate of a
matrix product (docs/lab-notes.md). Here each block of queries is multiplied with all keys up to its end, the weights
are kept for the way back, and only what lies behind the block's end is never computed.
"""

from __future__ import annotations

import functools
from typing import Any

import torch
import transformers
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

NAME = "newswright-blocks"
BLOCK = 256
"""Queries of a block."""
LONGEST = 1024
"""Tokens of a row; for longer ones PyTorch's kernel is as fast, and needs less memory."""


def use_blocks(model: Any) -> None:
    """Let a causal model of the Llama kind attend in blocks wherever no mask is needed; elsewhere nothing changes."""
    if getattr(model.config, "_attn_implementation", "") != "sdpa":
        return
    transformers.AttentionInterface.register(NAME, attend)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    model.config._attn_implementation = NAME


def attend(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    attention_mask: Any,
    **given: Any,
) -> tuple[Any, None]:
    """Return what each place attends to, as Transformers' attention functions do.

    Args:
        module: The layer.
        query: Of shape (rows, heads, tokens, size).
        key: Of shape (rows, key heads, tokens, size).
        value: As the keys.
        attention_mask: A mask; where there is one, PyTorch's kernel is asked.
        **given: `scaling`, what products are multiplied by; `dropout` of the weights, with which PyTorch's kernel is
            asked too; and more that only that one knows.
    """
    rows, heads, tokens, size = query.shape
    whole = 1 < tokens <= LONGEST and key.shape[2] == tokens
    if attention_mask is not None or given.get("dropout") or not whole:
        found: tuple[Any, None] = sdpa_attention_forward(module, query, key, value, attention_mask, **given)
        return found
    query = query.reshape(rows * heads, tokens, size)
    key, value = (_repeated(each, heads // each.shape[1]) for each in (key, value))
    scale = given.get("scaling") or size**-0.5
    blocks = [_block(query, key, value, start, scale) for start in range(0, tokens, BLOCK)]
    return torch.cat(blocks, 1).view(rows, heads, tokens, size).transpose(1, 2).contiguous(), None


def _block(query: Any, key: Any, value: Any, start: int, scale: float) -> Any:
    own = query[:, start : start + BLOCK]
    end = start + own.shape[1]
    scores = torch.baddbmm(_ahead(start, end, own.dtype), own, key[:, :end].transpose(1, 2), alpha=scale)
    return torch.bmm(scores.softmax(-1), value[:, :end])


def _repeated(each: Any, times: int) -> Any:
    """Return keys or values, of shape (rows x heads, tokens, size), once for each head that shares them."""
    rows, heads, tokens, size = each.shape
    if times > 1:
        each = each[:, :, None].expand(rows, heads, times, tokens, size)
    return each.reshape(rows * heads * times, tokens, size)


def _ahead(start: int, end: int, kind: Any) -> Any:
    """Return what is added to a block's scores: nothing up to each query's own place, minus infinity behind it."""
    return _edge(kind)[:, : end - start, LONGEST - start : LONGEST - start + end]


@functools.cache
def _edge(kind: Any) -> Any:
    """Return the one table that all blocks are cut from: its rows end, from `LONGEST` on, one place later each."""
    return torch.full((1, BLOCK, 2 * LONGEST), float("-inf"), dtype=kind).triu(LONGEST + 1)
