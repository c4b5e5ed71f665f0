"""A tiny random model of the Llama architecture in a GGUF file, with any family's tokenizer: llama.cpp loads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.instruct.families import Family

WIDE, HEADS, INNER, CONTEXT = 32, 2, 64, 512


def tiny_gguf(family: Family, to: Path, *, chat_template: str = "", extra: Mapping[str, str] | None = None) -> Path:
    """Write the file `to` and return it. `extra` are more texts for its head."""
    writer = gguf.GGUFWriter(to, "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDE)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDE // HEADS)
    tokens = _tokenizer(writer, family)
    if chat_template:
        writer.add_chat_template(chat_template)
    for key, value in (extra or {}).items():
        writer.add_string(key, value)
    _tensors(writer, tokens)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return to


def _tokenizer(writer: gguf.GGUFWriter, family: Family) -> int:
    vocabulary, tokenizer = family.vocabulary, family.vocabulary.tokenizer
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    count = tokenizer.get_vocab_size()
    texts = [str(tokenizer.id_to_token(number)) for number in range(count)]
    kinds = [_kind(text, family) for text in texts]
    writer.add_vocab_size(count)
    writer.add_tokenizer_model(family.model)
    writer.add_token_list(texts)
    writer.add_token_types(kinds)
    if family.model == "llama":
        writer.add_token_scores(list(family.scores))
        writer.add_unk_token_id(0)
        writer.add_add_space_prefix(True)
    else:
        writer.add_tokenizer_pre(family.pre)
        writer.add_token_merges([" ".join(merge) for merge in model["merges"]])
    adders = (writer.add_bos_token_id, writer.add_eos_token_id, writer.add_pad_token_id)
    for token, add in zip((vocabulary.bos, vocabulary.eos, vocabulary.pad), adders, strict=True):
        if token:
            add(tokenizer.token_to_id(token))
    writer.add_add_bos_token(family.name != "embedded")
    return int(count)


def _kind(text: str, family: Family) -> int:
    if text == "<unk>":
        return int(gguf.TokenType.UNKNOWN)
    if text in family.vocabulary.control:
        return int(gguf.TokenType.CONTROL)
    if family.model == "llama" and len(text) == 6 and text.startswith("<0x"):
        return int(gguf.TokenType.BYTE)
    return int(gguf.TokenType.NORMAL)


def _tensors(writer: gguf.GGUFWriter, tokens: int) -> None:
    dice = np.random.default_rng(7)
    shapes = {
        "token_embd": (tokens, WIDE), "output": (tokens, WIDE), "output_norm": (WIDE,),
        "blk.0.attn_norm": (WIDE,), "blk.0.ffn_norm": (WIDE,),
        "blk.0.attn_q": (WIDE, WIDE), "blk.0.attn_k": (WIDE, WIDE), "blk.0.attn_v": (WIDE, WIDE),
        "blk.0.attn_output": (WIDE, WIDE),
        "blk.0.ffn_gate": (INNER, WIDE), "blk.0.ffn_up": (INNER, WIDE), "blk.0.ffn_down": (WIDE, INNER),
    }  # fmt: skip
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", dice.normal(0, 0.1, shape).astype(np.float32))
