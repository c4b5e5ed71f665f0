"""The best lessons are kept, each adding something; spoiled ones and near-copies are not."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from newswright.instruct.dividing.scores import Score
from newswright.instruct.dividing.select import Selection, SelectOptions, features, select
from newswright.records import Lesson
from tests.instruct.news import FERRY, lesson, prose


def article(seed: int, task: str = "article") -> Lesson:
    """Return a sound lesson of its own subject: a lede that names somebody, and sentences its notes support."""
    who = prose(seed, 10).split()[3].capitalize()
    text = f"The council of {who} was asked on Tuesday to say what will be done about it. {prose(seed, 60)}"
    return lesson(text, (text[40:], text[:30], "council Tuesday"), story=f"s{seed}", task=task, derived=("notes",))


def kept(lessons: list[Lesson], made: Selection) -> list[Lesson]:
    return list(made.part(lessons))


def test_spoiled_lessons_go_first() -> None:
    sound = [article(at) for at in range(30)]
    cut = [article(at).model_copy(update={"id": f"cut{at}"}) for at in range(30, 40)]
    spoiled = [
        lesson(x.messages[-1].content[:-30], [x.messages[0].content], story=x.story, derived=("notes",)) for x in cut
    ]
    lessons = random.Random(1).sample([*sound, *spoiled], 40)
    made = select(lambda: lessons, SelectOptions(keep=30))
    assert {x.story for x in kept(lessons, made)} == {x.story for x in sound}
    assert made.report.lowest_of_dropped == {"complete": 10}
    assert made.report.mean_kept > made.report.mean_read


def test_near_copies_are_never_both_kept() -> None:
    lessons = [article(at) for at in range(10)]
    words = lessons[4].messages[-1].content.split()
    again = lesson(" ".join([*words[:30], "anew", *words[30:]]), ("note",), story="again", derived=("notes",))
    made = select(lambda: [*lessons, again], SelectOptions(keep=11))
    assert made.report.kept == 10
    assert made.report.near_copies == 1
    same = select(lambda: [lessons[0], lessons[0]], SelectOptions(keep=2))
    assert same.report.kept == 1


def test_the_same_answer_may_be_kept_for_two_tasks() -> None:
    lessons = [article(1), article(1, task="lede")]
    assert select(lambda: lessons, SelectOptions(keep=2)).report.kept == 2


def test_the_next_lesson_is_one_that_adds_something() -> None:
    first, other = article(1), article(2)
    half = lesson(
        first.messages[-1].content[:300].rsplit(".", 1)[0] + ". " + prose(77, 40),
        [first.messages[0].content + prose(77, 40)],
        story="half",
        derived=("notes",),
    )
    lessons = [first, half, other]
    assert len(kept(lessons, select(lambda: lessons, SelectOptions(keep=2)))) == 2
    chosen = {x.story for x in kept(lessons, select(lambda: lessons, SelectOptions(keep=2, diversity=1)))}
    assert "s2" in chosen


def test_the_tasks_keep_their_shares_and_so_does_the_control() -> None:
    lessons = [article(at) for at in range(20)] + [article(at, task="lede") for at in range(100, 140)]
    for drawn in (False, True):
        made = select(lambda: lessons, SelectOptions(keep=12, random=drawn, seed=3))
        assert Counter(x.task for x in kept(lessons, made)) == {"article": 4, "lede": 8}
        assert made.report.tasks == {"article": (20, 4), "lede": (40, 8)}
    free = select(lambda: lessons, SelectOptions(keep=12, balanced=False))
    assert free.report.kept == 12


def test_places_that_a_task_cannot_fill_go_to_others() -> None:
    lessons = [*[lesson(FERRY, task="lede", story=f"x{at}") for at in range(10)], *[article(at) for at in range(10)]]
    made = select(lambda: lessons, SelectOptions(keep=10))
    assert made.report.tasks == {"article": (10, 9), "lede": (10, 1)}


def test_the_seed_decides_the_control() -> None:
    lessons = [article(at) for at in range(40)]
    draws = [
        {x.id for x in kept(lessons, select(lambda: lessons, SelectOptions(keep=10, random=True, seed=seed)))}
        for seed in (1, 1, 2)
    ]
    assert draws[0] == draws[1] != draws[2]


def test_scores_are_handed_on_in_order() -> None:
    lessons, seen = [article(at) for at in range(5)], list[Score]()
    select(lambda: lessons, SelectOptions(keep=2), each=seen.append)
    assert [one.id for one in seen] == [x.id for x in lessons]


def test_an_empty_set_and_nothing_to_keep() -> None:
    assert select(list, SelectOptions(keep=3)).report.kept == 0
    with pytest.raises(ValidationError):
        SelectOptions(keep=0)


@given(st.text(max_size=200))
def test_features_do_not_depend_on_anything_but_the_words(text: str) -> None:
    found = features(text)
    assert found == sorted(set(found))
    assert len(found) <= 32
    assert found == features(f"  {text}\n")


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 15), st.sampled_from(["article", "lede", ""])), max_size=25),
    st.integers(1, 30),
    st.booleans(),
    st.integers(0, 1000),
)
def test_the_same_choice_in_any_order(rows: list[tuple[int, str]], keep: int, drawn: bool, seed: int) -> None:
    lessons = [article(at, task) for at, task in rows]
    options = SelectOptions(keep=keep, random=drawn)
    first = kept(lessons, select(lambda: lessons, options))
    shuffled = random.Random(seed).sample(lessons, len(lessons))
    assert Counter(x.id for x in kept(shuffled, select(lambda: shuffled, options))) == Counter(x.id for x in first)
    assert len(first) <= keep
    if drawn:
        assert len(first) == min(keep, len(lessons))
    else:
        assert len({(x.task, x.id) for x in first}) == len(first)
