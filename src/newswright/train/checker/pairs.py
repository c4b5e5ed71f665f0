"""Pairs to train a checker on, from JSONL: a source or passage, a sentence, and whether the one supports the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newswright.errors import SetUnreadable
from newswright.text.passages import Index, joined


@dataclass(frozen=True)
class CheckedPair:
    """One example."""

    passage: str
    """What the checker reads."""
    claim: str
    label: int
    """1 where the source supports the claim."""
    spans: tuple[tuple[int, int], ...] = ()
    """Characters of the claim that are not supported, where it is known which; () otherwise."""
    weight: float = 1.0


def read_pairs(paths: Sequence[Path]) -> Iterator[CheckedPair]:
    """Yield the pairs of files of JSON lines with `claim`, `label` and `passage` or `source`.

    Raises:
        SetUnreadable: a file cannot be read, or a line is not of that form; names it.
    """
    for path in paths:
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _pair(line, f"{path}, line {number}")
        except OSError as error:
            raise SetUnreadable(f"{path} cannot be read: {error.strerror}", cure="Name a file of JSON lines.") from None


def _pair(line: str, where: str) -> CheckedPair:
    try:
        row: dict[str, Any] = json.loads(line)
        claim, label = str(row["claim"]), int(row["label"])
        source, passage = str(row.get("source") or ""), str(row.get("passage") or "")
        spans = tuple((int(start), int(end)) for start, end in row.get("spans") or ())
        if label not in {0, 1} or not claim.strip() or not (source or passage).strip():
            raise ValueError("label is 0 or 1, claim and source are not empty")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetUnreadable(
            f"{where} is no pair: {error}", cure='A line is {"source": "...", "claim": "...", "label": 1}.'
        ) from None
    if not passage:
        passage = joined(Index([source]).passage(claim, str(row.get("context") or "")))
    return CheckedPair(passage or source[:2000], claim, label, spans, float(row.get("weight", 1.0)))
