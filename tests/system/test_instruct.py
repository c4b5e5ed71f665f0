"""The instruct verbs as processes: from articles to training rows, and what is said when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.instruct.archive import archive
from tests.instruct.families import built
from tests.system.command import CommandLine

TASKS = ("--task", "article", "--task", "sentence", "--task", "prefer", "--task", "pretrain")


@pytest.fixture
def words() -> str:
    """The folder of a small tokenizer, so that no test needs the embedded model."""
    return str(built("llama2").folder)


def build(line: CommandLine, *more: str) -> Path:
    archive(line.here / "articles.jsonl")
    line.ok("instruct", "build", "articles.jsonl", "--licence", "CC-BY-4.0", *TASKS, *more)
    return line.here / "lessons"


def test_from_articles_to_rows_ready_to_train_on(line: CommandLine, words: str) -> None:
    folder = build(line)
    train, judged = folder / "train.jsonl", folder / "eval.jsonl"
    report = line.ok("instruct", "doctor", train, "--eval", judged, "--vocabulary", words, "--json").json
    assert report["lessons"] == len(train.read_text("utf-8").splitlines())
    seen = line.ok("instruct", "preview", train, "--vocabulary", words, "--template", "llama2", "--html", "page.html")
    assert "[INST]" in seen.out.replace(" ", "").replace("·", "")
    assert "<!doctype html>" in (line.here / "page.html").read_text("utf-8").lower()
    made = line.ok("instruct", "prepare", train, "--vocabulary", words, "--template", "llama2", "--json").json
    assert made["lessons"] == report["lessons"]
    assert 0 < made["trained_tokens"] < made["tokens"]
    assert list((line.here / "prepared").glob("part-*.parquet"))
    again = line.ok("instruct", "prepare", train, "--vocabulary", words, "--template", "llama2", "--json").json
    assert again == made


def test_the_same_set_can_be_made_again(line: CommandLine) -> None:
    folder = build(line)
    ended = line.ok("instruct", "build", "--from-manifest", folder / "manifest.json", "--out", "again")
    assert "bit by bit" in ended.err
    assert (folder / "train.jsonl").read_bytes() == (line.here / "again" / "train.jsonl").read_bytes()
    (line.here / "articles.jsonl").write_text('{"headline": "Other", "text": "Other."}\n', "utf-8")
    refused = line("instruct", "build", "--from-manifest", folder, "--out", "third")
    assert refused.code == 80
    assert "SHA-256" in refused.err


def test_the_archive_is_a_source_too(line: CommandLine) -> None:
    line.ok("run", "--sample", "demo-newsroom")
    ended = line.ok(
        "instruct", "build", "--newsroom", "demo-newsroom", "--task", "headline", "--task", "article", "--json"
    )
    assert ended.json["articles"] > 5
    assert ended.json["tasks"]["article"] == ended.json["articles"]  # what was published was verified
    assert (line.here / "lessons" / "articles.jsonl").exists()


def test_select_keeps_the_best_or_draws(line: CommandLine) -> None:
    train = build(line) / "train.jsonl"
    best = line.ok("instruct", "select", train, "--keep", 20, "--scores", "scores.jsonl", "--json").json
    assert (best["kept"], best["random"]) == (20, False)
    assert len((line.here / "scores.jsonl").read_text("utf-8").splitlines()) == best["read"]
    drawn = line.ok("instruct", "select", train, "--keep", 20, "--random", "--out", "drawn.jsonl", "--json").json
    assert {task: kept for task, (_, kept) in drawn["tasks"].items()} == {
        task: kept for task, (_, kept) in best["tasks"].items()
    }
    assert len((line.here / "drawn.jsonl").read_text("utf-8").splitlines()) == 20


def test_split_says_where_stories_went(line: CommandLine) -> None:
    folder = build(line)
    ended = line.ok("instruct", "split", folder / "train.jsonl", "--out", "parts", "--eval", 0.3, "--test", 0, "--json")
    sides = {part["side"]: part["lessons"] for part in ended.json["parts"] if part["lessons"]}
    assert sides.keys() == {"train", "eval"}
    assert line("instruct", "split", folder / "train.jsonl", "--eval", 0.7, "--test", 0.6).code == 10
    dated = line.ok("instruct", "split", folder / "train.jsonl", "--out", "days", "--eval-from", "2024-04-01", "--json")
    [judged] = [part for part in dated.json["parts"] if part["side"] == "eval"]
    assert judged["first"] >= "2024-04-01"


def test_convert_names_what_is_lost(line: CommandLine) -> None:
    train = build(line) / "train.jsonl"
    there = line.ok("instruct", "convert", train, "alpaca.json", "--to", "alpaca", "--json").json
    back = line.ok("instruct", "convert", "alpaca.json", "back.jsonl", "--to", "newswright", "--json").json
    assert back["from_format"] == "alpaca"
    assert there["read"] == there["written"] == back["written"]
    bad = line.here / "bad.jsonl"
    bad.write_text('{"instruction": "Say it.", "output": "So."}\nnot json\n', "utf-8")
    ended = line.ok("instruct", "convert", "bad.jsonl", "good.jsonl", "--to", "messages")
    assert "bad.jsonl:2" in ended.err


def test_templates_are_listed_shown_and_exported(line: CommandLine, words: str) -> None:
    assert {row["name"] for row in line.ok("instruct", "templates", "--json").json} >= {"llama2", "plain"}
    shown = line.ok("instruct", "templates", "mistral", "--vocabulary", words)
    assert "[INST]" in shown.out
    ended = line.ok("instruct", "templates", "llama2", "--export", words, "--out", "exported")
    assert "llama2" in ended.out
    assert "[INST]" in (line.here / "exported" / "chat_template.jinja").read_text("utf-8")
    assert line.ok("instruct", "templates", "llama2", "--jinja").out.startswith("{%-")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("build", "none.jsonl"), 80, "none.jsonl"),
        (("build", "articles.jsonl", "--task", "poem"), 10, "poem"),
        (("build", "articles.jsonl", "--field", "headline"), 10, "no pair"),
        (("doctor", "none.jsonl", "--no-tokens"), 80, "none.jsonl"),
        (("preview", "set.jsonl", "--vocabulary", "nowhere"), 82, "nowhere"),
        (("templates", "chatlm"), 81, "chatlm"),
        (("templates", "chatml", "--export", "x"), 10, "--out"),
        (("convert", "set.jsonl", "out.jsonl", "--to", "klingon"), 80, "klingon"),
        (("convert", "set.jsonl", "out.txt", "--to", "alpaca"), 10, ".txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_said_with_the_cure(line: CommandLine, words: tuple[str, ...], code: int, said: str) -> None:
    archive(line.here / "articles.jsonl", 3)
    (line.here / "set.jsonl").write_text(
        json.dumps(
            {
                "id": "l1",
                "task": "",
                "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],
            }
        )
        + "\n",
        "utf-8",
    )
    ended = line("instruct", *words)
    assert ended.code == code, ended.said
    assert said in ended.err
    assert "Cure" in ended.err
    assert "Traceback" not in ended.said


def test_a_spoiled_set_ends_with_its_own_code(line: CommandLine, words: str) -> None:
    rows = [
        {
            "id": f"l{n}",
            "task": "",
            "messages": [{"role": "user", "content": f"Question {n}?"}, {"role": "assistant", "content": ""}],
        }
        for n in range(5)
    ]
    (line.here / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    ended = line("instruct", "doctor", "set.jsonl", "--vocabulary", words)
    assert ended.code == 84
    assert "empty answer" in ended.out
