"""Files as they lie on real disks: every form, every encoding, every kind of damage."""

import hashlib
import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import (
    IngestError,
    KeyRefused,
    NewswrightError,
    NotTheWire,
    QuotaUsedUp,
    ServiceDown,
    ServiceRefused,
    TooLarge,
)
from newswright.ingest import Batch, IngestOptions, read_file, read_items
from newswright.ingest.files import BLOCK
from tests.ingest.conftest import row

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mediastack"
ROWS = [row(1, title="Café “Ägir” opens"), row(2), row(3)]
RESPONSE = {"pagination": {"limit": 100, "offset": 0, "count": 3, "total": 3}, "data": ROWS}


def saved(folder: Path, content: bytes | str, name: str = "wire.json") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(rows: list[Any], *, ascii_only: bool = False) -> str:
    return "".join(json.dumps(each, ensure_ascii=ascii_only) + "\n" for each in rows)


def failing(path: Path | str, options: IngestOptions | None = None) -> NewswrightError:
    with pytest.raises(NewswrightError) as caught:
        list(read_items(path, options))
    assert str(path) in caught.value.what
    assert caught.value.cure
    return caught.value


FORMS = {
    "response.json": json.dumps(RESPONSE),
    "indented.json": json.dumps(RESPONSE, indent=4, ensure_ascii=False),
    "row-a-line.json": '{"data": [\n' + ",\n".join(json.dumps(each) for each in ROWS) + "\n]}",
    "array.json": json.dumps(ROWS),
    "array-row-a-line.json": "[\n" + ",\n".join(json.dumps(each) for each in ROWS) + "\n]",
    "response.jsonl": json.dumps(RESPONSE) + "\n",
    "rows.jsonl": lines(ROWS),
    "rows.ndjson": lines(ROWS, ascii_only=True).rstrip(),
    "rows.txt": "\n\n" + lines(ROWS).replace("\n", "\r\n\r\n"),
    "responses.jsonl": lines([{"data": ROWS[:1]}, {"data": ROWS[1:]}]),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_in_every_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    path = saved(tmp_path, FORMS[name].encode(encoding), name)
    batch = read_file(path)
    assert [item.title for item in batch.items] == [each["title"] for each in ROWS]
    assert batch.bad_rows == ()
    assert batch.raw == path.read_bytes()
    assert batch.snapshot == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {(item.snapshot, item.feed) for item in batch.items} == {(batch.snapshot, "file")}


def test_one_row_alone(tmp_path: Path) -> None:
    for name in ("one.json", "one.jsonl"):
        for indent in (None, 2):
            path = saved(tmp_path, json.dumps(row(1), indent=indent), name)
            if name == "one.json" or indent is None:
                assert len(read_file(path).items) == 1


def test_extra_fields(tmp_path: Path) -> None:
    path = saved(tmp_path, lines([row(1, body="<p>One.</p><p>Two.</p>", rights="CC BY 4.0", anything={"else": 1})]))
    [item] = read_file(path).items
    assert (item.body, item.rights) == ("One.\n\nTwo.", "CC BY 4.0")


@pytest.mark.parametrize("content", ['{"data": []}', "[]", '{"pagination": {"total": 0}, "data": []}'])
def test_an_empty_response_is_a_batch(tmp_path: Path, content: str) -> None:
    [batch] = read_items(saved(tmp_path, content))
    assert (batch.rows, batch.raw) == (0, None)


# -- damage that leaves the rest --


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.json"])
def test_damaged_lines_are_listed_by_number(tmp_path: Path, name: str) -> None:
    good = lines(ROWS).encode().splitlines()
    damaged = [
        *good[:2],
        b"",
        b'{"title": "Ferry',
        b"{title: Ferry}",
        b'"ferry"',
        b'{"title": null}',
        b'{"title": "Caf\xe9 \xff", "source": "S"}',
        b'{"n": ' + b"9" * 5000 + b"}",
        b'{"error": {"code": "usage_limit_reached", "message": "Over."}}',
        b"[" * 100_000,
        good[2],
    ]
    batch = read_file(saved(tmp_path, b"\n".join(damaged), name))
    assert len(batch.items) == 3
    assert [bad.where for bad in batch.bad_rows] == [f"line {n}" for n in range(4, 12)]
    reasons = [bad.reason for bad in batch.bad_rows]
    for said, reason in zip(
        [
            "breaks off",
            "malformed JSON at column 2",
            "a string",
            "neither title",
            "byte 14 (0xe9)",
            "",
            "Over.",
            "recursion",
        ],
        reasons,
        strict=True,
    ):
        assert said in reason


def test_the_first_line_may_be_damaged(tmp_path: Path) -> None:
    for name in ("rows.jsonl", "rows.log"):
        batch = read_file(saved(tmp_path, '{"title": "Ferry"\n' + lines(ROWS), name))
        assert len(batch.items) == 3
        assert [bad.where for bad in batch.bad_rows] == ["line 1"]


def test_bad_rows_of_a_document(tmp_path: Path) -> None:
    batch = read_file(saved(tmp_path, json.dumps({"data": [row(1), None, {}]})))
    assert [bad.where for bad in batch.bad_rows] == ["data[1]", "data[2]"]


# -- what cannot be read at all --


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"<!doctype html><html><head><title>Sign in</title>", "looks like an HTML page titled “Sign in”"),
        (b"\n<html>", "looks like an HTML page"),
        (b"<?xml version='1.0'?><rss>", "looks like an XML document"),
        (json.dumps(RESPONSE).encode()[:700], "breaks off in the middle of its JSON, after 700 characters"),
        (json.dumps(RESPONSE, indent=2).encode()[:700], "breaks off in the middle of its JSON"),
        (json.dumps(ROWS).encode()[:-1], "breaks off in the middle of its JSON"),
        (b'{"data": [1,]}', "malformed JSON at column 13"),
        (b'{\n"data": [\n{"title": "x"},,\n]}', "malformed JSON at line 3, column 16"),
        (b"title,description\nFerry,Docked\n", "is not JSON: it begins with 'title,description"),
        (b"{'title': 'Ferry'}", "malformed JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"n": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b'{"pagination": {}}', "no list “data”"),
        (b'{"data": {"title": "Ferry"}}', "no list “data”"),
        (b"5", "no list “data”"),
        (b"[1, 2, 3]", "data[0] is no object: 1"),
        (b"1\n2\n3\n", "line 1 is no object: 1"),
        ('{"title": "Caf\u00e9 \u201c'.encode() + b'\xff\xff"}', "is not valid UTF-8"),
        (b'{"title": "\x81\x8d"}', "is not valid CP1252"),
        (b"\xff\xfe{\x00\x00\xd8", "is not valid UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not JSON: it begins with '‰PNG"),
        (b"\x1f\x8b\x08\x00\x00\x00", "is not JSON"),
    ],
)
def test_not_the_wire(tmp_path: Path, content: bytes, said: str) -> None:
    told = failing(saved(tmp_path, content))
    assert type(told) is NotTheWire
    assert said in told.what


def test_garbage_named_jsonl(tmp_path: Path) -> None:
    told = failing(saved(tmp_path, "one\ntwo\n" * 5000, "rows.jsonl"))
    assert type(told) is NotTheWire
    assert "line 1" in told.what


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_access_key", KeyRefused),
        ("usage_limit_reached", QuotaUsedUp),
        ("rate_limit_reached", ServiceDown),
        ("validation_error", ServiceRefused),
        (104, QuotaUsedUp),
    ],
)
@pytest.mark.parametrize("name", ["error.json", "error.jsonl"])
def test_a_saved_error_is_the_error(tmp_path: Path, name: str, code: str | int, kind: type[IngestError]) -> None:
    told = failing(saved(tmp_path, json.dumps({"error": {"code": code, "message": "It is so."}}), name))
    assert type(told) is kind
    assert "saved error" in told.what
    assert "It is so." in told.what


def test_missing_folder_pipe(tmp_path: Path) -> None:
    assert "no file" in failing(tmp_path / "absent.json").what
    assert "is a folder" in failing(tmp_path).what
    os.mkfifo(tmp_path / "pipe")
    assert "no regular file" in failing(tmp_path / "pipe").what
    with pytest.raises(IngestError, match="cannot be read"):
        list(read_items("nul\0.json"))


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = saved(tmp_path, json.dumps(RESPONSE))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads every file")
    assert "Permission denied" in failing(path).what


def test_too_large_is_said_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a sparse terabyte: reading it would take minutes
    told = failing(path)
    assert type(told) is TooLarge
    assert "1,099,511,627,776" in told.what
    assert "268,435,456" in told.what
    assert "max_file_bytes" in told.what
    small = saved(tmp_path, json.dumps(RESPONSE))
    assert type(failing(small, IngestOptions(max_file_bytes=small.stat().st_size - 1))) is TooLarge
    assert len(list(read_items(small, IngestOptions(max_file_bytes=small.stat().st_size)))) == 1


@pytest.mark.parametrize("count", [1500, 2000])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, count: int) -> None:
    path = saved(tmp_path, lines([row(n) for n in range(count)]), "rows.jsonl")
    batches = read_items(path)
    assert len(next(batches).items) == 1000
    with path.open("a") as file:
        file.write(lines([row(9)]))
    with pytest.raises(IngestError, match="changed while it was read"):
        list(batches)


# -- size --


def test_jsonl_is_streamed_in_batches_with_progress(tmp_path: Path) -> None:
    path = saved(tmp_path, lines([row(n) for n in range(2500)]), "rows.jsonl")
    told: list[tuple[int, int]] = []
    sizes = [len(batch.items) for batch in read_items(path, progress=lambda read, of: told.append((read, of)))]
    assert sizes == [1000, 1000, 500]
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / "rows.jsonl"
        with path.open("w") as file:
            file.writelines(lines([row(n, description="Docked. " * 100)]) for n in range(count))
        tracemalloc.start()
        for batch in read_items(path):
            assert len(batch.items) == 1000
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(5000) < 1.3 * peak(2000)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_batch_or_an_error_of_ours(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = saved(tmp_path_factory.getbasetemp(), content)
    told, batches = None, list[Batch]()
    try:
        batches = list(read_items(path))
    except NewswrightError as error:
        told = error
    assert bool(batches) != bool(told and told.cure)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1), st.booleans())
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], ascii_only: bool
) -> None:
    rows = [{"title": f"T {title}", "source": "S"} for title in titles]
    batch = read_file(saved(tmp_path_factory.getbasetemp(), lines(rows, ascii_only=ascii_only), "rows.jsonl"))
    assert (len(batch.items), batch.bad_rows) == (len(titles), ())


def test_damage_does_not_change_the_encoding(tmp_path: Path) -> None:
    """One stray byte in a UTF-8 file costs its line, and does not turn the others into another alphabet."""
    rows = lines([row(n, title=f"Café Ägir {n}") for n in range(5)]).encode().splitlines()
    rows[2] = rows[2].replace("é".encode(), b"\xe9")
    batch = read_file(saved(tmp_path, b"\n".join(rows), "rows.jsonl"))
    assert [item.title for item in batch.items] == [f"Café Ägir {n}" for n in (0, 1, 3, 4)]
    assert [bad.where for bad in batch.bad_rows] == ["line 3"]


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_character_across_two_blocks(tmp_path: Path, before: int) -> None:
    """The one character that tells UTF-8 may lie across the end of a block."""
    start = '{"source": "S", "title": "T'
    content = start + " " * (BLOCK - len(start) - before) + '€"}'
    [item] = read_file(saved(tmp_path, content)).items
    assert item.title == "T €"


# -- real responses --


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize(("name", "count"), [("keyword-query-100.json", 100), ("live-default-25.json", 25)])
def test_real_responses(name: str, count: int) -> None:
    batch = read_file(SHARED / name)
    assert (len(batch.items), batch.bad_rows) == (count, ())
    reports = {(item.url, item.published_at) for item in batch.items}
    assert len({item.id for item in batch.items}) >= len(reports)
    for item in batch.items:
        assert not any(mark in item.text for mark in ("&#", "&amp;", "&quot;", "&apos;", "&nbsp;", "<p", "</"))
        assert "\n" not in item.title
        assert item.url
        assert "." in item.outlet
        assert item.published_at
