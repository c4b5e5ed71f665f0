"""A tokenizer as a GGUF file keeps it, made from a folder as Transformers keeps it, and proven to give the same ids.

llama.cpp has a few kinds of tokenizers, each by a name. Which one a tokenizer is, is not guessed from its file: it is
built as llama.cpp has it (`instruct.vocabularies.bpe`, which tests hold against llama.cpp itself) and must give the
same ids on texts drawn from the vocabulary. What none of the kinds gives exactly is refused: such a file would prompt
the model in other tokens than it was trained in.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from newswright.errors import NotExportable, VocabularyUnreadable
from newswright.instruct.vocabularies import bpe, sentencepiece_model
from newswright.instruct.vocabularies.vocabulary import PROBES, Vocabulary

TEXTS, TOKENS = 600, 12
"""Texts that are compared, and tokens that each is drawn from."""
WRITTEN = (
    "It's 7,500 of 12.3% on 2026-03-01T09:45; DON'T, we'll, I'D, they've.",
    "1 12 123 1234 12345 123456 ١٢٣ ²",
    "£1.2bn ($1.5bn; €1.4bn) … “so” — ‘no’",
    "a  b   c    d\n\n e \n \n\tf\r\ng \u00a0h\u3000i",
    "?!... (yes);\n--\n## x_y-z/q@r.s",
    "naïve café Zürich İstanbul a\u0301e\u0308 ﬁ",
    "Привет, мир! 日本語のニュース 新闻报道。 مرحبا שלום नमस्ते 한국어 🙂👩‍👧🇸🇪",
    "x" * 40 + " " * 20 + "ab" * 20,
)
"""Texts in which the ways of cutting words differ."""
_BYTES = "ByteLevel"


@dataclass(frozen=True)
class Words:
    """A tokenizer in the terms of a GGUF file."""

    model: str
    """`gpt2` for byte-level BPE, `llama` for SentencePiece's."""
    pieces: bpe.Pieces
    merges: tuple[str, ...] = ()
    pre: str = ""
    """How `gpt2` cuts words."""
    prefix: bool = False
    """Whether `llama` puts a space in front of a text."""

    def built(self) -> Any:
        """Return the tokenizer as llama.cpp has it."""
        if self.model == "gpt2":
            return bpe.byte_level(self.pieces, self.merges, self.pre)
        return bpe.sentencepiece(self.pieces, prefix=self.prefix)


def words_of(vocabulary: Vocabulary, folder: Path, rows: int) -> Words:
    """Return the tokenizer of `vocabulary` for a GGUF file.

    Args:
        vocabulary: The base's.
        folder: Where its files lie; the scores of a SentencePiece model are read from `tokenizer.model` there.
        rows: Of the model's embedding. Models often have more than tokens; those are filled up with unused ones.

    Raises:
        NotExportable: llama.cpp has no tokenizer that gives the same ids.
    """
    data: dict[str, Any] = json.loads(vocabulary.tokenizer.to_str())
    if data["model"].get("type") != "BPE":
        raise _unknown(vocabulary, f"it is of the kind {data['model'].get('type')}")
    if vocabulary.tokenizer.get_vocab_size() > rows:
        raise _unknown(vocabulary, f"it has more tokens than the model has rows ({rows})")
    texts = _texts(vocabulary)
    for words in _candidates(vocabulary, data, folder):
        if _same(vocabulary, words, texts):
            return _filled(words, rows)
    raise _unknown(vocabulary, "none of those it has gives the same ids")


def _unknown(vocabulary: Vocabulary, reason: str) -> NotExportable:
    return NotExportable(
        f"llama.cpp has no tokenizer like that of {vocabulary.name}: {reason}.",
        cure="Export an adapter (--form gguf-adapter) for a GGUF file of the base, or merged (--form merged).",
    )


def _candidates(vocabulary: Vocabulary, data: dict[str, Any], folder: Path) -> Iterator[Words]:
    """Yield what the tokenizer could be."""
    pieces = _pieces(vocabulary, data)
    merges = tuple(merge if isinstance(merge, str) else " ".join(merge) for merge in data["model"]["merges"])
    if _BYTES in json.dumps(data["pre_tokenizer"]):
        yield from (Words("gpt2", pieces, merges, pre=pre) for pre in bpe.ways())
        return
    for prefix in (True, False):
        yield Words("llama", replace(pieces, scores=_scores(pieces, merges, folder)), prefix=prefix)


def _pieces(vocabulary: Vocabulary, data: dict[str, Any]) -> bpe.Pieces:
    """Return the tokens in the order of their ids, each with its kind."""
    tokenizer, unknown = vocabulary.tokenizer, data["model"].get("unk_token")
    added = {number: token.content for number, token in tokenizer.get_added_tokens_decoder().items()}
    texts = [str(tokenizer.id_to_token(number) or "") for number in range(tokenizer.get_vocab_size())]

    def kind(number: int, text: str) -> bpe.Kind:
        if text == unknown:
            return bpe.Kind.UNKNOWN
        if number in added:
            return bpe.Kind.CONTROL if text in vocabulary.control else bpe.Kind.USER_DEFINED
        if data["model"].get("byte_fallback") and len(text) == 6 and text.startswith("<0x"):
            return bpe.Kind.BYTE
        return bpe.Kind.NORMAL if text else bpe.Kind.UNUSED

    return bpe.Pieces(texts, [kind(number, text) for number, text in enumerate(texts)])


def _scores(pieces: bpe.Pieces, merges: Sequence[str], folder: Path) -> list[float]:
    """Return the tokens' scores: SentencePiece's own, or ones that order the merges as the tokenizer's file does."""
    file = folder / "tokenizer.model"
    own: dict[str, float] = {}
    if file.is_file():
        try:
            found = sentencepiece_model.pieces_of(file)
            own = dict(zip(found.texts, found.scores, strict=True))
        except VocabularyUnreadable:
            own = {}
    if not own:
        for rank, merge in enumerate(merges):
            own.setdefault(merge.replace(" ", "", 1), -float(rank))
    return [own.get(text, 0.0) for text in pieces.texts]


def _same(vocabulary: Vocabulary, words: Words, texts: Sequence[str]) -> bool:
    """Tell whether the tokenizer as llama.cpp has it gives the same ids, where a text begins and behind a control."""
    try:
        built = words.built()
    except VocabularyUnreadable:
        return False
    whole = built.encode_batch_fast(list(texts), add_special_tokens=False)
    return all(one.ids == vocabulary.whole(text) for text, one in zip(texts, whole, strict=True))


def _texts(vocabulary: Vocabulary) -> list[str]:
    """Return texts to compare on: probes, alone and behind a control token, and runs of tokens drawn by seed."""
    found, chance = [*PROBES, *WRITTEN], random.Random(7)  # noqa: S311 - a draw, no secret
    if vocabulary.control:
        mark = min(vocabulary.control)
        found += [mark + probe for probe in PROBES]
    count = vocabulary.tokenizer.get_vocab_size()
    for _ in range(TEXTS):
        ids = [chance.randrange(count) for _ in range(TOKENS)]
        found.append(vocabulary.tokenizer.decode(ids, skip_special_tokens=True))
    return found


def _filled(words: Words, rows: int) -> Words:
    """Return the tokenizer with a token for each row of the embedding."""
    have = len(words.pieces.texts)
    texts = [*words.pieces.texts, *(f"[PAD{number}]" for number in range(have, rows))]
    kinds = [*words.pieces.kinds, *([bpe.Kind.UNUSED] * (rows - have))]
    scores = [*words.pieces.scores, *([0.0] * (rows - have))] if words.pieces.scores else ()
    return replace(words, pieces=bpe.Pieces(texts, kinds, scores))
