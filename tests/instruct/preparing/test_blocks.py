from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import SetUnreadable
from newswright.instruct.preparing import blocks
from newswright.instruct.preparing.blocks import Scan, lines, scan


def scanned(path: Path) -> Scan:
    return scan(path, lambda _done, _all: None)


@given(
    rows=st.lists(st.binary(max_size=40).filter(lambda row: b"\n" not in row), max_size=60),
    ended=st.booleans(),
    step=st.integers(1, 90),
    chunk=st.integers(1, 70),
)
def test_blocks_hold_every_line_once_with_its_number(
    tmp_path_factory: pytest.TempPathFactory, rows: list[bytes], ended: bool, step: int, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("blocks") / "set.jsonl"
    path.write_bytes(b"\n".join(rows) + (b"\n" if ended else b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CHUNK", chunk)
        patch.setattr(blocks, "SMALLEST", step)
        patch.setattr(blocks, "LARGEST", step)
        found = scanned(path)
    got = [one for block in found.blocks for one in lines(path, block)]
    whole = path.read_bytes().split(b"\n")
    wanted = [
        (number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line) for number, line in enumerate(whole, 1)
    ]
    assert [(number, line.removesuffix(b"\n")) for number, line in got] == [
        (number, line) for number, line in wanted if line.strip(b" \t\n\r\x0b\f")
    ]
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.lines == len(path.read_bytes().splitlines()) if b"\r" not in path.read_bytes() else True
    edges = [0, *(block.end for block in found.blocks)]
    assert [block.start for block in found.blocks] == edges[:-1]
    assert edges[-1] == found.size == path.stat().st_size
    assert all(block.end - block.start >= step for block in found.blocks[:-1])


def test_a_line_over_the_limit_comes_cut_and_the_next_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "ROW_LIMIT", 10)
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"short\n" + b"x" * 35 + b"\nnext\n")
    [block] = scanned(path).blocks
    assert list(lines(path, block)) == [(1, b"short\n"), (2, b"x" * 10), (3, b"next\n")]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetUnreadable, match="cannot be read"):
        scanned(tmp_path)
