"""A base that was no GGUF file is exported whole: llama.cpp reads the prompt in the same ids and writes the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

import transformers  # noqa: E402

from newswright.errors import NotExportable  # noqa: E402
from newswright.instruct.vocabularies.vocabulary import open_vocabulary  # noqa: E402
from newswright.models.gguf import read_head, read_layout  # noqa: E402
from newswright.models.options import ModelOptions  # noqa: E402
from newswright.train import run  # noqa: E402
from newswright.train.bases import Base  # noqa: E402
from newswright.train.export.adapter_gguf import adapter_to_gguf  # noqa: E402
from newswright.train.export.export import export  # noqa: E402
from newswright.train.export.head import head_of  # noqa: E402
from newswright.train.export.merged import merged_model  # noqa: E402
from newswright.train.export.model_gguf import model_to_gguf  # noqa: E402
from newswright.train.options import SftOptions  # noqa: E402
from tests.instruct.families import built  # noqa: E402
from tests.instruct.llama_cpp import llama_cpp_ids  # noqa: E402
from tests.instruct.strings import strings  # noqa: E402
from tests.train.export.likeness import assert_alike, by_llama_cpp, random_adapter, sure  # noqa: E402
from tests.train.test_run import SMALL  # noqa: E402
from tests.train.tiny import tiny_base, tiny_lessons  # noqa: E402

ROPE3 = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
ROPE = {"rope_type": "default", "rope_theta": 500_000.0}
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "Llama 2": ("llama2", {"tie_word_embeddings": False, "vocab_size": 2512}),
    "Llama 3.1": ("llama3", {"rope_parameters": ROPE3}),
    "biases": ("llama3", {"attention_bias": True, "mlp_bias": True, "rope_parameters": ROPE}),
    "Mistral": ("llama2", {"kind": "mistral", "sliding_window": 256, "head_dim": 16, "tie_word_embeddings": False}),
    "Qwen 2.5": ("llama3", {"kind": "qwen2"}),
    "Qwen 3": ("llama3", {"kind": "qwen3", "head_dim": 16}),
}  # fmt: skip
OPTIONS: dict[str, Any] = {"parallel": 1, "context": 256}


def base_of(name: str, folder: Path) -> Base:
    family, changes = MODELS[name]
    made = tiny_base(folder, family, **changes)
    model = transformers.AutoModelForCausalLM.from_pretrained(made, dtype=torch.float32)
    torch.manual_seed(5)
    for key, value in model.named_parameters():  # norms of 1 and biases of 0 would show nothing
        value.data = torch.rand_like(value) + 0.5 if "norm" in key else torch.randn_like(value) * 0.2
    model.save_pretrained(made)
    return Base(name=f"tiny/{name}", origin="folder", folder=made)


@pytest.mark.parametrize("name", MODELS)
def test_llama_cpp_writes_what_transformers_writes(name: str, tmp_path: Path) -> None:
    base, options = base_of(name, tmp_path / "base"), ModelOptions(cache=tmp_path / "cache", **OPTIONS)
    plain = transformers.AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    whole = model_to_gguf(plain, head_of(base, plain, options.folder), tmp_path / "whole.gguf", "f16")
    own = sure(base.folder, plain)
    assert all(text.startswith(begun) for text, begun in zip(by_llama_cpp(whole, options), own, strict=True))
    assert len(set(own)) > 1
    assert_alike(whole, plain)

    final = random_adapter(base.folder, tmp_path / "final", rslora=True, alpha=8.0)
    merged = merged_model(final, base.folder)
    wanted = sure(base.folder, merged)
    assert wanted != own, "an adapter that changes nothing shows nothing"
    config = json.loads((base.folder / "config.json").read_text())
    adapter = adapter_to_gguf(final, config, tmp_path / "adapter.gguf")
    texts = by_llama_cpp(whole, options, adapter)
    assert all(text.startswith(begun) for text, begun in zip(texts, wanted, strict=True))
    assert_alike(whole, merged, adapter)
    both = model_to_gguf(merged, head_of(base, merged, options.folder), tmp_path / "merged.gguf", "f16")
    assert all(text.startswith(begun) for text, begun in zip(by_llama_cpp(both, options), wanted, strict=True))
    assert_alike(both, merged)


@pytest.mark.parametrize("name", ["Llama 2", "Llama 3.1"])
@pytest.mark.parametrize("model_file", [True, False], ids=["with tokenizer.model", "without"])
def test_the_tokenizer_gives_the_same_ids(name: str, model_file: bool, tmp_path: Path) -> None:
    base = base_of(name, tmp_path / "base")
    if not model_file:
        (base.folder / "tokenizer.model").unlink(missing_ok=True)
    plain = transformers.AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    made = model_to_gguf(plain, head_of(base, plain, tmp_path), tmp_path / "m.gguf", "f16")
    own, read = (open_vocabulary(str(path), tmp_path) for path in (base.folder, made))
    texts = strings(400, seed=3)
    assert read.at_start(texts) == own.at_start(texts)
    assert read.after_control(texts) == own.after_control(texts)
    assert [text for text in texts[:150] if llama_cpp_ids(made, text, special=False) != own.at_start([text])[0]] == []
    assert (read.bos, read.eos, read.control) == (own.bos, own.eos, own.control)


def test_a_run_on_a_folder_is_exported_whole(tmp_path: Path) -> None:
    base, options = base_of("Llama 2", tmp_path / "base"), ModelOptions(cache=tmp_path / "cache", **OPTIONS)
    given = SftOptions.model_validate({**SMALL, "model": str(base.folder), "epochs": 1.0})
    order = run.Order("sft", tiny_lessons(tmp_path / "train.jsonl", 8), tmp_path / "run", given, "llama2")
    run.train(run.make_ready(order, options))
    for kind in ("f16", "q8_0"):
        made = export(tmp_path / "run", tmp_path / f"{kind}.gguf", "gguf", options, kind)
        assert read_head(made).taught == "llama2"
        assert "[INST]" in str(read_layout(made).values["tokenizer.chat_template"])
        assert by_llama_cpp(made, options)


@pytest.mark.parametrize(
    ("family", "changes", "why"),
    [
        ("mistral", {}, "none of those it has gives the same ids"),
        ("llama3", {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0}}, "“yarn”"),
        ("llama3", {"kind": "qwen2", "rope_parameters": {**ROPE3}}, "no place for"),
        ("llama3", {"kind": "qwen2", "use_sliding_window": True}, "a window only"),
        ("llama3", {"hidden_act": "gelu"}, "gelu"),
        ("llama3", {"kind": "gemma"}, "“gemma”"),
        ("llama3", {"vocab_size": 1000}, "more tokens than"),
    ],
)
def test_what_llama_cpp_would_do_otherwise_is_refused(
    family: str, changes: dict[str, Any], why: str, tmp_path: Path
) -> None:
    folder = tiny_base(tmp_path / "base", family, **changes)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    with pytest.raises(NotExportable, match=why):
        head_of(Base(name="x", origin="folder", folder=folder), model, tmp_path)


def test_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    folder = tiny_base(tmp_path / "base")
    text = (folder / "tokenizer.json").read_text("utf-8")
    data = json.loads(text)
    words = {token: number for number, token in enumerate([*list(data["model"]["vocab"])[:200], "<unk>"])}
    shutil.rmtree(folder)
    shutil.copytree(built("llama3").folder, folder)
    data["model"] = {"type": "WordLevel", "vocab": words, "unk_token": "<unk>"}
    data["added_tokens"] = []
    data["post_processor"] = None
    (folder / "tokenizer.json").write_text(json.dumps(data), "utf-8")
    tiny = transformers.AutoModelForCausalLM.from_config(
        transformers.AutoConfig.for_model("llama", hidden_size=32, num_attention_heads=4, intermediate_size=64,
                                          num_hidden_layers=1, vocab_size=3100)
    )  # fmt: skip
    with pytest.raises(NotExportable, match="WordLevel"):
        head_of(Base(name="x", origin="folder", folder=folder), tiny, tmp_path)
