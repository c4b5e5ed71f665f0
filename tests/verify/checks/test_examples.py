"""The examples on the pages of the checks, each run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswright.verify.checks import CHECKS
from newswright.verify.claim import Claim
from newswright.verify.sources import Known, Source
from newswright.verify.whole.agreement import check_agreement, copies
from newswright.verify.whole.asides import check_asides
from newswright.verify.whole.headline import check_headline
from tests.docs.pages import table_rows

DOCS = Path(__file__).resolve().parents[3] / "docs" / "checks"
DAY = datetime(2025, 11, 5, 9, tzinfo=UTC)


def examples() -> Iterator[tuple[str, dict[str, str]]]:
    for name in CHECKS:
        yield from ((name, row) for row in table_rows(DOCS / f"{name}.md", "Source", "Sentence", "Finding"))


def _told(hits: list[str], wanted: str) -> bool:
    gravity, _, words = wanted.partition(": ")
    return not hits if gravity == "none" else any(hit.startswith(gravity) and words in hit for hit in hits)


@pytest.mark.parametrize(("check", "row"), list(examples()), ids=lambda value: str(value)[-40:])
def test_every_example_holds(check: str, row: dict[str, str]) -> None:
    known = Known((Source("s", row["Source"], date=DAY),))
    claim = Claim(row["Sentence"], "", known.index.passage(row["Sentence"]))
    hits = [f"{hit.gravity}: {hit.detail}" for hit in CHECKS[check](claim, known)]
    assert _told(hits, row["Finding"]), hits


def test_every_check_has_examples_of_both_kinds() -> None:
    for check in CHECKS:
        found = [row["Finding"] for name, row in examples() if name == check]
        assert "none" in found, check
        assert len(set(found)) > 1, check


@pytest.mark.parametrize("row", list(table_rows(DOCS / "headline.md", "Headline", "Text", "Finding")), ids=str)
def test_the_headline_examples_hold(row: dict[str, str]) -> None:
    hits = [f"{hit.gravity}: {hit.detail}" for hit in check_headline(row["Headline"], row["Text"])]
    assert _told(hits, row["Finding"]), hits


@pytest.mark.parametrize(
    "row", list(table_rows(DOCS / "agreement.md", "First source", "Second source", "Finding")), ids=str
)
def test_the_agreement_examples_hold(row: dict[str, str]) -> None:
    sources = [Source("a", row["First source"], "A"), Source("b", row["Second source"], "B")]
    hits = [f"{hit.gravity}: {hit.detail}" for hit in check_agreement(row["Text"], sources, copies(sources))]
    assert _told(hits, row["Finding"]), hits


@pytest.mark.parametrize("row", list(table_rows(DOCS / "asides.md", "Text", "Finding")), ids=str)
def test_the_examples_of_asides_hold(row: dict[str, str]) -> None:
    hits = [f"{hit.gravity}: {hit.detail}" for hit in check_asides(row["Text"])]
    assert len(hits) < 2
    assert any(row["Finding"].removeprefix("note: ") in hit for hit in hits) or (row["Finding"] == "none" and not hits)
