from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from newswright.errors import ModelDamaged
from newswright.models.catalogue import fetchable
from newswright.models.fetch import located
from newswright.models.llamacpp import LlamaCpp
from newswright.models.options import ModelOptions


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NEWSWRIGHT_INDEX_URL", "PIP_INDEX_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with stamina.set_testing(True, attempts=4, cap=True):  # the retries of the code, without its pauses
        yield


@pytest.fixture(scope="session")
def embedded() -> Iterator[LlamaCpp]:
    options = ModelOptions(threads=1, parallel=2)  # one thread: two wait for each other on a busy machine
    try:
        file = located(fetchable(options.name), options)
    except ModelDamaged as error:
        pytest.fail(str(error))
    if file is None:
        pytest.skip(f"the embedded model is not in {options.folder}: run `newswright models fetch`")
    with LlamaCpp(file, options.name, options) as model:
        yield model


@pytest.fixture(scope="session")
def model_file(embedded: LlamaCpp) -> Path:
    options = ModelOptions()
    file = located(fetchable(options.name), options)
    assert file is not None
    return file
