"""A SentencePiece model file (`tokenizer.model`), read as a BPE tokenizer.

The file is a protocol buffer; the few fields wanted are read here, for the `sentencepiece` package does not show the
kinds of the pieces or how the text is prepared. Their numbers stand in sentencepiece_model.proto
(github.com/google/sentencepiece).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newswright.errors import VocabularyUnreadable
from newswright.instruct.vocabularies import bpe

_PIECE, _TRAINER, _NORMALIZER = 1, 2, 3
_TEXT, _SCORE, _KIND = 1, 2, 3
_MODEL_TYPE, _BPE, _SUFFIX = 3, 2, 24
_CHARSMAP, _PREFIX, _EXTRA_SPACES = 2, 3, 4


_IDS = {"bos_token": (41, 1), "eos_token": (42, 2), "pad_token": (43, -1)}
"""The trainer's fields with the ids of these tokens, and what they are where it does not say."""


def read(path: Path) -> tuple[Any, dict[str, str]]:
    """Read the model at `path` as a `tokenizers.Tokenizer`, and its tokens with a role, as `bos_token` is `<s>`.

    Raises:
        VocabularyUnreadable: it is no SentencePiece model, or of a kind that cannot be carried over exactly.
    """
    pieces, trainer, normalizer = _parsed(path)
    kind = "" if pieces.texts else "empty"
    if trainer.get(_MODEL_TYPE, 1) != _BPE:
        kind = "of another kind than BPE"
    elif normalizer.get(_EXTRA_SPACES, 1):
        kind = "one that removes spaces"
    elif trainer.get(_SUFFIX, 0):
        kind = "one that puts the space behind a word"
    if kind:
        raise VocabularyUnreadable(
            f"The SentencePiece model {path} is {kind}.",
            cure="Let transformers convert it to a tokenizer.json, and name that.",
        )
    charsmap = normalizer.get(_CHARSMAP, b"")
    ids = {role: trainer.get(field, usual) for role, (field, usual) in _IDS.items()}
    roles = {role: pieces.texts[number] for role, number in ids.items() if 0 <= number < len(pieces.texts)}
    return bpe.sentencepiece(pieces, prefix=bool(normalizer.get(_PREFIX, 1)), charsmap=charsmap), roles


def pieces_of(path: Path) -> bpe.Pieces:
    """Return the pieces of the model at `path`, in the order of their ids.

    Raises:
        VocabularyUnreadable: it is no SentencePiece model.
    """
    return _parsed(path)[0]


def _parsed(path: Path) -> tuple[bpe.Pieces, dict[int, Any], dict[int, Any]]:
    """Return the pieces, and what the model says of its training and of how a text is prepared."""
    try:
        fields = list(_fields(path.read_bytes()))
        pieces = _pieces([value for number, value in fields if number == _PIECE])
        return pieces, _message(fields, _TRAINER), _message(fields, _NORMALIZER)
    except (ValueError, IndexError, TypeError, AttributeError, struct.error, OSError) as error:
        raise VocabularyUnreadable(
            f"{path} is no SentencePiece model: {error}.", cure="Fetch it again, or name a tokenizer.json."
        ) from error


def _pieces(rows: list[Any]) -> bpe.Pieces:
    found = [dict(_fields(row)) for row in rows]
    return bpe.Pieces(
        texts=[row[_TEXT].decode("utf-8") if _TEXT in row else "" for row in found],
        kinds=[row.get(_KIND, bpe.Kind.NORMAL) for row in found],
        scores=[struct.unpack("<f", row[_SCORE])[0] if _SCORE in row else 0.0 for row in found],
    )


def _message(fields: list[tuple[int, Any]], number: int) -> dict[int, Any]:
    return dict(_fields(next((value for key, value in fields if key == number), b"")))


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield the fields of a message: numbers as int, all else as bytes."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        if tag & 7 == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        length = {1: 8, 5: 4}.get(tag & 7)
        if tag & 7 == 2:
            length, at = _varint(data, at)
        if length is None or at + length > len(data) or not tag >> 3:
            raise ValueError(f"it is cut off or garbled at byte {at}")
        yield tag >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError(f"it has a number without end at byte {at}")
