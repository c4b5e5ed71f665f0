from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newswright.errors import InstructError
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import read_set, write_parquet, write_set
from newswright.records import Lesson, Preference
from tests.instruct.samples import A, U, rich, said, single

ITEMS = list(rich().values())


def refuse(row: BadRow) -> None:
    raise AssertionError(row)


def test_a_set_comes_back_as_it_was(tmp_path: Path) -> None:
    told: list[int] = []
    assert write_set(tmp_path / "a.jsonl", ITEMS, told.append) == len(ITEMS)
    assert list(read_set(tmp_path / "a.jsonl", refuse)) == ITEMS
    assert told == [len(ITEMS)]


def test_and_as_parquet(tmp_path: Path) -> None:
    assert write_parquet(tmp_path / "a.parquet", ITEMS) == len(ITEMS)
    assert list(read_set(tmp_path / "a.parquet", refuse)) == ITEMS


def test_a_parquet_of_lessons_has_no_columns_of_preferences(tmp_path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    write_parquet(tmp_path / "a.parquet", [single()])
    assert pq.read_schema(tmp_path / "a.parquet").names == ["messages", "id", "task"]


def test_the_same_set_has_the_same_bytes(tmp_path: Path) -> None:
    items = [
        Lesson.make("t", said((U, "a"), (A, "é")), date=datetime(2024, 1, 1, 12, tzinfo=zone))
        for zone in (UTC, timezone(timedelta(hours=0)))
    ] + [Lesson.make("t", said((U, "a"), (A, "é")), date=datetime(2024, 1, 1, 14, tzinfo=timezone(timedelta(hours=2))))]
    sums = set()
    for item in items:
        write_set(tmp_path / "a.jsonl", [item])
        sums.add(hashlib.sha256((tmp_path / "a.jsonl").read_bytes()).hexdigest())
    assert len(sums) == 1
    text = (tmp_path / "a.jsonl").read_text("utf-8")
    assert text == (
        f'{{"id":"{items[0].id}","task":"t","date":"2024-01-01T12:00:00Z",'
        '"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"é"}]}\n'
    )


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_set(path, [single()])
    before = path.read_bytes()

    def broken() -> Iterator[Lesson | Preference]:
        yield from ITEMS
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        write_set(path, broken())
    with pytest.raises(RuntimeError):
        write_parquet(tmp_path / "a.parquet", broken())
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InstructError, match=r"none.a\.jsonl cannot be written"):
        write_set(tmp_path / "none" / "a.jsonl", [single()])
    with pytest.raises(InstructError, match="cannot be written"):
        write_parquet(tmp_path / "none" / "a.parquet", [single()])


def test_rows_that_are_no_lessons_are_listed(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"instruction": "a", "output": "b"},
        {"id": "x", "task": "t", "messages": [{"role": "tool", "content": "a"}]},
        {"id": "x", "task": "t", "messages": [{"role": "user", "content": "abc", "sources": [[2, 9]]}]},
        {"id": "x", "task": "t"},
        {"id": "x", "task": "t", "messages": [{"role": "user", "content": "a"}], "date": "2024-01-01T00:00:00"},
        json.loads(single().model_dump_json()),
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    bad: list[BadRow] = []
    assert list(read_set(path, bad.append)) == [single()]
    assert [row.where for row in bad] == [f"a.jsonl:{n}" for n in range(1, 6)]
    assert "instruct convert --from alpaca" in bad[0].reason
    assert bad[1].reason.startswith("messages.0.role: ")
    assert "source span (2, 9)" in bad[2].reason
    assert bad[3].reason == "messages: Field required"
    assert "date" in bad[4].reason


def test_written_beside_itself_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_set(path, ITEMS)
    write_set(path, (item for item in read_set(path, refuse) if isinstance(item, Preference)))
    assert [type(item) for item in read_set(path, refuse)] == [Preference, Preference]
