from __future__ import annotations

from pathlib import Path

import pytest

from newswright.errors import ModelMissing
from newswright.models import catalogue
from newswright.models.catalogue import fetchable, trainable, trainables
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


def test_models_to_train_have_names_of_their_own() -> None:
    names = [each.name for each in trainables()]
    assert len(set(names)) == len(names) == len({each.hub for each in trainables()})
    assert names[:2] == ["llama-2-7b", "llama-2-7b-chat"]


def test_parameters_are_those_of_the_shape() -> None:
    """Counted by the shape, but for biases and norms of single heads: never more than one in a thousand."""
    for each in trainables():
        shape = each.shape
        query, key = shape.heads * shape.head, shape.kv_heads * shape.head
        layer = 2 * shape.hidden * (query + key) + 3 * shape.hidden * shape.intermediate
        embedding = shape.vocabulary * shape.hidden * (1 if shape.tied else 2)
        counted = embedding + shape.layers * (layer + 2 * shape.hidden) + shape.hidden
        assert 0 <= each.parameters - counted < 0.001 * counted, each.name
        assert shape.heads % shape.kv_heads == 0


def test_templates_of_models_to_train_are_known() -> None:
    for each in trainables():
        assert each.template in ("plain", "own", "llama2", "llama3", "mistral", "chatml")
        assert (each.kind == "base") == (each.template == "plain")


def test_model_to_train_is_found_by_either_name() -> None:
    found = trainable("llama-2-13b-chat")
    assert found is not None
    assert found == trainable("meta-llama/Llama-2-13b-chat-hf")
    assert (found.licence, found.gated, found.context) == ("Llama 2 Community", True, 4096)
    assert found.page == "https://huggingface.co/meta-llama/Llama-2-13b-chat-hf"
    assert trainable("llama-9") is None
