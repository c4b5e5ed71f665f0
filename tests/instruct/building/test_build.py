from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from newswright.errors import SettingsError
from newswright.instruct.building.articles import CUT_MARK, ArchiveArticle
from newswright.instruct.building.build import BuildOptions, Left, build
from newswright.instruct.building.tasks import TASKS
from newswright.records import Lesson, Preference, Role
from tests.instruct.fiction import PARAGRAPHS, SOURCES, WORKS, ferry, museum

ALL = BuildOptions(tasks=tuple(TASKS), clean_drafts=0)
PASSAGES = {"rewrite", "shorten"}
"""Tasks that an article without sources teaches nothing of."""


def made(
    *articles: ArchiveArticle, options: BuildOptions = ALL, **rest: object
) -> tuple[list[Lesson | Preference], list[Left]]:
    left: list[Left] = []
    return list(build(articles, options, left.append, **rest)), left  # type: ignore[arg-type]


def test_an_article_teaches_every_task() -> None:
    lessons, _ = made(museum(), ferry())
    assert {lesson.task for lesson in lessons if lesson.story == "s-ferry"} == set(TASKS) - PASSAGES
    lessons, _ = made(museum(), ferry(sources=(*SOURCES, WORKS)))
    assert {lesson.task for lesson in lessons if lesson.story == "s-ferry"} == set(TASKS)


def test_what_a_lesson_keeps() -> None:
    lessons, _ = made(ferry())
    for lesson in lessons:
        assert lesson.story == "s-ferry"
        assert lesson.date == ferry().date
        assert lesson.licence == "CC-BY-4.0"
        assert lesson.origin == "https://courier.example/ferry"
    assert made(ferry(url=""))[0][0].origin == "set.jsonl:1"
    assert made(ferry(licence=""))[0][0].licence == ""


def test_what_is_derived_is_named() -> None:
    lessons, _ = made(museum(), ferry())
    derived = {lesson.task: set(lesson.derived) for lesson in lessons if lesson.story == "s-ferry"}
    assert derived == {
        "article": {"notes"},
        "article-from-teaser": {"teaser"},
        "headline": set(),
        "lede": {"notes"},
        "summary": {"summary"},
        "sentence": {"notes"},
        "correct": {"notes", "draft"},
        "pretrain": set(),
        "prefer": {"notes", "rejected"},
    }


def test_the_same_seed_builds_the_same_and_another_spoils_otherwise() -> None:
    articles = (museum(), ferry())
    assert made(*articles) == made(*articles)
    other = made(*articles, options=ALL.model_copy(update={"seed": 1}))[0]
    assert other != made(*articles)[0]
    changed = {lesson.task for lesson in other} - {
        one.task for one, two in zip(made(*articles)[0], other, strict=False) if one != two
    }
    assert {"article", "headline", "sentence"} <= changed


def test_a_tasks_lessons_do_not_hang_on_the_other_tasks() -> None:
    alone = made(museum(), ferry(), options=ALL.model_copy(update={"tasks": ("correct",)}))[0]
    assert alone == [lesson for lesson in made(museum(), ferry())[0] if lesson.task == "correct"]


def test_articles_stream() -> None:
    def endless() -> Iterator[ArchiveArticle]:
        while True:
            yield ferry()

    found = list(islice(build(endless(), ALL, lambda _: None), 50))
    assert len(found) == 50


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        (ferry(paragraphs=("Too short.",)), "shorter than min_words"),
        (ferry(paragraphs=PARAGRAPHS * 30), "longer than max_words"),
        (ferry(paragraphs=(PARAGRAPHS[0] + CUT_MARK,)), "cut off"),
        (ferry(headline=""), "no headline"),
        (ferry(language="de"), "not in English"),
    ],
)
def test_articles_that_teach_nothing(article: ArchiveArticle, reason: str) -> None:
    lessons, left = made(article, museum())
    assert Left(article="ferry", task="", reason=reason, detail=article.headline) in left
    assert {lesson.story for lesson in lessons} == {"s-museum"}


def test_nothing_is_left_out_in_silence() -> None:
    lessons, left = made(ferry())
    for task in ("sentence", "prefer"):
        count = sum(lesson.task == task for lesson in lessons) + sum(each.task == task for each in left)
        assert count == 7  # sentences of the article
    for task in set(TASKS) - {"sentence", "prefer"}:
        assert sum(lesson.task == task for lesson in lessons) + sum(each.task == task for each in left) == 1


def test_a_system_text_goes_before() -> None:
    lessons, _ = made(ferry(), options=ALL.model_copy(update={"system": "You write for the Courier."}))
    for lesson in lessons:
        first = lesson.prompt[0] if isinstance(lesson, Preference) else lesson.messages[0]
        assert (first.role is Role.SYSTEM) is (lesson.task != "pretrain")


def test_an_unknown_task_is_refused_before_anything_is_built() -> None:
    with pytest.raises(SettingsError, match=r"“poem”[\s\S]*headline"):
        build([], BuildOptions(tasks=("headline", "poem")), lambda _: None)
    with pytest.raises(SettingsError, match="No task"):
        build([], BuildOptions(tasks=()), lambda _: None)


# -- a check from outside --


def test_a_check_decides_over_articles_with_sources() -> None:
    asked: list[str] = []

    def never(sentence: str, evidence: Sequence[str]) -> bool:
        asked.append(sentence)
        assert all(evidence)
        return False

    lessons, left = made(ferry(sources=SOURCES), support=never)
    assert asked
    tasks = Counter(lesson.task for lesson in lessons)
    assert not tasks.keys() & {"article", "sentence", "lede", "correct", "prefer", *PASSAGES}
    assert "too much that its sources do not say" in {each.reason for each in left if each.task == "article"}
    assert "the sources do not say it" in {each.reason for each in left if each.task == "sentence"}


def test_a_share_of_supported_sentences_is_enough() -> None:
    def most(sentence: str, evidence: Sequence[str]) -> bool:
        return "Jon Reed" not in sentence

    strict = ALL.model_copy(update={"min_supported": 0.9})
    assert "article" in {lesson.task for lesson in made(ferry(sources=SOURCES), support=most)[0]}
    assert "article" not in {lesson.task for lesson in made(ferry(sources=SOURCES), options=strict, support=most)[0]}


def test_a_check_is_not_asked_about_derived_notes() -> None:
    def never(sentence: str, evidence: Sequence[str]) -> bool:
        raise AssertionError(sentence)

    assert made(ferry(), support=never)[0]
