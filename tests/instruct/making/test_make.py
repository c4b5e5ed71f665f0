"""A set in a folder: what is in it, that it can be made again bit by bit, and what is said when it cannot be made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from newswright.errors import InstructError, SetUnreadable
from newswright.instruct.building.articles import ArticleOptions, read_articles
from newswright.instruct.building.options import BuildOptions
from newswright.instruct.dividing.leakage import story_of
from newswright.instruct.dividing.split import SplitOptions
from newswright.instruct.files.rereading import reading
from newswright.instruct.making import manifest as manifests
from newswright.instruct.making.make import MakeOptions, divide, make, remake
from newswright.records import Message, Preference, Role
from tests.instruct.archive import archive, row

ALL = ("article", "headline", "lede", "sentence", "correct", "pretrain", "prefer")
OPTIONS = MakeOptions(articles=ArticleOptions(licence="CC-BY-4.0"), build=BuildOptions(tasks=ALL))


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.glob("*.jsonl"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_folder_has_lessons_preferences_texts_a_card_and_a_manifest(tmp_path: Path) -> None:
    made = make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    kinds = {f"{kind}{side}.jsonl" for kind in ("", "preferences-", "texts-") for side in ("train", "eval", "test")}
    assert {path.name for path in (tmp_path / "set").iterdir()} == kinds | {
        "README.md",
        "manifest.json",
        "left-out.jsonl",
    }
    assert made.articles == 30
    for kind, sides in made.counts.items():
        for side, count in sides.items():
            name = f"{side}.jsonl" if kind == "lessons" else f"{kind}-{side}.jsonl"
            lines = (tmp_path / "set" / name).read_text("utf-8").splitlines()
            assert len(lines) == count
            assert all(("chosen" in json.loads(line)) == (kind == "preferences") for line in lines)
    assert sum(made.tasks.values()) == sum(sum(sides.values()) for sides in made.counts.values())
    left = (tmp_path / "set" / "left-out.jsonl").read_text("utf-8").splitlines()
    assert len(left) == sum(made.left.values())


def test_the_future_and_a_story_are_on_one_side(tmp_path: Path) -> None:
    made = make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    sides = {
        side: [lesson for path in (tmp_path / "set").glob(f"*{side}.jsonl") for lesson in reading(path)()]
        for side in ("train", "eval", "test")
    }
    dates = {side: [lesson.date for lesson in lessons if lesson.date] for side, lessons in sides.items()}
    assert max(dates["train"]) < min(dates["eval"])
    assert max(dates["eval"]) < min(dates["test"])
    stories = [{story_of(lesson) for lesson in lessons} for lessons in sides.values()]
    assert sum(map(len, stories)) == len(set.union(*stories)) == 30
    assert made.leaks == 0


def test_the_card_says_what_is_there(tmp_path: Path) -> None:
    made = make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    card = (tmp_path / "set" / "README.md").read_text("utf-8")
    assert 'license: "cc-by-4.0"' in card
    assert made.manifest in card
    assert '"preferences-train.jsonl"' in card
    assert "telegraph" in card or "source notes" in card


def test_it_can_be_made_again_bit_by_bit(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    again, differences = remake(tmp_path / "set", tmp_path / "again")
    assert differences == ()
    assert files(tmp_path / "set") == files(tmp_path / "again")
    assert again.manifest == manifests.read(tmp_path / "set").sha256


def test_another_input_is_not_taken_for_the_same(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    archive(tmp_path / "articles.jsonl", 29)
    with pytest.raises(SetUnreadable, match="the set was made of"):
        remake(tmp_path / "set" / "manifest.json", tmp_path / "again")


def test_the_manifests_own_folder_is_not_overwritten(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    with pytest.raises(InstructError, match="own"):
        remake(tmp_path / "set", tmp_path / "set")


def test_an_output_that_differs_is_named(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    manifest = json.loads((tmp_path / "set" / "manifest.json").read_text("utf-8"))
    manifest["outputs"][0]["sha256"] = "0" * 64
    manifest["newswright"] = "0.0.1"
    (tmp_path / "set" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    _, differences = remake(tmp_path / "set", tmp_path / "again")
    assert len(differences) == 2
    assert manifest["outputs"][0]["name"] in differences[0]
    assert "0.0.1" in differences[1]


def test_a_folder_of_files_and_choices_are_inputs_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in" / "one.jsonl", 20)
    (tmp_path / "in" / "two.jsonl").write_text(json.dumps(row(40)) + "\n", "utf-8")
    choices = tmp_path / "choices.jsonl"
    edit = {"sources": ["The quay shut."], "before": "It shut down.", "after": "The quay is shut.", "story": "z"}
    choices.write_text(json.dumps(edit) + '\n{"before": "x"}\n', "utf-8")
    made = make(tmp_path / "in", tmp_path / "set", OPTIONS, choices=choices)
    assert made.articles == 21
    assert made.bad_rows == 1
    assert "The quay is shut." in (tmp_path / "set" / "preferences-train.jsonl").read_text("utf-8")
    assert remake(tmp_path / "set", tmp_path / "again")[1] == ()


def test_articles_from_elsewhere_are_kept_as_the_input(tmp_path: Path) -> None:
    rows = ((f"memory:{number}", row(number, sources=True)) for number in range(20))
    articles = list(read_articles(rows, ArticleOptions(licence="CC0-1.0"), lambda bad: None))
    pair = Preference.make("sentence", (Message(role=Role.USER, content="Write."),), "A.", "B.", story="own")
    made = make(articles, tmp_path / "set", MakeOptions(), choices=[pair])
    assert made.articles == 20
    assert {file.name for file in manifests.read(tmp_path / "set").inputs} == {"articles.jsonl", "choices.jsonl"}
    assert remake(tmp_path / "set", tmp_path / "again")[1] == ()


def test_bad_rows_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = archive(tmp_path / "articles.jsonl", 20)
    path.write_text(path.read_text("utf-8") + '{"headline": "No text"}\nnot json\n', "utf-8")
    made = make(path, tmp_path / "set", OPTIONS)
    assert (made.articles, made.bad_rows) == (20, 2)
    left = (tmp_path / "set" / "left-out.jsonl").read_text("utf-8")
    assert "articles.jsonl:21" in left
    assert "articles.jsonl:22" in left


def test_articles_that_their_sources_do_not_support_are_left_out(tmp_path: Path) -> None:
    def denied(sentence: str, texts: Sequence[str]) -> bool:
        return not any("Ostermere" in text for text in texts)

    path = archive(tmp_path / "articles.jsonl", sources=True)
    options = OPTIONS.model_copy(update={"build": BuildOptions(tasks=("article",))})
    checked = make(path, tmp_path / "checked", options, support=denied)
    unchecked = make(path, tmp_path / "unchecked", options)
    assert checked.tasks["article"] == unchecked.tasks["article"] - 4
    assert "Ostermere" not in (tmp_path / "checked" / "train.jsonl").read_text("utf-8")


def test_nothing_to_learn_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"headline": "Short", "text": "Too short."}\n', "utf-8")
    with pytest.raises(SetUnreadable, match="shorter than min_words: 1"):
        make(path, tmp_path / "set", OPTIONS)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "diary.txt").write_text("mine")
    with pytest.raises(InstructError, match="something else"):
        make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    assert (tmp_path / "set" / "diary.txt").read_text() == "mine"


def test_an_earlier_set_is_replaced_as_a_whole(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    make(tmp_path / "articles.jsonl", tmp_path / "set", MakeOptions(build=BuildOptions(tasks=("headline",))))
    assert not list((tmp_path / "set").glob("preferences-*"))
    assert not list((tmp_path / "set").glob(".*"))


def test_a_set_can_be_divided_anew(tmp_path: Path) -> None:
    make(archive(tmp_path / "articles.jsonl"), tmp_path / "set", OPTIONS)
    source = tmp_path / "set" / "train.jsonl"
    source.write_text(source.read_text("utf-8") + "broken\n", "utf-8")
    report, bad = divide(source, tmp_path / "parts", SplitOptions(eval=0.2, test=0.0))
    assert bad == 1
    assert {part.side.value: part.lessons for part in report.parts if part.lessons}.keys() == {"train", "eval"}
    assert (tmp_path / "parts" / "eval.jsonl").exists()
