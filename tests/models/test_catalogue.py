from __future__ import annotations

from pathlib import Path

import pytest

from newswright.errors import ModelMissing
from newswright.models import catalogue
from newswright.models.catalogue import fetchable
from newswright.models.options import ModelOptions


def test_default_model_is_listed_first_with_its_licence(tmp_path: Path) -> None:
    first, *rest = catalogue(ModelOptions(cache=tmp_path))
    assert (first.name, first.kind, first.licence) == (ModelOptions().name, "embedded", "Apache-2.0")
    assert first.size == 98_362_432
    assert first.path is None
    assert [entry.kind for entry in rest] == ["server", "stand-in"]


def test_model_is_present_only_at_its_full_size(tmp_path: Path) -> None:
    options = ModelOptions(cache=tmp_path)
    options.folder.mkdir()
    path = options.folder / fetchable(options.name).file
    with path.open("wb") as file:
        file.truncate(98_362_431)
    assert catalogue(options)[0].path is None
    with path.open("wb") as file:
        file.truncate(98_362_432)
    assert catalogue(options)[0].path == path


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelMissing, match=r"“gpt-9”[\s\S]*smollm2-135m-instruct"):
        fetchable("gpt-9")


def test_server_models_cannot_be_fetched() -> None:
    with pytest.raises(ModelMissing):
        fetchable("openai")
