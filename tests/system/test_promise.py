"""The promise, held against whole runs by the check that shares no code with the product (tests/independent)."""

from __future__ import annotations

from pathlib import Path

import pytest

from newswright.models import ModelOptions
from newswright.models.catalogue import fetchable
from tests.independent.promise import PromiseReport, check_promise, table
from tests.system.command import CommandLine

pytestmark = pytest.mark.alone
REAL = Path(__file__).parents[3] / "shared" / "data" / "mediastack"
"""Responses of the service, as they came. Their text is the publishers' and stays where it is."""
MODEL = ModelOptions()
FILE = MODEL.folder / fetchable(MODEL.name).file
EMBEDDED = {
    "NEWSWRIGHT_MODEL__ENGINE": "embedded",
    "NEWSWRIGHT_MODEL__CACHE": str(MODEL.folder.parent),
    "NEWSWRIGHT_INDEX_URL": "http://127.0.0.1:9/simple",
}
"""The file that is here, or none: a test fetches nothing."""

absent = pytest.mark.skipif(not FILE.exists(), reason=f"the embedded model is not in {MODEL.folder}")


def real(name: str) -> Path:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def held(line: CommandLine, name: str, capsys: pytest.CaptureFixture[str]) -> PromiseReport:
    """Check all that `line`'s newsroom says it publishes, and show what was counted."""
    report = check_promise(line.json("articles"), line.json("items"))
    with capsys.disabled():
        print(f"\n\n{name}\n{table(report)}")  # noqa: T201 - the figures are quoted
    assert not report.violations, table(report)
    return report


def test_the_sample_by_the_stand_in(sample: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    report = held(sample, "The sample wire, stand-in model", capsys)
    assert report.published > 10
    assert min(report.sentences, report.numbers, report.names, report.quotations) > 20


@pytest.mark.parametrize(
    ("name", "rows"), [("live-default-25.json", 25), ("keyword-query-100.json", 100)], ids=["live", "keyword"]
)
def test_real_responses_by_the_stand_in(
    room: CommandLine, capsys: pytest.CaptureFixture[str], name: str, rows: int
) -> None:
    room.ok("ingest", "file", real(name))
    room.ok("run")
    report = held(room, f"{name}, {rows} rows, stand-in model", capsys)
    assert report.articles
    assert len(room.json("items")) + len(room.json("items", "--bad")) <= rows


@absent
@pytest.mark.model
@pytest.mark.slow
def test_the_sample_by_the_embedded_model(line: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    line.ok("run", "--sample", "demo-newsroom", **EMBEDDED)
    report = held(CommandLine(line.here / "demo-newsroom"), "The sample wire, embedded model", capsys)
    assert report.published > 10
    assert report.by_origin["model"], "nothing is in the model's own words"


@absent
@pytest.mark.model
@pytest.mark.slow
def test_a_real_response_by_the_embedded_model(room: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    room.ok("ingest", "file", real("live-default-25.json"))
    room.ok("run", **EMBEDDED)
    assert held(room, "live-default-25.json, embedded model", capsys).articles
