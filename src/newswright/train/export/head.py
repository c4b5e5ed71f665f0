"""The head of a GGUF file: what it says of a model's shape and its tokenizer, before the weights.

Where the base was a GGUF file, its head is taken over. Where it was a folder as Transformers keeps a model, the head is
made from its configuration and its tokenizer (`tokens.py`), or refused where llama.cpp would compute something else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from newswright.errors import NotExportable
from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from newswright.models.gguf import TAUGHT
from newswright.train.bases import Base
from newswright.train.export.names import form_of
from newswright.train.export.tokens import Words, words_of
from newswright.train.extra import need
from newswright.train.memory import shape_of

Head = Callable[[Any], None]
"""Writes a head into gguf's writer."""
_OWN = {"general.file_type", "general.quantization_version", "general.architecture", TAUGHT}
"""What is the new file's own."""
_ROTATIONS = {"default", "llama3", "linear"}
"""Ways of turning positions that change frequencies alone, which a file can tell."""


def head_of(base: Base, model: Any, cache: Path) -> Head:
    """Return what writes the head of a file with a model that was trained from `base`.

    Args:
        base: What it was trained from.
        model: As Transformers has it.
        cache: Where models are kept.

    Raises:
        NotExportable: llama.cpp has no such model or tokenizer.
    """
    form_of(model.config.to_dict())
    if base.file:
        return partial(_take_over, base.file)
    _require_plain(model)
    vocabulary = open_vocabulary(str(base.folder), cache)
    words = words_of(vocabulary, base.folder, int(model.get_input_embeddings().weight.shape[0]))
    return partial(_make, model.config, Path(base.name).name, words, vocabulary)


def frequencies(model: Any) -> Any:
    """Return by how much each frequency of the positions is divided, of shape (half a head,); None where by none."""
    torch = need("torch")
    turned = next((each for name, each in model.named_buffers() if name.endswith("rotary_emb.inv_freq")), None)
    if turned is None:
        return None
    size = 2 * int(turned.shape[0])
    plain = 1.0 / (_theta(model.config) ** (torch.arange(0, size, 2, dtype=torch.float32) / size))
    factors = plain / turned.float().cpu()
    return None if torch.allclose(factors, torch.ones_like(factors), rtol=1e-4) else factors.numpy()


def _take_over(source: Path, writer: Any) -> None:
    """Write every value of a file's head but those that are the new file's own."""
    gguf = need("gguf")
    for field in gguf.GGUFReader(source).fields.values():
        if field.name.startswith("GGUF.") or field.name in _OWN:
            continue
        inner = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=inner)


def _make(config: Any, name: str, words: Words, vocabulary: Vocabulary, writer: Any) -> None:
    """Write a head from a model's configuration and its tokenizer."""
    shape = shape_of(config)
    window = getattr(config, "sliding_window", None)
    writer.add_name(name)
    # Within the window a model looks at all before a place, as llama.cpp does.
    writer.add_context_length(min(config.max_position_embeddings, window or config.max_position_embeddings))
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.intermediate)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(_theta(config))
    writer.add_vocab_size(len(words.pieces.texts))
    _write_words(words, vocabulary, writer)


def _write_words(words: Words, vocabulary: Vocabulary, writer: Any) -> None:
    writer.add_tokenizer_model(words.model)
    writer.add_token_list(list(words.pieces.texts))
    writer.add_token_types([int(kind) for kind in words.pieces.kinds])
    if words.model == "llama":
        writer.add_token_scores(list(words.pieces.scores))
        writer.add_add_space_prefix(words.prefix)
    else:
        writer.add_tokenizer_pre(words.pre)
        writer.add_token_merges(list(words.merges))
    adders = (writer.add_bos_token_id, writer.add_eos_token_id, writer.add_pad_token_id)
    for token, add in zip((vocabulary.bos, vocabulary.eos, vocabulary.pad), adders, strict=True):
        number = vocabulary.tokenizer.token_to_id(token) if token else None
        if number is not None:
            add(number)


def _theta(config: Any) -> float:
    told = getattr(config, "rope_parameters", None) or {}
    return float(told.get("rope_theta") or getattr(config, "rope_theta", None) or 10_000.0)


def _require_plain(model: Any) -> None:
    """Refuse what llama.cpp computes in another way."""
    config = model.config
    kind = (getattr(config, "rope_parameters", None) or {}).get("rope_type", "default")
    form = form_of(config.to_dict())
    reasons = {
        f"its positions are turned in the way “{kind}”": kind not in _ROTATIONS,
        "its positions are turned in a way that this architecture has no place for": not form.interleaved
        and frequencies(model) is not None,
        "some of its layers see a window only": bool(getattr(config, "use_sliding_window", False)),
        f"its layers use {getattr(config, 'hidden_act', '')}": getattr(config, "hidden_act", "silu") != "silu",
    }
    for reason, holds in reasons.items():
        if holds:
            raise NotExportable(
                f"The model cannot be written as GGUF here: {reason}.",
                cure="Export it merged (--form merged) and convert that with llama.cpp's own converter.",
            )
