from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newswright.errors import DiskFull, ModelDamaged, ModelMissing
from newswright.instruct.vocabularies.gguf_write import rewrite
from newswright.models.gguf import read_layout
from tests.instruct.families import built
from tests.instruct.tiny_gguf import tiny_gguf


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("gguf") / "m.gguf"
    return tiny_gguf(built("llama3"), to, chat_template="OLD", extra={"tokenizer.chat_template.tools": "T"})


def fields(path: Path) -> dict[str, Any]:
    found = gguf.GGUFReader(path)
    return {key: field.contents() for key, field in found.fields.items() if not key.startswith("GGUF.")}


def tensors(path: Path) -> dict[str, tuple[bytes, int]]:
    return {one.name: (np.asarray(one.data).tobytes(), one.data_offset) for one in gguf.GGUFReader(path).tensors}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    template=st.text(max_size=300),
    number=st.integers(0, 2**32 - 1),
    flag=st.booleans(),
    key=st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}", fullmatch=True),
)
@example(template="", number=2**32 - 1, flag=True, key="a.b")
def test_values_change_and_all_else_stays(
    file: Path, tmp_path: Path, template: str, number: int, flag: bool, key: str
) -> None:
    to = tmp_path / "n.gguf"
    new: dict[str, str | int | bool] = {
        "tokenizer.chat_template": template,
        "tokenizer.ggml.eos_token_id": number,
        "tokenizer.ggml.add_bos_token": flag,
        key: "new",
    }
    rewrite(file, to, new, drop=["tokenizer.chat_template.tools"])
    wanted = {**fields(file), **new}
    del wanted["tokenizer.chat_template.tools"]
    found = fields(to)
    assert found == wanted
    assert list(found) == list(wanted)
    before, after = tensors(file), tensors(to)
    assert {name: data for name, (data, _) in after.items()} == {name: data for name, (data, _) in before.items()}
    assert all(place % 32 == 0 for _, place in after.values())
    assert read_layout(to).values == wanted | {
        name: tuple(value) for name, value in wanted.items() if isinstance(value, list)
    }


def test_nothing_to_change_is_a_copy(file: Path, tmp_path: Path) -> None:
    rewrite(file, tmp_path / "n.gguf", {})
    assert (tmp_path / "n.gguf").read_bytes() == file.read_bytes()


def test_another_alignment_is_kept(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "a.gguf", "llama")
    writer.add_custom_alignment(256)
    writer.add_tensor("x", np.arange(100, dtype=np.float32))
    writer.add_tensor("y", np.arange(7, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    rewrite(tmp_path / "a.gguf", tmp_path / "b.gguf", {"tokenizer.chat_template": "x" * 999})
    assert {name: data for name, (data, _) in tensors(tmp_path / "b.gguf").items()} == {
        "x": np.arange(100, dtype=np.float32).tobytes(),
        "y": np.arange(7, dtype=np.float32).tobytes(),
    }
    assert read_layout(tmp_path / "b.gguf").data % 256 == 0


def test_a_file_is_changed_in_place_or_not_at_all(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "m.gguf"
    here.write_bytes(file.read_bytes())
    here.chmod(0o640)
    rewrite(here, here, {"tokenizer.chat_template": "NEW"})
    assert fields(here)["tokenizer.chat_template"] == "NEW"
    assert here.stat().st_mode & 0o777 == 0o640
    before = here.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull, match="No room in"):
        rewrite(here, here, {"tokenizer.chat_template": "LOST"})
    assert here.read_bytes() == before
    assert list(tmp_path.iterdir()) == [here]


def test_wrong_sources_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not exist"):
        rewrite(tmp_path / "no.gguf", tmp_path / "to.gguf", {})
    (tmp_path / "bad.gguf").write_bytes(b"<html>")
    with pytest.raises(ModelDamaged, match="begins with"):
        rewrite(tmp_path / "bad.gguf", tmp_path / "to.gguf", {})
    assert not (tmp_path / "to.gguf").exists()
