"""Proxy tuning: the large model's logits plus what tuning changed in a small one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from newswright.errors import SettingsError
from newswright.models import ModelOptions, Request, open_model
from newswright.models.transformers import TransformersModel

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from newswright.models.proxy import steered  # noqa: E402 - needs the packages
from tests.models.test_transformers import FACTS, asked, lively  # noqa: E402


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("proxy")
    made = {name: lively(place / name, seed) for seed, name in enumerate(("base", "tuned", "untuned"), 1)}
    return {**made, "wide": lively(place / "wide", 9, wide=48)}


def texts(base: Path, tuned: Path | None = None, untuned: Path | None = None) -> list[str]:
    options = ModelOptions(engine="transformers", file=base, proxy_tuned=tuned, proxy_untuned=untuned)
    with open_model(options) as model:
        return [reply.text for reply in model.complete([asked(fact) for fact in FACTS])]


def test_no_difference_leaves_the_base_as_it_is(folders: dict[str, Path]) -> None:
    assert texts(folders["wide"], folders["tuned"], folders["tuned"]) == texts(folders["wide"])


def test_a_base_that_is_the_untuned_one_becomes_the_tuned_one(folders: dict[str, Path]) -> None:
    found = texts(folders["untuned"], folders["tuned"], folders["untuned"])
    assert found == texts(folders["tuned"])
    assert found != texts(folders["untuned"])


def test_every_step_follows_the_formula(folders: dict[str, Path]) -> None:
    """A loop that computes each step anew, without a cache, chooses the same tokens."""
    models = [
        transformers.AutoModelForCausalLM.from_pretrained(folders[name], dtype=torch.float32).eval()
        for name in ("wide", "tuned", "untuned")
    ]
    tokenizer = transformers.AutoTokenizer.from_pretrained(folders["wide"])
    ids = tokenizer(asked(FACTS[0]).shared + asked(FACTS[0]).own)["input_ids"]
    width = len(ids)
    with torch.no_grad():
        for _ in range(16):
            base, tuned, untuned = (model(torch.tensor([ids])).logits[0, -1] for model in models)
            ids.append(int((base + tuned - untuned).argmax()))
    wanted = tokenizer.decode(ids[width:], skip_special_tokens=True, clean_up_tokenization_spaces=False).strip()
    assert texts(folders["wide"], folders["tuned"], folders["untuned"])[0] == wanted
    assert wanted not in {texts(folders[name])[0] for name in ("wide", "tuned", "untuned")}


def test_columns_beyond_the_vocabulary_are_left_out() -> None:
    base, tuned, untuned = torch.tensor([[1.0, 2, 3, 9]]), torch.tensor([[5.0, 0, 1]]), torch.tensor([[4.0, 0, 3, 7]])
    assert steered(base, tuned, untuned).tolist() == [[2.0, 2.0, 1.0]]


def test_the_name_tells_the_proxies(folders: dict[str, Path]) -> None:
    """Articles written with proxies are others than those without."""
    options = ModelOptions(file=folders["base"], proxy_tuned=folders["tuned"], proxy_untuned=folders["untuned"])
    assert TransformersModel(options).name == "base+tuned-untuned"


@pytest.mark.parametrize("one", ["proxy_tuned", "proxy_untuned"])
def test_one_proxy_alone_is_refused(folders: dict[str, Path], one: str) -> None:
    other = {"proxy_tuned": "proxy_untuned", "proxy_untuned": "proxy_tuned"}[one]
    changes: dict[str, Any] = {one: folders["tuned"]}
    with pytest.raises(SettingsError, match=f"`{one}` is set and `{other}` is not"):
        TransformersModel(ModelOptions(file=folders["base"], **changes))


def test_another_vocabulary_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    other = lively(tmp_path / "other", 1, "llama2")
    with pytest.raises(SettingsError, match=r"vocabulary of .*other differs from the base's: 2500 tokens and \d+"):
        TransformersModel(ModelOptions(file=folders["base"], proxy_tuned=folders["tuned"], proxy_untuned=other))
    renamed = shutil.copytree(folders["tuned"], tmp_path / "renamed")
    text = (renamed / "tokenizer.json").read_text("utf-8").replace("<|eot_id|>", "<|end_of_turn|>")
    (renamed / "tokenizer.json").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=r"the token “<\|e") as caught:
        TransformersModel(ModelOptions(file=folders["base"], proxy_tuned=renamed, proxy_untuned=folders["untuned"]))
    assert "`proxy_tuned`" in caught.value.cure


def test_sampling_and_batches_work_with_proxies(folders: dict[str, Path]) -> None:
    options = ModelOptions(
        file=folders["wide"], proxy_tuned=folders["tuned"], proxy_untuned=folders["untuned"], parallel=2
    )
    requests = [Request(own=fact, temperature=1.0, seed=3, max_tokens=8, stop=()) for fact in FACTS]
    with TransformersModel(options) as model:
        together = [reply.text for reply in model.complete(requests)]
        assert together == [model.complete([request])[0].text for request in requests]
