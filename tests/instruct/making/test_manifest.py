"""A manifest names its files by content, holds no path of the machine, and finds what was changed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from newswright.errors import SetUnreadable
from newswright.instruct.making.manifest import (
    File,
    Manifest,
    check,
    described,
    differences,
    inputs_of,
    named,
    read,
    sha256_of,
    write,
)

HASH = "0" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of two files made of one input, with its manifest."""
    made = tmp_path / "set"
    made.mkdir()
    (tmp_path / "articles.jsonl").write_bytes(b"one\ntwo\n")
    (made / "train.jsonl").write_bytes(b"a\nb\n")
    (made / "eval.jsonl").write_bytes(b"c\n")
    write(manifest(made), made)
    return made


def manifest(made: Path, **changes: object) -> Manifest:
    whole = Manifest(
        newswright="0.2.0",
        command="instruct build",
        options={"seed": 3, "tasks": ["article", "lede"]},
        inputs=(described(made.parent / "articles.jsonl", made),),
        outputs=(described(made / "train.jsonl", made, 2), described(made / "eval.jsonl", made, 1)),
        counts={"bad rows": 0},
    )
    return Manifest.model_validate(whole.model_dump() | changes)


def test_it_comes_back_as_it_was(folder: Path) -> None:
    assert read(folder) == read(folder / "manifest.json") == manifest(folder)
    assert read(folder).inputs[0] == File(
        name="../articles.jsonl", bytes=8, sha256=hashlib.sha256(b"one\ntwo\n").hexdigest()
    )
    assert read(folder).outputs[0].rows == 2


def test_nothing_of_the_machine_is_in_it(folder: Path, tmp_path: Path) -> None:
    assert str(tmp_path) not in (folder / "manifest.json").read_text(encoding="utf-8")
    assert named(Path("/elsewhere/on/this/machine/a.jsonl"), Path("/a/deep/place/for/a/set")) == "a.jsonl"


def test_the_date_is_in_the_file_but_not_in_what_is_hashed(folder: Path) -> None:
    later = manifest(folder, created=datetime(2026, 3, 1, tzinfo=UTC))
    assert later.sha256 == manifest(folder).sha256
    assert manifest(folder, options={"seed": 4}).sha256 != later.sha256
    write(later, folder)
    assert read(folder).created == datetime(2026, 3, 1, tzinfo=UTC)


def test_changes_are_found(folder: Path) -> None:
    assert check(folder) == []
    (folder / "train.jsonl").write_bytes(b"a\nx\n")
    (folder / "eval.jsonl").unlink()
    first, second = check(folder)
    assert first.name == "train.jsonl"
    assert hashlib.sha256(b"a\nx\n").hexdigest() in first.what
    assert hashlib.sha256(b"a\nb\n").hexdigest() in first.what
    assert (second.name, second.what) == ("eval.jsonl", "It is missing.")
    (folder / "eval.jsonl").write_bytes(b"longer")
    assert check(folder)[1].what == "It has 6 bytes; the manifest says 2."


def test_inputs_are_found_and_held_against_their_hash(folder: Path, tmp_path: Path) -> None:
    known = read(folder)
    assert inputs_of(known, folder)["../articles.jsonl"].read_bytes() == b"one\ntwo\n"
    moved = tmp_path / "moved" / "articles.jsonl"
    moved.parent.mkdir()
    (tmp_path / "articles.jsonl").rename(moved)
    with pytest.raises(SetUnreadable, match=r"articles\.jsonl of the manifest is not there"):
        inputs_of(known, folder)
    assert inputs_of(known, folder, [moved]) == {"../articles.jsonl": moved}
    moved.write_bytes(b"other")
    with pytest.raises(SetUnreadable) as caught:
        inputs_of(known, folder, [moved])
    assert hashlib.sha256(b"other").hexdigest() in caught.value.what
    assert known.inputs[0].sha256 in caught.value.what


def test_two_runs_are_compared(folder: Path) -> None:
    before = manifest(folder).outputs
    assert differences(before, before) == []
    after = (before[0].model_copy(update={"sha256": HASH}), before[1].model_copy(update={"name": "test.jsonl"}))
    assert [(f.name, f.what.split(" ")[0]) for f in differences(before, after)] == [
        ("eval.jsonl", "It"),
        ("test.jsonl", "It"),
        ("train.jsonl", "Its"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[]", "not of the form"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"form": 9}', "has the form 9; this version knows up to 1"),
        (b'{"form": 1}', "not of the form: newswright"),
    ],
)
def test_what_is_no_manifest(folder: Path, content: bytes, said: str) -> None:
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(SetUnreadable, match=said):
        read(folder)


def test_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(SetUnreadable, match=r"manifest\.json cannot be read"):
        check(tmp_path)


@pytest.mark.parametrize("name", ["/etc/passwd", "C:\\x", "a\\b", "c:x", "", "a\0b"])
def test_a_name_is_relative(name: str) -> None:
    with pytest.raises(ValidationError):
        File(name=name, bytes=0, sha256=HASH)


def test_an_output_stays_in_the_folder(folder: Path) -> None:
    raw = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    raw["outputs"][0]["name"] = "../../other"
    (folder / "manifest.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(SetUnreadable, match="leaves the manifest's folder"):
        check(folder)


def test_large_files_are_hashed_in_blocks(tmp_path: Path) -> None:
    content = bytes(range(256)) * 12_289
    (tmp_path / "large").write_bytes(content)
    assert sha256_of(tmp_path / "large") == hashlib.sha256(content).hexdigest()


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), values, max_size=4))
def test_the_digest_does_not_depend_on_the_order_of_options(options: dict[str, object]) -> None:
    def made(own: dict[str, object]) -> str:
        given = {"newswright": "0", "command": "c", "options": own, "inputs": (), "outputs": ()}
        return Manifest.model_validate(given).sha256

    assert made(options) == made(dict(reversed(options.items())))
