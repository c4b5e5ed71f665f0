"""Near-copies are found whatever was changed in them; what many stories have in common makes none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.instruct.dividing.leakage import LeakOptions, Sketches, answers, copies, leaks, shingles, sources
from newswright.records import Lesson, Message, Preference, Role, Teaching
from tests.instruct.news import ASK, lesson, prose


def found(train: list[Lesson], judged: list[Lesson], **options: float) -> list[tuple[str, float]]:
    options_ = LeakOptions.model_validate(options)
    return [(leak.why, leak.share) for leak in leaks(lambda: train, lambda: judged, options_)]


def changed(text: str, share: float) -> str:
    chance = random.Random(1)
    return " ".join("other" if chance.random() < share else word for word in text.split())


def test_a_copy_with_every_twentieth_word_changed_is_found_with_its_words() -> None:
    train = [lesson(prose(at), story=f"s{at}") for at in range(20)]
    judged = [lesson(changed(prose(7), 0.05), story="again")]
    (leak,) = leaks(lambda: train, lambda: judged)
    assert (leak.train, leak.eval, leak.why) == (train[7].id, judged[0].id, "answers")
    assert 0.4 < leak.share < 0.95
    assert leak.excerpt.casefold() in prose(7).casefold()
    assert len(leak.excerpt.split()) > 5


def test_the_first_half_of_an_article_is_found() -> None:
    text = prose(3, 120)
    assert found([lesson(text, story="whole")], [lesson(text[: len(text) // 2], story="half")]) == [("answers", 1.0)]


def test_the_same_sources_are_found_under_different_answers() -> None:
    train, judged = [lesson(prose(1), [prose(9)], story="a")], [lesson(prose(2), [prose(9)], story="b")]
    assert found(train, judged) == [("sources", 1.0)]


def test_one_story_on_both_sides_is_a_leak_whatever_it_says() -> None:
    assert found([lesson(prose(1), story="a")], [lesson(prose(2), story="a")]) == [("same story", 1.0)]


def test_different_stories_are_none() -> None:
    assert found([lesson(prose(at)) for at in range(30)], [lesson(prose(at)) for at in range(30, 40)]) == []


def test_a_short_run_of_boilerplate_makes_no_copy() -> None:
    notice = prose(99, 20)
    train = [lesson(f"{prose(at)} {notice}", story=f"s{at}") for at in range(3)]
    assert found(train, [lesson(f"{prose(50)} {notice}", story="new")]) == []


def test_an_instruction_that_all_share_makes_no_copy_where_sources_are_not_marked() -> None:
    rules = prose(99, 60)

    def asked(at: int) -> Lesson:
        said = (
            Message(role=Role.USER, content=f"{rules} {prose(1000 + at, 10)}"),
            Message(role=Role.ASSISTANT, content=prose(at)),
        )
        return Lesson.make("", said)

    assert found([asked(at) for at in range(12)], [asked(at) for at in range(12, 16)]) == []


def test_two_short_answers_that_are_the_same_are_none_below_the_least_number_of_words() -> None:
    train, judged = [lesson("Ferry sinks off Ostermere", story="a")], [lesson("Ferry sinks off Ostermere", story="b")]
    assert found(train, judged) == []
    assert found(train, judged, words=1) == [("answers", 1.0)]


def test_what_is_compared() -> None:
    one = lesson("Said.", ["First note", "second note"])
    assert (answers(one), sources(one)) == ("Said.", "First note\n\nsecond note")
    bare = lesson("Said.")
    assert sources(bare) == ASK
    pair = Preference.make("prefer", (Message(role=Role.USER, content="Ask"),), "good", "bad")
    assert (answers(pair), sources(pair)) == ("good", "Ask")


def test_copies_are_the_same_in_any_order() -> None:
    lessons: list[Teaching] = [lesson(changed(prose(at % 6), 0.03 * (at // 6)), story=f"s{at:02}") for at in range(18)]

    def pairs(order: list[Teaching]) -> list[tuple[str, str, float]]:
        return [(c.one, c.other, c.share) for c in copies(lambda: ((x.story, x) for x in order), LeakOptions())]

    expected = pairs(lessons)
    assert len(expected) == 18
    assert pairs(lessons[::-1]) == expected


def test_texts_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = [lesson(prose(at % 5), story=f"s{at:02}") for at in range(10)]
    whole = list(copies(lambda: ((x.story, x) for x in lessons), LeakOptions()))
    monkeypatch.setattr("newswright.instruct.dividing.leakage._BATCH", 3)
    assert list(copies(lambda: ((x.story, x) for x in lessons), LeakOptions())) == whole
    assert len(whole) == 5


def test_the_sketch_of_a_story_is_that_of_its_lessons_together() -> None:
    text, rest = prose(4, 60), prose(5, 60)
    apart = Sketches(LeakOptions())
    apart.add("a", lesson(text))
    apart.add("a", lesson(rest))
    apart.add("b", lesson(rest))
    apart.add("b", lesson(text))
    assert ("a", "b") in apart.candidates(lambda _one, _other: True)


@given(st.text(max_size=200), st.integers(2, 8))
def test_shingles_of_any_text(text: str, size: int) -> None:
    assert all(len(shingle.split(" ")) <= size for shingle in shingles(text, size))
    assert shingles(text, size) == shingles(text.replace(" ", "\n"), size)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=8))
def test_every_leak_is_between_the_two_sets(texts: list[tuple[str, str]]) -> None:
    train = [lesson(one, story=f"t{at}") for at, (one, _) in enumerate(texts)]
    judged = [lesson(other, story=f"e{at}") for at, (_, other) in enumerate(texts)]
    for leak in leaks(lambda: train, lambda: judged, LeakOptions(words=1)):
        assert leak.train in {x.id for x in train}
        assert leak.eval in {x.id for x in judged}
        assert 0 < leak.share <= 1
