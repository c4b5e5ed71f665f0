"""Tokenizers built from their parts: byte-level BPE, and SentencePiece's BPE, each as a `tokenizers.Tokenizer`.

The parts come from a GGUF file or a SentencePiece model; both number the kinds of tokens alike. What a tokenizer.json
says needs no building and does not come here.
"""

from __future__ import annotations

import base64
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from newswright.errors import VocabularyUnreadable
from newswright.instruct import extra

SPACE = "▁"
"""What SentencePiece writes for a space."""


class Kind(IntEnum):
    """What a token is for, by SentencePiece's numbers, which GGUF has taken over."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True)
class Pieces:
    """The tokens of a vocabulary in the order of their ids, each with its kind, and a score where it has one."""

    texts: Sequence[str]
    kinds: Sequence[int]
    scores: Sequence[float] = ()

    def of(self, *kinds: Kind) -> list[str]:
        """Return the texts of the tokens of these kinds."""
        return [text for text, kind in zip(self.texts, self.kinds, strict=True) if kind in kinds]


def known_pre() -> list[str]:
    """Return the names of the pre-tokenizers that `byte_level` knows."""
    return sorted(_pre())


def ways() -> list[str]:
    """Return one name for each way of cutting words that `byte_level` knows."""
    return [row["names"][0] for row in {id(row): row for row in _pre().values()}.values()]


def byte_level(pieces: Pieces, merges: Sequence[str], pre: str) -> Any:
    """Build a byte-level BPE tokenizer, as GPT-2's, Llama 3's or Qwen's.

    Args:
        pieces: The tokens, in the byte alphabet of GPT-2.
        merges: The merges in order, the two sides with a space between.
        pre: How words are cut: a name of `known_pre`.

    Raises:
        VocabularyUnreadable: tokens and merges contradict each other.
    """
    row = _pre()[pre]
    pairs, known = [_sides(merge) for merge in merges], set(pieces.texts)
    stray = next(
        (merge for merge, pair in zip(merges, pairs, strict=True) if not {*pair, "".join(pair)} <= known), None
    )
    if stray is not None:
        raise VocabularyUnreadable(
            f"The vocabulary has the merge “{stray}” of tokens that it does not have.",
            cure="Convert the model to GGUF again.",
        )
    cuts = [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
        for pattern in row["patterns"]
    ]
    bytes_ = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    model = {"ignore_merges": not row.get("merges", True), "merges": pairs}
    return _assembled(
        pieces,
        model=model,
        pre_tokenizer={"type": "Sequence", "pretokenizers": [*cuts, bytes_]},
        decoder=bytes_,
    )


def sentencepiece(pieces: Pieces, *, prefix: bool, charsmap: bytes = b"") -> Any:
    """Build SentencePiece's BPE, as Llama 2's: it merges whole texts, the highest score first.

    Args:
        pieces: The tokens with their scores.
        prefix: Whether a space is put in front of each text.
        charsmap: SentencePiece's own table of characters to replace; none for most models.

    Raises:
        VocabularyUnreadable: the tokens have no scores, or contradict each other.
    """
    if len(pieces.scores) != len(pieces.texts):
        raise VocabularyUnreadable(
            f"The vocabulary has {len(pieces.texts):,} tokens and {len(pieces.scores):,} scores.",
            cure="Convert the model to GGUF again.",
        )
    steps: list[dict[str, Any]] = [{"type": "Prepend", "prepend": SPACE}] if prefix else []
    steps.append({"type": "Replace", "pattern": {"String": " "}, "content": SPACE})
    if charsmap:
        steps.insert(0, {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap).decode("ascii")})
    decoders: list[dict[str, Any]] = [
        {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ]
    if prefix:
        decoders.append({"type": "Strip", "content": " ", "start": 1, "stop": 0})
    model = {
        "unk_token": next(iter(pieces.of(Kind.UNKNOWN)), None),
        "fuse_unk": True,
        "byte_fallback": bool(pieces.of(Kind.BYTE)),
        "merges": _merges(pieces),
    }
    return _assembled(
        pieces,
        model=model,
        normalizer={"type": "Sequence", "normalizers": steps},
        decoder={"type": "Sequence", "decoders": decoders},
    )


def _merges(pieces: Pieces) -> list[tuple[str, str]]:
    """Return the merges that the scores stand for, in the order in which transformers' converter writes them."""
    ids = {text: number for number, text in enumerate(pieces.texts)}
    reached = set(pieces.of(Kind.NORMAL, Kind.USER_DEFINED))
    found: list[tuple[float, int, int, str, str]] = []
    for text in reached:
        score = pieces.scores[ids[text]]
        cuts = ((text[:at], text[at:]) for at in range(1, len(text)))
        found += [(-score, -len(left), -len(right), left, right) for left, right in cuts if {left, right} <= reached]
    found.sort(key=lambda row: (*row[:3], ids[row[3]], ids[row[4]]))
    return [(left, right) for *_, left, right in found]


def _sides(merge: str) -> tuple[str, str]:
    at = merge.find(" ", 1)
    return merge[:at], merge[at + 1 :]


def _assembled(pieces: Pieces, *, model: dict[str, Any], **parts: Any) -> Any:
    texts = [text or f"[EMPTY_{number}]" for number, text in enumerate(pieces.texts)]  # as llama.cpp names them
    vocab = {text: number for number, text in enumerate(texts)}
    if len(vocab) < len(texts):
        twice = next(text for number, text in enumerate(texts) if vocab[text] != number)
        raise VocabularyUnreadable(
            f"The vocabulary has the token “{twice}” twice.", cure="Convert the model to GGUF again."
        )
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    added = [
        {"id": number, "content": text, **flags, "special": kind != Kind.USER_DEFINED}
        for number, (text, kind) in enumerate(zip(texts, pieces.kinds, strict=True))
        if kind in {Kind.UNKNOWN, Kind.CONTROL, Kind.USER_DEFINED}
    ]
    empty = dict.fromkeys(("truncation", "padding", "normalizer", "pre_tokenizer", "post_processor", "decoder"))
    data = {
        "version": "1.0",
        **empty,
        "added_tokens": added,
        **parts,
        "model": {"type": "BPE", "vocab": vocab, **model},
    }
    return parsed(json.dumps(data), "The vocabulary")


def parsed(text: str, where: str) -> Any:
    """Return the `tokenizers.Tokenizer` that the `text` of a tokenizer.json describes; `where` begins the message.

    Raises:
        VocabularyUnreadable: it describes none.
    """
    tokenizers = extra.need("tokenizers")
    try:
        return tokenizers.Tokenizer.from_str(text)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise VocabularyUnreadable(
            f"{where} is no tokenizer that can be read: {error}.",
            cure="Fetch or convert it again, or bring the package `tokenizers` up to date.",
        ) from error


@cache
def _pre() -> dict[str, dict[str, Any]]:
    text = files("newswright.instruct.vocabularies").joinpath("pretokenizers.toml").read_text("utf-8")
    return {name: row for row in tomllib.loads(text)["pre"] for name in row["names"]}
