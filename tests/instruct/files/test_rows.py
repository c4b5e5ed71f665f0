from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import MissingExtra, SetUnreadable
from newswright.instruct.files import document
from newswright.instruct.files.rows import BadRow, read_rows


def rows(source: Path | str) -> tuple[list[tuple[str, Mapping[str, object]]], dict[str, str]]:
    bad: list[BadRow] = []
    found = list(read_rows(source, bad.append))
    return found, {row.where: row.reason for row in bad}


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_lines_with_bom_blank_lines_and_crlf(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", b'\xef\xbb\xbf{"n": 1}\r\n\r\n  \n{"n": 2}')
    assert rows(path) == ([("a.jsonl:1", {"n": 1}), ("a.jsonl:4", {"n": 2})], {})


def test_malformed_lines_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [b'{"n": 1}', b'{"n": ', b'{"n": "\xff"}', b"[1]", b"null", b'{"n": "\\ud800"}', b"{" * 99_999, b'{"n": 2}']
    found, bad = rows(put(tmp_path, "a.jsonl", b"\n".join(lines)))
    assert [row for _, row in found] == [{"n": 1}, {"n": 2}]
    assert list(bad) == [f"a.jsonl:{n}" for n in range(2, 8)]
    assert "the line ends here" in bad["a.jsonl:2"]
    assert "0xff" in bad["a.jsonl:3"]
    assert bad["a.jsonl:4"] == "an array, not an object"
    assert bad["a.jsonl:5"] == "null, not an object"
    assert "U+D800" in bad["a.jsonl:6"]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", json.dumps({"t": "a\u2028b\x85c"}, ensure_ascii=False))
    assert rows(path)[0] == [("a.jsonl:1", {"t": "a\u2028b\x85c"})]


def test_a_line_longer_than_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newswright.instruct.files.rows.ROW_LIMIT", 64)
    path = put(tmp_path, "a.jsonl", '{"n": 1}\n{"n": "' + "x" * 500 + '"}\n{"n": 2}\n')
    found, bad = rows(path)
    assert [row for _, row in found] == [{"n": 1}, {"n": 2}]
    assert "longer than 64" in bad["a.jsonl:2"]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", [False, True])
def test_an_array_is_read_by_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indent: int | None, wrapped: bool
) -> None:
    monkeypatch.setattr(document, "BLOCK", 7)
    wanted: list[dict[str, object]] = [{"t": "é" * n, "deep": [{"a": "]},{"}]} for n in range(20)]
    whole: object = {"version": 1.5, "about": {"data": [1]}, "data": wanted, "more": 1} if wrapped else wanted
    path = put(tmp_path, "a.json", json.dumps(whole, ensure_ascii=False, indent=indent))
    found, bad = rows(path)
    assert found == [(f"a.json[{n}]", row) for n, row in enumerate(wanted)]
    assert not bad


def test_an_element_that_is_no_object_is_listed(tmp_path: Path) -> None:
    found, bad = rows(put(tmp_path, "a.json", b'[{"n": 1}, 12, "x", {"t": "\xe9"}, {"n": 2}]'))
    assert [where for where, _ in found] == ["a.json[0]", "a.json[4]"]
    assert bad["a.json[1]"] == "a number, not an object"
    assert "UTF-8" in bad["a.json[3]"]


def test_a_broken_off_array_gives_its_rows_and_names_its_end(tmp_path: Path) -> None:
    found, bad = rows(put(tmp_path, "a.json", '[{"n": 1}, {"n": 2}, {"n":'))
    assert len(found) == 2
    assert "rest of the file" in bad["a.json[2]"]
    assert rows(put(tmp_path, "b.json", '[{"n": 1}'))[1]["b.json[1]"].startswith("“,” is missing before the end")


def test_a_single_object_is_one_row(tmp_path: Path) -> None:
    assert rows(put(tmp_path, "a.json", '{\n "text": "x"\n}'))[0] == [("a.json", {"text": "x"})]


def test_jsonl_that_is_called_json(tmp_path: Path) -> None:
    long = json.dumps({"t": "x" * 9000})
    found, bad = rows(put(tmp_path, "a.json", f"{long}\n{long}\n"))
    assert [where for where, _ in found] == ["a.json:1", "a.json:2"]
    assert not bad
    assert len(rows(put(tmp_path, "b.json", '{"n": 1}\n{"n": 2}\n'))[0]) == 2


def test_parquet_has_no_nulls_and_any_name(tmp_path: Path) -> None:
    turn = pa.struct([("role", pa.string()), ("content", pa.string()), ("name", pa.string())])
    made: list[dict[str, object]] = [{"messages": [{"role": "user", "content": "a"}], "id": "x"}, {"messages": None}]
    table = pa.Table.from_pylist(made, schema=pa.schema([("messages", pa.list_(turn)), ("id", pa.string())]))
    pq.write_table(table, tmp_path / "a.parquet")
    wanted = [("a.parquet[0]", {"messages": [{"role": "user", "content": "a"}], "id": "x"}), ("a.parquet[1]", {})]
    assert rows(tmp_path / "a.parquet")[0] == wanted
    damaged = (tmp_path / "a.parquet").read_bytes()[:-20]
    with pytest.raises(SetUnreadable, match="damaged Parquet"):
        rows(put(tmp_path, "b.parquet", damaged))


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    put(tmp_path, "b.jsonl", '{"n": 2}')
    put(tmp_path, "a/x.json", '[{"n": 1}]')
    put(tmp_path, "manifest.json", '{"rows": 2}')
    put(tmp_path, "settings.json", '{"model": "x"}')
    put(tmp_path, ".cache/c.jsonl", '{"n": 9}')
    put(tmp_path, "README.md", "# Card")
    found, bad = rows(tmp_path)
    assert found == [("a/x.json[0]", {"n": 1}), ("b.jsonl:1", {"n": 2})]
    assert list(bad) == ["settings.json"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.jsonl", b"", "is empty"),
        ("a.json", b" \n\r\n", "is empty"),
        ("a.jsonl", b"\xef\xbb\xbf", "is empty"),
        ("a.json", b"[]", "has no rows"),
        ("a.json", b'{"data": []}', "has no rows"),
        ("a.jsonl", b"\n<!DOCTYPE html><p>x", "HTML"),
        ("a.json", b"<html>", "<html>"),
        ("a.csv", b"prompt,answer\n", "prompt,answer"),
        ("a.json", "[]".encode("utf-16"), "UTF-16"),
        ("a.jsonl", b"\x1f\x8b\x08x", "gzip"),
        ("a.json", b"[x", "not valid JSON"),
        ("a.json", b'{"a": 1,}', "not valid JSON"),
    ],
)
def test_what_is_no_set_is_refused_with_its_name(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(SetUnreadable, match=said) as error:
        rows(put(tmp_path, name, data))
    assert name in error.value.what
    assert error.value.cure


def test_a_missing_file_and_a_folder_without_sets(tmp_path: Path) -> None:
    with pytest.raises(SetUnreadable, match=r"There is no file .*none\.jsonl"):
        rows(tmp_path / "none.jsonl")
    with pytest.raises(SetUnreadable, match="has no set"):
        rows(tmp_path)


def test_a_dataset_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package `datasets` reads a folder by its name as it reads the hub; without it, the cure is named."""
    put(tmp_path, "owner/news/train.jsonl", '{"text": "a"}\n{"text": "b", "other": null}\n')
    monkeypatch.chdir(tmp_path)
    try:
        import datasets  # noqa: F401, PLC0415
    except ImportError:
        with pytest.raises(MissingExtra, match="pip install datasets"):
            rows("hf:owner/news")
        return
    assert rows("hf:owner/news:train")[0][1] == ("hf:owner/news:train[1]", {"text": "b"})
    with pytest.raises(SetUnreadable, match="nosplit"):
        rows("hf:owner/news:nosplit")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(wanted=st.lists(st.dictionaries(st.text(), JSON, max_size=3), min_size=1), indent=st.sampled_from([None, 1]))
def test_whatever_json_says_is_read_as_json_reads_it(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[dict[str, object]], indent: int | None
) -> None:
    text = json.dumps(wanted, ensure_ascii=False, indent=indent)
    path = put(tmp_path_factory.getbasetemp(), f"any{os.getpid()}.json", text)
    found, bad = rows(path)
    assert [row for _, row in found] == json.loads(text)
    assert not bad


def test_jsonl_that_is_called_json_with_a_damaged_first_line(tmp_path: Path) -> None:
    found, bad = rows(put(tmp_path, "a.json", '{"n": \n{"n": 2}\n'))
    assert found == [("a.json:2", {"n": 2})]
    assert list(bad) == ["a.json:1"]
