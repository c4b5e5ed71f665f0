"""One story is never on both sides, training never sees what is newer than what judges it, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from newswright.instruct.dividing.leakage import story_of
from newswright.instruct.dividing.split import Side, Split, SplitOptions, split
from newswright.records import Lesson
from tests.instruct.news import day, lesson, prose


def dated(count: int, lessons: int = 1) -> list[Lesson]:
    return [
        lesson(prose(100 * at + n), story=f"s{at}", date=day(at), task=f"task{n}")
        for at in range(count)
        for n in range(lessons)
    ]


def sides(made: Split, lessons: list[Lesson]) -> Counter[Side]:
    return Counter(made.side(x) for x in lessons)


def test_the_newest_stories_judge() -> None:
    lessons = dated(20, 2)
    made = split(lambda: lessons)
    assert [x.story for x in made.part(lessons, Side.TEST)] == ["s18", "s18", "s19", "s19"]
    assert [x.story for x in made.part(lessons, Side.EVAL)] == ["s16", "s16", "s17", "s17"]
    assert made.report.by == "date"
    assert [(p.side, p.stories, p.lessons) for p in made.report.parts][:3] == [
        (Side.TRAIN, 16, 32), (Side.EVAL, 2, 4), (Side.TEST, 2, 4)
    ]  # fmt: skip
    assert made.report.parts[0].last == day(15)


def test_a_story_counts_by_its_latest_date() -> None:
    lessons = [*dated(10), lesson(prose(5000), story="s0", date=day(30))]
    made = split(lambda: lessons)
    assert made.side(lessons[0]) is Side.TEST


def test_the_same_day_is_on_one_side() -> None:
    lessons = [lesson(prose(at), story=f"s{at}", date=day(at // 7)) for at in range(70)]
    made = split(lambda: lessons)
    by_day = {x.date: made.side(x) for x in lessons}
    assert all(made.side(x) is by_day[x.date] for x in lessons)
    assert sides(made, lessons) == {Side.TRAIN: 56, Side.EVAL: 7, Side.TEST: 7}


def test_explicit_dates() -> None:
    lessons = dated(20)
    made = split(lambda: lessons, SplitOptions(eval_from=day(10), test_from=day(15)))
    assert sides(made, lessons) == {Side.TRAIN: 10, Side.EVAL: 5, Side.TEST: 5}


def test_no_test_part() -> None:
    lessons = dated(20)
    assert sides(split(lambda: lessons, SplitOptions(test=0)), lessons) == {Side.TRAIN: 18, Side.EVAL: 2}


def test_undated_stories_are_in_train_and_said_or_left_out() -> None:
    lessons = [*dated(20), lesson(prose(999), story="x"), lesson(prose(998), story="x")]
    made = split(lambda: lessons)
    assert made.side(lessons[-1]) is Side.TRAIN
    assert (made.report.undated_stories, made.report.undated_lessons) == (1, 2)
    assert "newer than what judges" in made.report.notes[0]
    dropped = split(lambda: lessons, SplitOptions(undated="drop"))
    assert sides(dropped, lessons)[Side.LEFT_OUT] == 2


@pytest.mark.parametrize("date", [None, day(3)])
def test_without_dates_that_differ_a_hash_decides_and_the_report_says_so(date: object) -> None:
    lessons = [lesson(prose(at), story=f"s{at}", date=date) for at in range(40)]  # type: ignore[arg-type]
    made = split(lambda: lessons)
    assert made.report.by == "hash"
    assert "may have read the future" in made.report.notes[0]
    assert sides(made, lessons) == {Side.TRAIN: 32, Side.EVAL: 4, Side.TEST: 4}


def test_two_dates_cannot_give_two_small_parts() -> None:
    lessons = [lesson(prose(at), story=f"s{at}", date=day(at % 2)) for at in range(40)]
    made = split(lambda: lessons)
    assert made.report.by == "hash"
    assert sides(made, lessons)[Side.TRAIN] == 32


def test_a_lesson_without_a_story_is_its_own() -> None:
    lessons = [lesson(prose(at), date=day(at)) for at in range(20)]
    made = split(lambda: lessons)
    assert made.side(lessons[19]) is Side.TEST
    assert sum(p.stories for p in made.report.parts) == 20


def test_near_copies_count_as_one_story() -> None:
    lessons = dated(20)
    old = lesson(prose(1900), story="reprint", date=day(2))  # the text of s19
    made = split(lambda: [*lessons, old])
    assert made.side(old) is made.side(lessons[19]) is Side.TEST
    assert made.report.joined == 1
    assert made.report.near_copies[0].share == 1.0


def test_a_long_chain_of_near_copies_is_not_joined_but_leaves_train() -> None:
    words = prose(7000, 700).split()
    chain = [lesson(" ".join(words[20 * at : 20 * at + 60]), story=f"f{at:02}", date=day(4 * at)) for at in range(32)]
    lessons = [*chain, *dated(120)]
    made = split(lambda: lessons)
    assert made.report.joined == 0
    left = {x.story for x in made.part(lessons, Side.LEFT_OUT)}
    assert left
    assert made.report.leaking == len(left)
    assert left <= {x.story for x in chain}
    judged = {x.story for x in lessons if made.side(x) in {Side.EVAL, Side.TEST}}
    for copy in made.report.near_copies:
        ends = {copy.one, copy.other}
        assert not (ends & judged and any(made.side(x) is Side.TRAIN for x in lessons if x.story in ends))


def test_an_empty_set_and_a_set_too_small_to_split() -> None:
    assert sum(p.lessons for p in split(list).report.parts) == 0
    one = [lesson(prose(1), story="a", date=day(1))]
    assert split(lambda: one).side(one[0]) is Side.TRAIN


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(ValidationError, match="leave nothing to train on"):
        SplitOptions(eval=0.5, test=0.5)
    with pytest.raises(ValidationError, match="lies after test_from"):
        SplitOptions(eval_from=day(9), test_from=day(3))


rows = st.lists(
    st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 20)), st.integers(0, 30)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(0, 2**32), st.sampled_from(["train", "drop"]))
def test_any_set_in_any_order(rows: list[tuple[int, int | None, int]], seed: int, undated: str) -> None:
    lessons = [
        lesson(prose(text, 40), story=f"s{story}" if story else "", date=None if at is None else day(at))
        for story, at, text in rows
    ]
    options = SplitOptions.model_validate({"undated": undated})
    made = split(lambda: lessons, options)
    shuffled = random.Random(seed).sample(lessons, len(lessons))
    again = split(lambda: shuffled, options)
    assert all(made.side(x) is again.side(x) for x in lessons)
    assert sum(p.lessons for p in made.report.parts) == len(lessons)
    by_story: dict[str, set[Side]] = {}
    for x in lessons:
        by_story.setdefault(story_of(x), set()).add(made.side(x))
    assert all(len(found) == 1 for found in by_story.values())
    if made.report.by == "date":
        known = {side: [x.date for x in made.part(lessons, side) if x.date] for side in Side}
        judged = [max(x.date for x in lessons if x.date and story_of(x) == story_of(y))
                  for y in lessons if made.side(y) in {Side.EVAL, Side.TEST} and y.date]  # fmt: skip
        if known[Side.TRAIN] and judged and not made.report.joined:
            assert max(known[Side.TRAIN]) < min(judged)
