"""The documentation names what there is, and its example runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from newswright.publish import PublishOptions, form_schema
from newswright.publish.options import DISCLOSURE
from tests.publish.conftest import Desk

PARTS = ("sentence", "check", "evidence", "attempt", "making")
DOCS = Path(__file__).parents[2] / "docs"


def keys(text: str) -> list[str]:
    """Return what the first columns of the tables in `text` name."""
    firsts: Iterable[str] = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    return [name for first in firsts for name in re.findall(r"`(\w+)`", first)]


def test_every_setting_is_documented() -> None:
    text = (DOCS / "publish.md").read_text(encoding="utf-8")
    assert keys(text.partition("## Settings")[2]) == list(PublishOptions.model_fields)
    assert DISCLOSURE in " ".join(text.split())


def test_every_key_of_the_form_is_documented() -> None:
    text = (DOCS / "article-form.md").read_text(encoding="utf-8")
    schema = form_schema()
    parts = [schema["properties"], *(schema["$defs"][name]["properties"] for name in PARTS)]
    assert keys(text) == [key for part in parts for key in part]


def test_the_example_runs(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publish(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = (DOCS / "article-form.md").read_text(encoding="utf-8")
    exec(text.partition("```python\n")[2].partition("```")[0], {})  # the page's own code
    assert "Nobody was hurt.\n  <- Sample Harbour Radio: No one was hurt." in capsys.readouterr().out
