"""What verification sees, pinned: on the recipe's own test side, and on the open sets where they lie at hand.

The floors are a little under what `benchmarks/verify.py` measured (docs/verify/measured.md). The digests say on which
data: where one changes, measure again before you move a floor.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from newswright.calibration import Case, cases
from newswright.models.checking.embedded import EmbeddedChecker
from newswright.verify.combination import Weights

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
MOST = 400


@pytest.fixture(scope="module")
def recipe() -> Iterator[ModuleType]:
    folder = str(ROOT / "recipes" / "verifier")
    sys.path.insert(0, folder)
    try:
        import pairs  # type: ignore[import-not-found]  # noqa: PLC0415

        yield pairs
    finally:
        sys.path.remove(folder)


def rows(recipe: ModuleType, of: str) -> list[dict[str, Any]]:
    made = {
        "claims": lambda: recipe.written(ROOT / "recipes" / "verifier" / "claims"),
        "inferences": lambda: recipe.inferred(ROOT / "recipes" / "verifier" / "inferences", "inferences"),
        "summaries": lambda: recipe.inferred(ROOT / "recipes" / "verifier" / "summaries", "summaries"),
        "summedits": lambda: recipe.summedits(DATA),
        "bump": lambda: recipe.bump(DATA),
        "wice-test": lambda: recipe.wice(DATA, "test"),
    }[of]()
    return [vars(pair) for pair in islice(recipe.split(made)["test"], MOST)]


def digest(found: list[dict[str, Any]]) -> str:
    return hashlib.sha256("\n".join(f"{row['claim']}|{row['label']}" for row in found).encode()).hexdigest()[:12]


def balanced(found: list[Case]) -> float:
    weights = Weights.of(EmbeddedChecker().calibration)
    flags = [bool(case.faults) or weights.support(case.values) < 0.5 for case in found]
    passed = [not flag for flag, case in zip(flags, found, strict=True) if case.label]
    caught = [flag for flag, case in zip(flags, found, strict=True) if not case.label]
    return (sum(passed) / len(passed) + sum(caught) / len(caught)) / 2


def right(found: list[Case]) -> float:
    hits = [case for case in found if case.faults]
    return sum(not case.label for case in hits) / len(hits)


FLOORS = [
    # set, digest of its rows, balanced accuracy of sentences, share of the rules' findings that are right
    ("claims", "814716d89c06", 0.54, 0.78),
    ("inferences", "49f8e97507e9", 0.62, 0.90),
    ("summaries", "1f6b718100e8", 0.54, 0.90),
    ("summedits", "3ac5acc85744", 0.59, 0.95),
    ("bump", "2d06ff9df28e", 0.58, 0.55),
    ("wice-test", "d74cf4f64aac", 0.72, 0.88),
]


@pytest.mark.parametrize(("of", "of_rows", "accuracy", "precision"), FLOORS)
def test_what_is_seen_does_not_get_worse(
    recipe: ModuleType, of: str, of_rows: str, accuracy: float, precision: float
) -> None:
    if of not in {"claims", "inferences", "summaries"} and not DATA.is_dir():
        pytest.skip("the open sets do not lie beside the project")
    found = rows(recipe, of)
    assert digest(found) == of_rows, "these are not the rows that the floor was measured on"
    seen = cases(found, EmbeddedChecker())
    assert balanced(seen) >= accuracy
    assert right(seen) >= precision
