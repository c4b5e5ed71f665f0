from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newswright.errors import ModelDamaged, ModelMissing
from newswright.models.gguf import control_pattern, read_head, read_layout, without_control


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def head(tokens: tuple[str, ...] = ("a", "<|end|>"), types: tuple[int, ...] = (1, 3), version: int = 3) -> bytes:
    values = [
        text("general.architecture") + struct.pack("<I", 8) + text("llama"),
        text("llama.context_length") + struct.pack("<II", 4, 2048),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(tokens)) + b"".join(map(text, tokens)),
        text("tokenizer.ggml.token_type") + struct.pack(f"<IIQ{len(types)}i", 9, 5, len(types), *types),
    ]
    tensor = text("output.weight") + struct.pack("<IQQIQ", 2, 4, 4, 0, 64)
    return b"GGUF" + struct.pack("<IQQ", version, 1, len(values)) + b"".join(values) + tensor


WHOLE = head() + b"\0" * 200


def test_reads_architecture_context_and_control_tokens(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(WHOLE)
    found = read_head(path)
    assert (found.architecture, found.context, found.control) == ("llama", 2048, ("<|end|>",))


def test_the_layout_has_every_value_and_its_place(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(WHOLE)
    found = read_layout(path)
    assert found.values == {
        "general.architecture": "llama",
        "llama.context_length": 2048,
        "tokenizer.ggml.tokens": ("a", "<|end|>"),
        "tokenizer.ggml.token_type": (1, 3),
    }
    start, end = found.entries["llama.context_length"]
    assert WHOLE[start:end] == text("llama.context_length") + struct.pack("<II", 4, 2048)
    assert WHOLE[found.index[0] : found.index[1]].startswith(text("output.weight"))
    assert (found.version, found.tensors, found.index[1], found.alignment) == (3, 1, len(head()), 32)
    assert 0 <= found.data - len(head()) < 32
    assert found.data % 32 == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"<html>", "begins with b'<htm'"),
        (head(version=9) + b"\0" * 200, "version 9"),
        (WHOLE[:40], "cut off in its head"),
        (head(), "cut off: its head promises more"),
        (b"GGUF" + b"\xff" * 100, "version"),
        (b"GGUF" + struct.pack("<IQQ", 3, 10**9, 0), "promises 1,000,000,000 entries"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + b"\0", "names no architecture"),
    ],
)
def test_wrong_files_are_refused_with_the_reason(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=message):
        read_head(path)


def test_absent_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not exist"):
        read_head(tmp_path / "no.gguf")
    with pytest.raises(ModelMissing, match="is a folder"):
        read_head(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(place=st.integers(4, len(WHOLE) - 1), piece=st.binary(min_size=1, max_size=12))
def test_garbled_heads_are_read_or_refused_never_crash(tmp_path: Path, place: int, piece: bytes) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(WHOLE[:place] + piece + WHOLE[place + len(piece) :])
    with contextlib.suppress(ModelDamaged):
        assert isinstance(read_head(path).architecture, str)


@given(st.text(alphabet="<|im_startendx> ", max_size=60))
def test_no_control_token_survives(words: str) -> None:
    tokens = ("<|im_start|>", "<|im_end|>", "<s>", "x")
    cleaned = without_control(words + "<|im_start|>" + words, control_pattern(tokens))
    assert not any(token in cleaned for token in tokens[:3])
    assert cleaned.replace(" ", "") == (words + "<|im_start|>" + words).replace(" ", "")


def test_without_control_tokens_text_stays() -> None:
    assert control_pattern(("x",)) is None
    assert without_control("<|im_start|>", None) == "<|im_start|>"
