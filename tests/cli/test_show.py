"""What people see: words as they are, tables that hold together, and JSON alone where programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newswright.cli import show
from newswright.records import (
    Article,
    Check,
    Edition,
    Evidence,
    Label,
    Origin,
    Outcome,
    Report,
    Sentence,
    Status,
    Verdict,
)

MARKUP = "[red]Quay[/red] [link=http://x.example]closes[/link] [/] \\[bold]"


def sentence(text: str, origin: Origin) -> Sentence:
    piece = Evidence(
        item="i1", url="https://gazette.example/1", source="Gazette", text=MARKUP, start=0, end=len(MARKUP)
    )
    checks = (Check(name="numbers", outcome=Outcome.PASSED), Check(name="copying", outcome=Outcome.NOTED))
    verdict = Verdict(label=Label.SUPPORTED, checks=checks)
    return Sentence(text=text, origin=origin, verdict=verdict, evidence=(piece,))


def article(**changes: object) -> Article:
    made = Article(
        id="a1",
        story="s1",
        slug="quay",
        headline=MARKUP,
        language="en",
        status=Status.PUBLISHED,
        sentences=(sentence("The quay is shut.", Origin.MODEL), sentence(MARKUP, Origin.SOURCE)),
        sources=("i1", "i2"),
    )
    return made.model_copy(update=changes)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def test_an_article_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.article(article(), {"i1": "Gazette (https://gazette.example/1)"})
    out, err = capsys.readouterr()
    told = flat(out)
    assert err == ""
    assert MARKUP in out.splitlines()[0]
    assert "1. The quay is shut. [supported, the model's words]" in told
    assert f"2. {MARKUP} [supported, the source's words]" in told
    assert "✓ numbers ! copying" in told
    assert f"Gazette: “{MARKUP}”" in told
    assert "Sources: Gazette (https://gazette.example/1); i2" in told


def test_a_refusal_is_shown_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    show.article(article(reason=f"too thin {MARKUP}", sentences=()), {})
    told = flat(capsys.readouterr().out)
    assert f"Refused: {MARKUP}" in told
    assert f"too thin {MARKUP}" in told


def test_tables_and_fields_print_markup_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    show.table("Items", ("id", "title"), [("i1", MARKUP)])
    show.fields({"Title": MARKUP})
    show.line(MARKUP)
    assert capsys.readouterr().out.count(MARKUP) == 3
    show.table("Items", ("id", "title"), [])
    assert capsys.readouterr().out == "Items: none\n"


def test_an_id_is_never_cut(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    show.table("Items", ("id", "source", "title"), [("i0123456789ab", "A long source name", "word " * 40)])
    assert "i0123456789ab" in capsys.readouterr().out


def test_notes_and_progress_stay_off_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    show.note(MARKUP)
    with show.progress() as tell:
        tell(f"reading {MARKUP}", 1, 0)
        tell(f"reading {MARKUP}", 2, 0)
        tell("writing", 3, 3)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(MARKUP)
    assert f"reading {MARKUP}" in err
    assert "3/3" in err


def test_progress_that_nobody_made_leaves_no_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    with show.progress():
        pass
    assert capsys.readouterr() == ("", "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5))
def test_json_comes_back(capsys: pytest.CaptureFixture[str], value: object) -> None:
    show.as_json(value)
    assert json.loads(capsys.readouterr().out) == value


@pytest.mark.parametrize(("own", "quoted", "share"), [(3, 1, "(75%)"), (0, 0, "(none)")])
def test_the_report_gives_the_share(capsys: pytest.CaptureFixture[str], own: int, quoted: int, share: str) -> None:
    edition = Edition(folder=Path("site"), index=Path("site/index.html"), articles=1, refused=2, files=())
    show.report(
        Report(
            items=9, spikes={"spam": 1, "stale": 2}, stories=3, published=1, refused=2, own=own, quoted=quoted,
            model="echo", edition=edition,
        )
    )  # fmt: skip
    told = flat(capsys.readouterr().out)
    assert "9, of which 3 spiked (stale 2, spam 1)" in told
    assert "3: 1 published, 2 refused" in told
    assert f"{own + quoted}: {own} in the model's own words {share}, {quoted} quoted" in told
