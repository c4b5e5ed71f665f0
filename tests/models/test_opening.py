"""What a model is called is known before it is opened: an article's id is made with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newswright.models import ModelOptions, name_of, open_model

RUN = Path("models/run/final")


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "smollm2-135m-instruct+writer"),
        ({"adapter": "none"}, "smollm2-135m-instruct"),
        ({"adapter": "mine/desk.gguf"}, "smollm2-135m-instruct+desk"),
        ({"file": Path("~/other.q8.gguf")}, "other.q8"),
        ({"file": Path("other.gguf"), "adapter": "desk.gguf"}, "other+desk"),
        ({"engine": "echo", "name": "any"}, "echo"),
        ({"engine": "openai", "name": "owner/large"}, "owner/large"),
        ({"engine": "transformers", "name": "owner/large"}, "owner/large"),
        ({"engine": "transformers", "file": RUN}, "run"),
        ({"engine": "transformers", "file": RUN.parent, "adapter": "none"}, "run"),
        ({"engine": "transformers", "file": Path("base"), "adapter": str(RUN)}, "base+run"),
        ({"engine": "transformers", "name": "l", "proxy_tuned": Path("t"), "proxy_untuned": Path("u")}, "l+t-u"),
    ],
)
def test_the_name_is_known_though_the_model_is_not_here(options: dict[str, Any], name: str) -> None:
    assert name_of(ModelOptions(**options)) == name


def test_it_is_the_name_of_the_model_that_is_opened() -> None:
    for options in (
        ModelOptions(engine="echo"),
        ModelOptions(engine="openai", name="m", base_url="http://127.0.0.1:9/v1"),
    ):
        with open_model(options) as model:
            assert model.name == name_of(options)
