"""Marks on the checker's input: which words of the sentence stand in the passage, and the other way round.

A small encoder would have to learn to compare letters before it learns what follows from what. The marks tell it: the
token types are 0 and 1 for sentence and passage as usual, and 2 and 3 for tokens of them that the other one lacks.
"""

from __future__ import annotations

from collections.abc import Sequence

TYPES = 4
"""Token types of a checker: twice BERT's."""


def marks(ids: Sequence[int], types: Sequence[int]) -> list[int]:
    """Return the token types of an encoded pair, from its token ids and BERT's own types (0 sentence, 1 passage)."""
    sentence = {token for token, kind in zip(ids, types, strict=True) if not kind}
    passage = {token for token, kind in zip(ids, types, strict=True) if kind}
    return [
        kind if token in (sentence if kind else passage) else kind + 2 for token, kind in zip(ids, types, strict=True)
    ]
