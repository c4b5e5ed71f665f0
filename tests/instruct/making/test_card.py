"""The card says what was counted, and nothing that comes from outside breaks its YAML or writes Markdown in it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newswright.instruct.dividing.split import Side, split
from newswright.instruct.making.card import About, SetStats, card
from newswright.records import Lesson
from newswright.text.plain import plain_line
from tests.instruct.news import day, lesson, prose

FILES = {Side.TRAIN: "train.jsonl", Side.EVAL: "eval.jsonl", Side.TEST: "test.jsonl"}


def front(text: str) -> dict[str, Any]:
    """Return the front matter as YAML reads it."""
    assert text.startswith("---\n")
    found: dict[str, Any] = yaml.safe_load(text[4 : text.index("\n---\n", 3)])
    return found


def body(text: str) -> str:
    return text[text.index("\n---\n", 3) + 5 :]


def tokens(text: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable("table").parse(body(text))
    return [*found, *(child for token in found for child in token.children or ())]


def made(lessons: list[Lesson], **about: object) -> str:
    divided = split(lambda: lessons)
    stats = SetStats()
    for one in lessons:
        stats.add(one, divided.side(one))
    return card(stats, About.model_validate({"title": "Ostermere news", "files": FILES, **about}), divided.report)


def news(count: int = 20) -> list[Lesson]:
    return [
        lesson(prose(at), story=f"s{at}", date=day(at), task=("article", "lede")[at % 2], licence="CC BY 2.5",
               origin=f"https://www.courier.example/{at}", derived=("notes",))
        for at in range(count)
    ]  # fmt: skip


def test_the_front_matter() -> None:
    assert front(made(news())) == {
        "pretty_name": "Ostermere news",
        "language": ["en"],
        "license": "cc-by-2.5",
        "task_categories": ["text-generation", "summarization"],
        "size_categories": ["n<1K"],
        "tags": ["news", "instruction-tuning", "newswright"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "train.jsonl"},
                    {"split": "validation", "path": "eval.jsonl"},
                    {"split": "test", "path": "test.jsonl"},
                ],
            }
        ],
    }


@pytest.mark.parametrize("line", [
    "| article | 8 | 1 | 1 | 10 |",
    "| All | 16 | 2 | 2 | 20 |",
    "| train | 2026-01-01 | 2026-01-16 | 0 |",
    "| CC-BY-2.5 | CC BY 2.5 | 20 | allow | allow | attribute |",
    "- site courier.example: 20 lessons",
    "| notes | 20 | source notes taken from the article itself, since the archive has no sources |",
    "Split by date. All lessons of a story are on one side, and near-copies of a story count as that story",
    "4 rows of the input could not be read.",
    "- 3 rows: no text",
    "- 7 times: shorter than min\\_words",
    "A search afterwards found 0 near-copies between training and what judges.",
])  # fmt: skip
def test_what_it_says(line: str) -> None:
    reasons = {
        "bad_rows": 4,
        "bad_reasons": {"no text": 3, "no JSON": 1},
        "left_reasons": {"shorter than min_words": 7},
    }
    assert line in made(news(), leaks=0, **reasons).splitlines()


def test_the_whole_is_a_page_of_sections_and_tables() -> None:
    found = tokens(made(news(), manifest="a" * 64))
    headings = [found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open"]
    assert headings == [
        "Ostermere news", "Counts", "Dates", "Licences", "What code made", "Split", "Leakage", "What is not in it",
        "Making it again",
    ]  # fmt: skip
    assert sum(token.type == "table_open" for token in found) == 4


def test_several_licences_and_one_without_a_name() -> None:
    names = ["CC BY 2.5", "CC-BY-2.5", "cc by-sa 4.0", "", "Wexley house rules"] * 4
    lessons = [lesson(prose(at), story=f"s{at}", date=day(at), licence=name) for at, name in enumerate(names)]
    text = made(lessons)
    assert front(text)["license"] == ["cc-by-2.5", "cc-by-sa-4.0", "other", "unknown"]
    assert front(text)["license_name"] == "wexley-house-rules"
    assert "| CC-BY-2.5 | CC BY 2.5; CC-BY-2.5 | 8 | allow | allow | attribute |" in text
    assert "8 lessons have a licence that is missing or not known" in text


def test_without_dates_and_without_a_split() -> None:
    stats = SetStats()
    stats.add(lesson(prose(1), task=""))
    text = card(stats, About(title="Bare"))
    assert "No lesson has a date." in text
    assert "The set is not split." in text
    assert "| no task named | 1 | 1 |" in text
    assert "configs" not in front(text)


@pytest.mark.parametrize(("count", "size"), [(999, "n<1K"), (1000, "1K<n<10K"), (10_000_000, "n>10M")])
def test_sizes(count: int, size: str) -> None:
    stats = SetStats()
    stats.add(lesson("One."))
    stats.total = count
    assert front(card(stats, About(title="x")))["size_categories"] == [size]


def test_many_licences_are_counted_in_bounded_memory() -> None:
    stats = SetStats()
    one = lesson("One.")
    for at in range(3000):
        stats.add(one.model_copy(update={"licence": f"house {at}"}))
    assert len(stats.licences) == 2001
    assert stats.licences["(others)"] == 1000


HOSTILE = (
    "x\n---\nlicense: mit\n",
    '": {a: b}\n- "',
    "# Heading",
    "| a | b |\n|---|---|",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<script>alert(1)</script>",
    "`code` **bold** _it_ ~~s~~ $x$",
    "https://evil.example www.evil.example me@evil.example",
    "{{ 7 * 7 }} {% include 'x' %}",
    "\u2028a\u2029b\x07\x7f\x85\ufeff\U0001f600",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values(value: str) -> None:
    hold(value)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_value(value: str) -> None:
    hold(value)


def hold(value: str) -> None:
    """Put `value` everywhere that a value from outside can be; the page must have the parts of a harmless one."""

    def page(said: str) -> str:
        stats = SetStats()
        stats.add(lesson("One.", task="t" + said, licence="l" + said, derived=("d" + said,)))
        stats.hosts["h" + said] += 1
        about = {
            "title": "n" + said,
            "bad_rows": 1,
            "bad_reasons": {"r" + said: 1},
            "left_reasons": {"e" + said: 1},
            "files": {Side.TRAIN: "f" + said},
        }
        return card(stats, About.model_validate(about))

    safe, tried = page("harmless"), page(value)
    assert parts(tried) == parts(safe)
    assert front(tried).keys() == front(safe).keys()
    assert front(tried)["pretty_name"] == plain_line("n" + value)
    assert front(tried)["configs"][0]["data_files"] == [{"split": "train", "path": plain_line("f" + value)}]
    assert front(tried)["license"] == "other"


def parts(text: str) -> list[str]:
    return [token.type for token in tokens(text) if token.type not in {"text", "text_special", "softbreak"}]


def test_a_template_in_a_value_is_not_run() -> None:
    assert "49" not in body(made(news(), title="{{ 7 * 7 }}")).split("## Counts")[0]


def test_addresses_and_hosts_of_hostile_origins() -> None:
    stats = SetStats()
    for origin in ("https://[evil", "javascript:alert(1)", "set.jsonl:7", "https://www.courier.example/a", ""):
        stats.add(lesson("One.", origin=origin))
    assert stats.hosts == {"courier.example": 1}
