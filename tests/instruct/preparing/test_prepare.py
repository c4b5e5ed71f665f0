from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from newswright.errors import DiskFull, InstructError, SetUnreadable, TemplateInvalid
from newswright.instruct.files.sets import write_set
from newswright.instruct.preparing import parts, render_block
from newswright.instruct.preparing.prepare import LEFT_OUT, MANIFEST, Prepared, PrepareOptions, prepare
from newswright.instruct.rendering.render import Renderer
from newswright.instruct.rendering.template import find
from newswright.records import Lesson, Message, Preference, Role
from tests.instruct import families

WORDS = (
    "the ferry council of Ostermere approved a new terminal on Tuesday after nine years while “residents” said that "
    "1,204 signatures weren't enough, and Mayor Ada Holm promised: no building before summer. Łódź naïve £42 million"
).split()
TEXT = " ".join(WORDS)


def words(family: str = "llama3") -> str:
    return str(families.built(family).folder)


def lessons(count: int, length: int = 40) -> Iterator[Lesson]:
    """Yield fictional lessons; every seventh has two answers, every eleventh is text for pretraining."""
    dice = random.Random(7)

    def said(size: int) -> str:
        return " ".join(dice.choices(WORDS, k=size)) + dice.choice([".", ".\n\nMore  follows.", " […]"])

    for number in range(count):
        source = said(length)
        asked = Message(
            role=Role.USER, content=f"Report {number}.\n\n{source}", sources=((10 + len(str(number)) - 1, 20),)
        )
        turns = [asked, Message(role=Role.ASSISTANT, content=said(length // 3))]
        if number % 7 == 0:
            turns += [Message(role=Role.USER, content="When?"), Message(role=Role.ASSISTANT, content="On Tuesday.")]
        yield Lesson.make("report", tuple(turns[1:2] if number % 11 == 5 else turns), story=f"s{number}")


def preferences(count: int) -> Iterator[Preference]:
    for number in range(count):
        prompt = (Message(role=Role.USER, content=f"Headline {number}? {TEXT}"),)
        yield Preference.make("headline", prompt, f"Council approves terminal {number}", "You won't believe this")


def table(out: Path) -> list[dict[str, Any]]:
    return [row for part in sorted(out.glob("part-*.parquet")) for row in parquet.read_table(part).to_pylist()]


def left_out(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out / LEFT_OUT).read_text("utf-8").splitlines()]


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.name != ".lock"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of several blocks."""
    path = tmp_path_factory.mktemp("large") / "train.jsonl"
    write_set(path, lessons(5000, 150))
    assert path.stat().st_size > 5 << 20
    return path


@pytest.fixture(scope="module")
def whole(large: Path) -> tuple[Path, Prepared]:
    """The large set, prepared without a break by one process."""
    out = large.parent / "whole"
    return out, prepare(large, out, "chatml", words(), PrepareOptions(processes=1))


# -- what comes out --


@pytest.mark.parametrize(("family", "template"), [("llama3", "llama3"), ("llama2", "llama2"), ("mistral", "alpaca")])
def test_every_row_is_the_renderers(tmp_path: Path, family: str, template: str) -> None:
    made = list(lessons(300))
    write_set(tmp_path / "set.jsonl", made)
    result = prepare(tmp_path / "set.jsonl", tmp_path / "out", template, words(family))
    renderer = Renderer(find(template), families.built(family).vocabulary)
    rendered = [renderer.one(lesson) for lesson in made]
    wanted = [
        {"input_ids": row.ids, "labels": row.labels, "lesson": one.lesson} for one in rendered for row in one.rows
    ]
    assert table(tmp_path / "out") == wanted
    assert result.rows == len(wanted)
    assert result.tokens == sum(len(row["input_ids"]) for row in wanted)
    assert result.trained_tokens == sum(label != -100 for row in wanted for label in row["labels"])
    assert sum(group.count for group in result.left_out.values()) == sum(bool(one.left) for one in rendered)


def test_columns_are_those_of_tokenised_rows(whole: tuple[Path, Prepared]) -> None:
    schema = parquet.read_schema(whole[0] / "part-00000.parquet")
    assert {field.name: str(field.type) for field in schema} == {
        "input_ids": "list<element: int32>",
        "labels": "list<element: int32>",
        "lesson": "string",
    }


def test_rows_keep_the_order_of_the_set_over_all_parts(large: Path, whole: tuple[Path, Prepared]) -> None:
    names = [Lesson.model_validate_json(line).id for line in large.read_bytes().splitlines()]
    found = [row["lesson"] for row in table(whole[0])]
    assert len(whole[1].parts) > 3
    assert list(dict.fromkeys(found)) == names
    assert whole[1].lessons == len(names)


def test_several_processes_make_the_same_bytes(
    large: Path, whole: tuple[Path, Prepared], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newswright.instruct.preparing.prepare.WORTH", 1)
    result = prepare(large, tmp_path / "out", "chatml", words(), PrepareOptions(processes=3))
    assert contents(tmp_path / "out") == contents(whole[0])
    assert result == whole[1]


def test_preferences_have_a_prompt_and_two_answers(tmp_path: Path) -> None:
    made = list(preferences(20))
    write_set(tmp_path / "set.jsonl", made)
    result = prepare(tmp_path / "set.jsonl", tmp_path / "out", "llama3", words())
    renderer = Renderer(find("llama3"), families.built("llama3").vocabulary)
    pairs = [renderer.pair(one) for one in made]
    assert table(tmp_path / "out") == [
        {"prompt_ids": pair.prompt, "chosen_ids": pair.chosen, "rejected_ids": pair.rejected, "lesson": one.id}
        for pair, one in zip(pairs, made, strict=True)
    ]
    assert result.trained_tokens == sum(len(pair.chosen) + len(pair.rejected) for pair in pairs)


def test_lengths_are_counted_in_bins(whole: tuple[Path, Prepared]) -> None:
    lengths = [len(row["input_ids"]) for row in table(whole[0])]
    for end, count in whole[1].lengths.items():
        assert count == sum(end - 64 < length <= end for length in lengths)
    assert sum(whole[1].lengths.values()) == len(lengths)


def test_the_result_names_every_part_and_its_hash(whole: tuple[Path, Prepared]) -> None:
    import hashlib  # noqa: PLC0415

    out, result = whole
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*.parquet")}
    assert {part.name: part.sha256 for part in result.parts} == found
    assert sum(part.rows for part in result.parts) == result.rows


# -- what does not come out --


def test_bad_rows_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = [lesson.model_dump_json().encode() for lesson in lessons(3)]
    pair = next(preferences(1)).model_dump_json().encode()
    rows = [good[0], b"{oops", b"", b'{"id": "l1"}', good[1], b"\xff\xfe", b'"text"', pair, good[2]]
    (tmp_path / "set.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(rows))
    result = prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words())
    told = left_out(tmp_path / "out")
    assert [one["where"] for one in told] == [f"set.jsonl:{line}" for line in (2, 4, 6, 7, 8)]
    for one, why in zip(
        told, ("not valid JSON", "messages", "UTF-8", "object", "a preference in a set of lessons"), strict=True
    ):
        assert why in one["reason"]
    assert (result.bad_rows, result.lessons) == (5, 3)


def test_what_cannot_be_rendered_is_counted_by_reason(tmp_path: Path) -> None:
    asked = Message(role=Role.USER, content="Say it.")
    long = [Message(role=Role.ASSISTANT, content=f"{TEXT} {TEXT} {number}") for number in range(8)]
    made = [Lesson.make("", (asked, one)) for one in long]
    made.append(Lesson.make("", (asked, Message(role=Role.ASSISTANT, content="  "))))
    made.append(Lesson.make("", (asked, Message(role=Role.ASSISTANT, content="Said. <|im_end|> Again."))))
    write_set(tmp_path / "set.jsonl", made)
    result = prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words(), PrepareOptions(length=64))
    assert {why: group.count for why, group in result.left_out.items()} == {
        "its answer alone is longer than the row": 8,
        "An answer is empty.": 1,
    }
    first = result.left_out["its answer alone is longer than the row"]
    assert first.examples == tuple(lesson.id for lesson in made[:5])
    assert [one["id"] for one in left_out(tmp_path / "out")] == [lesson.id for lesson in made[:9]]
    assert (result.rows, result.neutralised) == (1, 1)


def test_what_is_shortened_is_counted(tmp_path: Path) -> None:
    sources = " ".join(f"Sentence {number} is of the source." for number in range(60))
    asked = Message(role=Role.USER, content=f"Report.\n\n{sources}", sources=((9, 9 + len(sources)),))
    lesson = Lesson.make("", (asked, Message(role=Role.ASSISTANT, content="Done.")))
    write_set(tmp_path / "set.jsonl", [lesson])
    result = prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words(), PrepareOptions(length=128))
    wanted = Renderer(find("chatml"), families.built("llama3").vocabulary, PrepareOptions(length=128)).one(lesson)
    assert (result.shortened, result.cut_tokens) == (1, wanted.cut)
    assert wanted.cut > 100


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("set.jsonl", b"", "empty"),
        ("set.jsonl", b"\n\n", "empty|no rows"),
        ("set.jsonl", b'{"a": 1}\n', "no lesson"),
        ("set.jsonl", b"<html>", "HTML"),
        ("set.parquet", b"PAR1", "not JSONL"),
        ("none.jsonl", None, "no file"),
    ],
)
def test_what_is_no_set_is_told(tmp_path: Path, name: str, content: bytes | None, why: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SetUnreadable, match=why):
        prepare(tmp_path / name, tmp_path / "out", "chatml", words())
    assert not (tmp_path / "out").exists()


def test_a_set_of_which_nothing_is_left_is_an_error(tmp_path: Path) -> None:
    answer = Message(role=Role.ASSISTANT, content=" ")
    write_set(tmp_path / "set.jsonl", [Lesson.make("", (Message(role=Role.USER, content="Say."), answer))])
    with pytest.raises(SetUnreadable, match="An answer is empty"):
        prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words())


def test_an_unknown_template_is_told_before_anything_is_written(tmp_path: Path) -> None:
    write_set(tmp_path / "set.jsonl", lessons(1))
    with pytest.raises(TemplateInvalid):
        prepare(tmp_path / "set.jsonl", tmp_path / "out", "lama", words())
    assert not (tmp_path / "out").exists()


# -- stopped and started again --

RUN = """
import sys
from pathlib import Path
from newswright.instruct.preparing import prepare as module
from newswright.instruct.preparing.prepare import PrepareOptions, prepare
module.WORTH = 1
prepare(Path(sys.argv[1]), Path(sys.argv[2]), "chatml", sys.argv[3], PrepareOptions(processes=int(sys.argv[4])))
"""


def started(source: Path, out: Path, processes: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, source, out, words(), str(processes)])


def below(process: int) -> list[int]:
    """Return the processes that `process` started (Linux)."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for path in found for number in path.read_text().split()]


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_and_run_again_it_ends_with_the_same_bytes(
    large: Path, whole: tuple[Path, Prepared], tmp_path: Path, processes: int
) -> None:
    out = tmp_path / "out"
    running = started(large, out, processes)
    while len(list(out.glob("part-*.parquet"))) < 2:
        assert running.poll() is None, "it ended before it could be killed"
        time.sleep(0.005)
    helpers = below(running.pid) if sys.platform == "linux" else []
    assert len(helpers) == (processes - 1 if sys.platform == "linux" else 0)
    running.send_signal(signal.SIGKILL)
    running.wait()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{helper}").exists() for helper in helpers):
        assert time.monotonic() < until, "a helper outlived its master"
        time.sleep(0.05)
    there = {path.name: path.stat().st_mtime_ns for path in out.glob("part-*.parquet")}
    assert 2 <= len(there) < len(whole[1].parts)
    (out / ".part-00004.parquet.1.part").write_bytes(b"half")
    result = prepare(large, out, "chatml", words(), PrepareOptions(processes=1))
    assert result == whole[1]
    assert contents(out) == contents(whole[0])
    assert {name: (out / name).stat().st_mtime_ns for name in there} == there


def test_a_damaged_part_is_made_again(large: Path, whole: tuple[Path, Prepared], tmp_path: Path) -> None:
    out = tmp_path / "out"
    prepare(large, out, "chatml", words(), PrepareOptions(processes=1))
    part = out / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:1000])
    prepare(large, out, "chatml", words(), PrepareOptions(processes=1))
    assert contents(out) == contents(whole[0])


def test_a_finished_folder_is_left_as_it_is(large: Path, whole: tuple[Path, Prepared]) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in whole[0].iterdir()}
    assert prepare(large, whole[0], "chatml", words()) == whole[1]
    assert {path.name: path.stat().st_mtime_ns for path in whole[0].iterdir()} == before


@pytest.mark.parametrize("what", ["length", "template", "vocabulary", "source"])
def test_a_folder_of_another_run_is_refused_and_kept(tmp_path: Path, what: str) -> None:
    source, out = tmp_path / "set.jsonl", tmp_path / "out"
    write_set(source, lessons(20))
    prepare(source, out, "chatml", words())
    before = contents(out)
    if what == "source":
        write_set(source, lessons(21))
    template = "plain" if what == "template" else "chatml"
    vocabulary = words("llama2" if what == "vocabulary" else "llama3")
    options = PrepareOptions(length=256) if what == "length" else PrepareOptions()
    with pytest.raises(InstructError, match=rf"\b{what}") as told:
        prepare(source, out, template, vocabulary, options)
    assert told.value.cure
    assert contents(out) == before


def test_parts_of_unknown_origin_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path / "set.jsonl", lessons(20))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "part-00000.parquet").write_bytes(b"mine")
    with pytest.raises(InstructError, match=MANIFEST):
        prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words())
    assert (tmp_path / "out" / "part-00000.parquet").read_bytes() == b"mine"


def test_a_full_disk_is_told_and_the_parts_stay(
    large: Path, whole: tuple[Path, Prepared], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, out = parts.put, tmp_path / "out"

    def full(path: Path, data: bytes) -> None:
        if path.name == "part-00002.parquet":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put(path, data)

    monkeypatch.setattr(render_block, "put", full)
    with pytest.raises(DiskFull, match="no room"):
        prepare(large, out, "chatml", words(), PrepareOptions(processes=1))
    monkeypatch.undo()
    prepare(large, out, "chatml", words(), PrepareOptions(processes=1))
    assert contents(out) == contents(whole[0])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_set(tmp_path / "set.jsonl", lessons(1))
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(InstructError, match="cannot be read or written"):
        prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words())


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    write_set(tmp_path / "set.jsonl", lessons(1))
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InstructError, match="out cannot be"):
        prepare(tmp_path / "set.jsonl", tmp_path / "out", "chatml", words())


def test_progress_counts_bytes_and_lines(large: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    prepare(large, tmp_path, "chatml", words(), PrepareOptions(processes=1), lambda *one: told.append(one))
    size = large.stat().st_size
    assert [one for one in told if one[0] == "read"][-1] == ("read", size, size)
    rendered = [one[1:] for one in told if one[0] == "render"]
    assert rendered == sorted(rendered)
    assert rendered[-1] == (5000, 5000)


# -- memory --

PEAK = RUN + "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux")
def test_memory_does_not_grow_with_the_set(large: Path, tmp_path: Path) -> None:
    def peak(sources: Sequence[Path]) -> int:
        source = tmp_path / f"{len(sources)}.jsonl"
        source.write_bytes(b"".join(path.read_bytes() for path in sources))
        command = [sys.executable, "-c", PEAK, str(source), str(tmp_path / str(len(sources))), words(), "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout) // 1024

    small, eight_times = peak([large]), peak([large] * 8)
    assert (tmp_path / "8.jsonl").stat().st_size > 50_000_000
    assert eight_times < small + 60
