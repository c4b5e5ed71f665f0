"""Tokenizers of real families to test with, small and built in a second from the project's own text.

`embedded` is the embedded model's; `llama2` is SentencePiece BPE in the form of Llama 2's tokenizer.json, beside its
tokenizer.model; `llama3` is byte-level BPE with Llama 3's way of cutting words; `mistral` is SentencePiece BPE in the
Metaspace form, which puts a space in front of a sequence only. Each is a folder that transformers loads.
"""

from __future__ import annotations

import functools
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
import tokenizers
from tokenizers import AddedToken, decoders, models, normalizers, pre_tokenizers, processors, trainers

from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from newswright.models.options import ModelOptions
from tests.instruct.strings import HAND

NAMES = ("embedded", "llama2", "llama3", "mistral")
LLAMA3_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3_CONTROL = ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Family:
    """A tokenizer as a folder, and opened."""

    name: str
    folder: Path
    vocabulary: Vocabulary
    model: str
    """The kind of tokenizer in a GGUF file: `gpt2` or `llama`."""
    pre: str = ""
    """Its way of cutting words in a GGUF file."""
    scores: tuple[float, ...] = ()
    """Of SentencePiece's tokens."""
    like_llama_cpp: bool = True
    """Whether llama.cpp can have the same tokenizer; it has none that puts a space in front of a sequence only."""


@functools.cache
def built(name: str) -> Family:
    """Return the family `name`, built once; skips the test where the embedded model's file is not there."""
    if name == "embedded":
        return _embedded()
    return {"llama2": _llama2, "llama3": _llama3, "mistral": _mistral}[name](_folder() / name)


@functools.cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="newswright-families-")  # gone when the interpreter ends


def _folder() -> Path:
    return Path(_kept().name)


def corpus() -> Iterator[str]:
    """Yield the project's own prose, line by line."""
    sample = json.loads((_ROOT / "src/newswright/ingest/samples/demo-newsroom.json").read_text("utf-8"))
    yield from _texts(sample)
    for page in sorted((_ROOT / "docs").rglob("*.md")):
        yield from page.read_text("utf-8").splitlines(keepends=True)
    yield from HAND


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _texts(one)


def _embedded() -> Family:
    options = ModelOptions()
    if not (options.folder / "SmolLM2-135M-Instruct.Q4_1.gguf").exists():
        pytest.skip(f"the embedded model is not in {options.folder}: run `newswright models fetch`")
    vocabulary = open_vocabulary("embedded", options.folder)
    folder = _folder() / "embedded"
    _write(folder, vocabulary.tokenizer, bos=vocabulary.bos, eos=vocabulary.eos, pad=vocabulary.pad)
    return Family("embedded", folder, vocabulary, "gpt2", "smollm")


def _llama2(folder: Path) -> Family:
    model, processor = _trained()
    tokenizer = _of_sentencepiece(processor)
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in ("<unk>", "<s>", "</s>")])
    _write(folder, tokenizer, bos="<s>", eos="</s>")
    (folder / "tokenizer.model").write_bytes(model)
    return Family("llama2", folder, open_vocabulary(str(folder), folder), "llama", scores=_scores(processor))


def _mistral(folder: Path) -> Family:
    _, processor = _trained()
    tokenizer = _of_sentencepiece(processor)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in ("<unk>", "<s>", "</s>")])
    _write(folder, tokenizer, bos="<s>", eos="</s>")
    opened = open_vocabulary(str(folder), folder)
    return Family("mistral", folder, opened, "llama", scores=_scores(processor), like_llama_cpp=False)


def _llama3(folder: Path) -> Family:
    tokenizer = tokenizers.Tokenizer(models.BPE(ignore_merges=True))
    words = pre_tokenizers.Split(tokenizers.Regex(LLAMA3_WORDS), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [words, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        corpus(), trainers.BpeTrainer(vocab_size=3000, initial_alphabet=alphabet, show_progress=False)
    )
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in LLAMA3_CONTROL])
    begin = LLAMA3_CONTROL[0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A",
        pair=f"{begin} $A {begin} $B",
        special_tokens=[(begin, tokenizer.token_to_id(begin))],
    )
    _write(folder, tokenizer, bos=begin, eos="<|end_of_text|>", stops=("<|end_of_text|>", "<|eot_id|>"))
    return Family("llama3", folder, open_vocabulary(str(folder), folder), "gpt2", "llama-bpe")


@functools.cache
def _trained() -> tuple[bytes, sentencepiece.SentencePieceProcessor]:
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line.replace("\0", "") for line in corpus()),
        model_writer=written,
        model_type="bpe",
        vocab_size=2500,
        byte_fallback=True,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=True,
        character_coverage=0.9995,
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue(), sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())


def _of_sentencepiece(processor: sentencepiece.SentencePieceProcessor) -> tokenizers.Tokenizer:
    """Convert as transformers does: `generate_merges` is its own."""
    from transformers.convert_slow_tokenizer import generate_merges  # noqa: PLC0415 - a second, for this family only

    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    vocab = {piece: number for number, piece in enumerate(pieces)}
    scores = dict(zip(pieces, _scores(processor), strict=True))
    skipped = {piece for number, piece in enumerate(pieces) if _kind(processor, number) != 1}
    merges = generate_merges(vocab, scores, skipped)
    model = models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    tokenizer = tokenizers.Tokenizer(model)
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    tokenizer.decoder = decoders.Sequence(steps)
    return tokenizer


def _kind(processor: sentencepiece.SentencePieceProcessor, number: int) -> int:
    marks = {2: processor.is_unknown, 3: processor.is_control, 5: processor.is_unused, 6: processor.is_byte}
    return next((kind for kind, has in marks.items() if has(number)), 1)


def _scores(processor: sentencepiece.SentencePieceProcessor) -> tuple[float, ...]:
    return tuple(processor.get_score(number) for number in range(processor.get_piece_size()))


def _write(
    folder: Path, tokenizer: tokenizers.Tokenizer, *, bos: str, eos: str, pad: str = "", stops: tuple[str, ...] = ()
) -> None:
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    named = {"bos_token": bos, "eos_token": eos, **({"pad_token": pad} if pad else {})}
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 2048, **named}
    ends = [tokenizer.token_to_id(text) for text in stops or (eos,)]
    generation = {"bos_token_id": tokenizer.token_to_id(bos), "eos_token_id": ends if stops else ends[0]}
    model = {"model_type": "llama", "max_position_embeddings": 1024, "vocab_size": tokenizer.get_vocab_size()}
    for name, content in (
        ("tokenizer_config.json", config),
        ("special_tokens_map.json", named),
        ("generation_config.json", generation),
        ("config.json", model),
    ):
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
