"""Each fault lowers its own part and is named; a sound lesson loses nothing."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.instruct.dividing.scores import Length, Score, Usual, score, source_texts, unclean
from newswright.records import Lesson, Message, Preference, Role
from tests.instruct.news import FERRY, lesson

NOTES = (
    "ferry terminal Ostermere: council approves, Tues, after 9/nine years of argument",
    "cost 42 million crowns; opens March 2027",
    "mayor Ada Holm thanks residents, 1,204 signed petition",
    "Jon Reed, runs hotel, Quay Street: guests may stay away during works. Says Tuesday.",
)
TABLE = tomllib.loads(
    files("newswright.instruct.dividing").joinpath("tables", "unclean.toml").read_text(encoding="utf-8")
)


def scored(answer: str, notes: tuple[str, ...] = NOTES, usual: str = FERRY, **rest: object) -> Score:
    made = lesson(answer, notes, **rest)  # type: ignore[arg-type]
    seen = Usual()
    for _ in range(20):
        seen.add(Length.of(lesson(usual, task=made.task)))
    return score(made, seen)


def test_a_sound_lesson() -> None:
    found = scored(FERRY)
    assert (found.complete, found.clean, found.lede, found.own) == (1, 1, 1, 1)
    assert found.supported is not None
    assert found.supported > 0.9
    assert found.total > 0.95


def test_other_sources_do_not_support_it() -> None:
    found = scored(FERRY, ("A fire broke out in a bakery in Wexley", "Nobody was hurt, 34 people were moved"))
    assert found.supported is not None
    assert found.supported < 0.25
    assert found.lowest() == "supported"
    assert "2027" in found.reasons[0] or "Ostermere" in found.reasons[0]


def test_a_wrong_number_weighs_more_than_a_wrong_word() -> None:
    number, word = scored(FERRY.replace("42", "48")), scored(FERRY.replace("hotel", "bakery"))
    assert number.supported is not None
    assert word.supported is not None
    assert number.supported < word.supported
    assert "not in the sources: 48" in " ".join(number.reasons)


def test_a_support_check_decides_instead() -> None:
    asked = []

    def support(sentence: str, given: object) -> bool:
        asked.append((sentence, given))
        return "hotel" not in sentence

    usual = Usual()
    usual.add(Length.of(lesson(FERRY, NOTES)))
    found = score(lesson(FERRY, NOTES), usual, support)
    assert found.supported == 0.75
    assert [given for _, given in asked] == [NOTES] * 4
    assert any("no source for “Jon Reed" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("answer", "part", "said"),
    [
        (FERRY[:-20], "complete", "without a closing mark"),
        (FERRY + " The works are to begin […]", "complete", "cut off"),
        (FERRY[:300], "complete", "without a closing mark"),
        ("The council of Ostermere approved it.", "complete", "words; usual for the task"),
        (" ".join([FERRY] * 4), "complete", "words; usual for the task"),
        ("", "complete", "empty"),
        (FERRY + " Read more: What it means for Wexley", "clean", "furniture"),
        (FERRY + " " + FERRY[: FERRY.index(".") + 1], "clean", "said more than once"),
        (FERRY.upper(), "clean", "capitals"),
        ("Is this the end? " + FERRY, "lede", "question"),
        ("It approved a ferry terminal in Ostermere on Tuesday after nine years of argument. " + FERRY, "lede", "“It”"),
        (" ".join(["nobody was ever there and so it went"] * 2) + ". " + FERRY, "lede", "names nobody"),
        ("Ferry terminal: yes. " + FERRY, "lede", "3 words"),
    ],
)
def test_faults(answer: str, part: str, said: str) -> None:
    found = scored(answer)
    assert getattr(found, part) < 1
    assert any(reason.startswith(part) and said in reason for reason in found.reasons)
    assert found.total < scored(FERRY).total


def test_long_runs_of_a_source_are_not_its_own_words_unless_code_made_the_notes() -> None:
    found = scored(FERRY, (FERRY,))
    assert found.own == 0
    assert "words in a row from a source" in " ".join(found.reasons)
    assert scored(FERRY, (FERRY,), derived=("notes",)).own is None
    quoted = f"“{FERRY}” the council said in Ostermere."
    assert scored(quoted, (FERRY,)).own == 1


def test_headlines_need_no_closing_mark() -> None:
    found = scored("Ostermere approves ferry terminal", usual="Wexley bakery burns down again", task="headline")
    assert found.complete == 1
    assert found.lede is None


def test_a_headline_line_above_the_body_is_no_lede() -> None:
    assert scored(f"Ostermere approves ferry terminal\n\n{FERRY}").lede == 1


def test_without_sources_support_is_not_asked() -> None:
    text = Lesson.make("pretrain", (Message(role=Role.ASSISTANT, content=FERRY),))
    usual = Usual()
    usual.add(Length.of(text))
    found = score(text, usual)
    assert (found.supported, found.own, found.total) == (None, None, 1)


def test_what_counts_as_sources() -> None:
    assert source_texts(lesson("Short.", ("one", "two"))) == ("one", "two")
    bare = Lesson.make("", (Message(role=Role.USER, content="Write."), Message(role=Role.ASSISTANT, content=FERRY)))
    assert source_texts(bare) == ()
    full = Lesson.make("", (Message(role=Role.USER, content=FERRY), Message(role=Role.ASSISTANT, content="Short.")))
    assert source_texts(full) == (FERRY,)
    pair = Preference.make("prefer", (Message(role=Role.USER, content=FERRY),), "good", "bad")
    assert source_texts(pair) == (FERRY,)


@pytest.mark.parametrize("row", TABLE["unclean"], ids=lambda row: row["name"])
def test_the_examples_of_the_table(row: dict[str, Any]) -> None:
    pattern = next(pattern for name, _, pattern in unclean() if name == row["name"])
    assert [text for text in row["finds"] if not pattern.search(text)] == []
    assert [text for text in row["leaves"] for _, _, other in unclean() if other.search(text)] == []


def test_usual_lengths() -> None:
    usual = Usual()
    for count in range(100, 200):
        usual.add(Length("article", count, closed=True))
    low, high = usual.range("article")
    assert (round(low), round(high)) == (69, 291)
    assert usual.prose("article")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=3), st.text(max_size=10))
def test_any_lesson_has_a_score_with_reasons(answer: str, notes: list[str], task: str) -> None:
    found = scored(answer, tuple(note for note in notes if note), task=task)
    parts = [found.supported, found.complete, found.clean, found.lede, found.own, found.total]
    assert all(value is None or 0 <= value <= 1 for value in parts)
    lowered = {name for name in ("supported", "complete", "clean", "lede", "own") if (getattr(found, name) or 1) < 1}
    named = {reason.split(":")[0] for reason in found.reasons}
    assert lowered <= named
    assert all(re.fullmatch(r"[^\n]+", reason) for reason in found.reasons)
