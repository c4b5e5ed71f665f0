from __future__ import annotations

import importlib.util
import itertools
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from newswright.errors import SettingsError, SetUnreadable
from newswright.instruct.convert import ConvertOptions, Report, convert
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import read_set, write_set
from newswright.instruct.formats import FORMATS
from newswright.records import Lesson, Preference
from tests.instruct.samples import A, S, U, rich, said, single

ROOT = Path(__file__).resolve().parents[2]
ITEMS = list(rich().values())
LOSSY = {
    "alpaca": {"text alone"},
    "sharegpt": set(),
    "messages": set(),
    "completion": {
        "several turns",
        "last turn unanswered",
        "headings",
        "preference with turns",
        "system text",
        "preference",
    },
    "guanaco": {"text alone", "marks", "preference", "preference with turns"},
    "vicuna": {"text alone", "marks", "preference", "preference with turns"},
    "llama2": {"text alone", "marks", "preference", "preference with turns", "white space", "line ends"},
    "origin": {
        "several turns",
        "last turn unanswered",
        "headings",
        "preference with turns",
        "system text",
        "preference",
    }
    | {"text alone", "marks"},
}
"""What of the rich set does not come back from each format, each time with its name in the report."""


def refuse(row: BadRow) -> None:
    raise AssertionError(row)


def put(path: Path, rows: list[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def from_set(folder: Path, form: str, items: list[Lesson | Preference], **options: object) -> Report:
    write_set(folder / "newswright.jsonl", items)
    kept = ConvertOptions.model_validate(options)
    return convert(folder / "newswright.jsonl", "newswright", form, kept).save(folder / f"{form}.jsonl")


@pytest.mark.parametrize("form", LOSSY)
def test_every_kind_comes_back_or_is_named(tmp_path: Path, form: str) -> None:
    for kind, item in rich().items():
        there = from_set(tmp_path, form, [item])
        assert (there.read, there.bad) == (1, 0)
        assert (kind in LOSSY[form]) == (there.exact == 0), (kind, there)
        if there.exact:
            back = convert(tmp_path / f"{form}.jsonl", form, "newswright").save(tmp_path / "back.jsonl")
            assert list(read_set(tmp_path / "back.jsonl", refuse)) == [item]
            assert back.exact == 1
        else:
            assert there.left_out_rows or (there.losses and there.examples.keys() == there.losses.keys())


@pytest.mark.parametrize(("source", "target"), list(itertools.permutations(FORMATS, 2)))
def test_from_every_format_to_every_format_and_back(tmp_path: Path, source: str, target: str) -> None:
    from_set(tmp_path, source, ITEMS)
    here = convert(tmp_path / f"{source}.jsonl", source, target).save(tmp_path / "there.jsonl")
    assert here.bad == 0
    assert here.read == here.written + here.left_out
    before = [json.loads(line) for line in (tmp_path / f"{source}.jsonl").open()]
    lost = {row.where.rpartition(":")[2] for row in here.left_out_rows}
    kept = [row for number, row in enumerate(before, 1) if str(number) not in lost]
    assert len(kept) == here.written
    back = convert(tmp_path / "there.jsonl", target, source).save(tmp_path / "back.jsonl")
    again = [json.loads(line) for line in (tmp_path / "back.jsonl").open()] if back.written else []
    if here.exact == here.written:
        assert again == kept
    else:
        assert sum(one != other for one, other in zip(again, kept, strict=True)) == here.written - here.exact


def test_marks_are_broken_up_by_choice_and_counted(tmp_path: Path) -> None:
    item = rich()["marks"]
    assert from_set(tmp_path, "guanaco", [item]).left_out == 1
    report = from_set(tmp_path, "guanaco", [item], on_marks="neutralise")
    assert (report.written, report.exact, report.losses) == (1, 0, {"mark in content broken up": 2})
    assert "### Human :" in report.examples["mark in content broken up"].what
    assert report.examples["mark in content broken up"].where == "newswright.jsonl:1"


def test_strict_leaves_lossy_rows_out_and_lists_them(tmp_path: Path) -> None:
    items: list[Lesson | Preference] = [single(), Lesson.make("", said((S, "Be brief."), (U, "a"), (A, "b")))]
    told: list[BadRow] = []
    write_set(tmp_path / "a.jsonl", items)
    options = ConvertOptions(strict=True)
    report = convert(tmp_path / "a.jsonl", "newswright", "completion", options, told.append).save(tmp_path / "b.jsonl")
    assert (report.written, report.left_out, report.losses) == (1, 1, {})
    assert report.left_out_rows == tuple(told) == (BadRow(where="a.jsonl:2", reason="system text: 'Be brief.'"),)


def test_bad_rows_are_counted_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"instruction": "a", "output": "b"}\n{oops\n{"instruction": ""}\n{"prompt": "c"}\n', "utf-8")
    told: list[BadRow] = []
    report = convert(path, "alpaca", "messages", listener=told.append).save(tmp_path / "b.jsonl")
    assert (report.read, report.written, report.bad) == (1, 1, 3)
    assert [row.where for row in report.bad_rows] == ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4"]
    assert told == list(report.bad_rows)


def test_mending_is_counted(tmp_path: Path) -> None:
    turns = [{"from": who, "value": who} for who in ("gpt", "human", "human", "gpt")]
    path = put(tmp_path / "a.jsonl", [{"conversations": turns, "model": "x"}] * 3)
    assert convert(path, "sharegpt", "messages").save(tmp_path / "b.jsonl").bad == 3
    options = ConvertOptions(on_opening="drop", on_repeat="join")
    report = convert(path, "sharegpt", "messages", options).save(tmp_path / "b.jsonl")
    assert (report.written, report.exact) == (3, 0)
    assert report.losses == {
        "turns of one role joined": 3,
        "answer before the first question dropped": 3,
        "field “model” is not carried": 3,
    }


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".parquet"])
def test_every_format_in_every_file(tmp_path: Path, form: str, suffix: str) -> None:
    write_set(tmp_path / "a.jsonl", ITEMS)
    there = convert(tmp_path / "a.jsonl", "auto", form).save(tmp_path / f"b{suffix}")
    plain = convert(tmp_path / "a.jsonl", "auto", form).save(tmp_path / "b.jsonl")
    assert there == plain
    back = convert(tmp_path / f"b{suffix}", form, "newswright").save(tmp_path / "c.jsonl")
    convert(tmp_path / "b.jsonl", form, "newswright").save(tmp_path / "d.jsonl")
    assert back.exact == there.written
    assert (tmp_path / "c.jsonl").read_bytes() == (tmp_path / "d.jsonl").read_bytes()


def test_nothing_to_write_is_still_a_file_of_its_form(tmp_path: Path) -> None:
    write_set(tmp_path / "a.jsonl", [rich()["preference"]])
    for suffix, wanted in ((".json", b"[]\n"), (".jsonl", b"")):
        assert convert(tmp_path / "a.jsonl", "auto", "vicuna").save(tmp_path / f"b{suffix}").left_out == 1
        assert (tmp_path / f"b{suffix}").read_bytes() == wanted


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "messages"])
def test_the_format_is_recognised(tmp_path: Path, form: str) -> None:
    from_set(tmp_path, form, [single()])
    assert convert(tmp_path / f"{form}.jsonl", "auto", "messages").source.name == form


def test_what_is_not_recognised_is_said(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", [{"question": "a", "answer": "b"}])
    with pytest.raises(SetUnreadable, match=r"the keys “question”, “answer”[^$]*--from newswright, alpaca"):
        convert(path, "auto", "messages")
    path = put(tmp_path / "a.jsonl", [{"instruction": "a"}, {"prompt": "a"}, {"instruction": "a"}])
    with pytest.raises(SetUnreadable, match=r"several formats: alpaca \(2\), completion \(1\)"):
        convert(path, "auto", "messages")
    path.write_text("{oops\n", "utf-8")
    with pytest.raises(SetUnreadable, match=r"a\.jsonl:1: not valid JSON"):
        convert(path, "auto", "messages")


def test_auto_tells_of_early_bad_rows_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{oops\n{"instruction": "a", "output": "b"}\n', "utf-8")
    told: list[BadRow] = []
    report = convert(path, "auto", "messages", listener=told.append).save(tmp_path / "b.jsonl")
    assert (report.from_format, report.bad, len(told)) == ("alpaca", 1, 1)


def test_unknown_formats_and_suffixes(tmp_path: Path) -> None:
    write_set(tmp_path / "a.jsonl", [single()])
    with pytest.raises(SetUnreadable, match="“alpacca”"):
        convert(tmp_path / "a.jsonl", "alpacca", "messages")
    with pytest.raises(SettingsError, match=r"ends in “\.csv”"):
        convert(tmp_path / "a.jsonl", "auto", "messages").save(tmp_path / "b.csv")


def test_a_set_can_be_converted_in_its_place(tmp_path: Path) -> None:
    write_set(tmp_path / "a.jsonl", [single()])
    told: list[int] = []
    convert(tmp_path / "a.jsonl", "newswright", "alpaca").save(tmp_path / "a.jsonl", told.append)
    assert convert(tmp_path / "a.jsonl", "auto", "newswright").save(tmp_path / "a.jsonl").exact == 1
    assert list(read_set(tmp_path / "a.jsonl", refuse)) == [single()]
    assert told == [1]


def test_the_docs_show_the_matrix_as_it_is() -> None:
    spec = importlib.util.spec_from_file_location("convert_matrix", ROOT / "benchmarks" / "convert_matrix.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "instruct" / "convert.md").read_text("utf-8")
    shown = re.search(r"<!-- matrix -->\n(.*?)<!-- /matrix -->", page, re.DOTALL)
    assert shown is not None
    assert shown[1] == module.matrix(), "run `python benchmarks/convert_matrix.py` and put its tables into the page"
    for name in FORMATS:
        assert f"| `{name}` |" in page
