from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from newswright.instruct.building.articles import ArchiveArticle
from newswright.instruct.building.options import BuildOptions, Context, Left
from newswright.instruct.building.tasks import TASKS
from newswright.instruct.building.tasks.material import block, instruction
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.building.tasks.support import Grounds, facts
from newswright.records import Lesson, Preference, Role
from tests.instruct.fiction import SOURCES, ferry, museum


def lessons(
    task: str, article: ArchiveArticle, *, options: BuildOptions | None = None, before: Sequence[ArchiveArticle] = ()
) -> tuple[list[Lesson | Preference], list[Left]]:
    left: list[Left] = []
    context = Context(options or BuildOptions(clean_drafts=0), left.append)
    for each in before:
        context.pool.add(Reading(each).sentences)
    return list(TASKS[task].lessons(Reading(article, context.options.notes), context)), left


def only(task: str, article: ArchiveArticle, **rest: object) -> Lesson:
    (found,), _ = lessons(task, article, **rest)  # type: ignore[arg-type]
    assert isinstance(found, Lesson)
    return found


def test_the_registry_names_each_task_as_it_names_itself() -> None:
    assert set(TASKS) == {
        "article", "article-from-teaser", "headline", "lede", "summary", "sentence", "rewrite", "shorten", "correct",
        "pretrain", "prefer",
    }  # fmt: skip
    assert all(name == task.name and task.purpose for name, task in TASKS.items())


@pytest.mark.parametrize("task", sorted(set(TASKS) - {"pretrain", "prefer", "rewrite", "shorten"}))
@pytest.mark.parametrize("sources", [(), SOURCES])
def test_a_message_is_an_instruction_a_blank_line_and_marked_material(task: str, sources: tuple[object, ...]) -> None:
    found, _ = lessons(task, ferry(sources=sources))
    assert found
    for lesson in found:
        assert isinstance(lesson, Lesson)
        user, answer = lesson.messages
        assert (user.role, answer.role) == (Role.USER, Role.ASSISTANT)
        assert user.content.startswith(instruction(task) + "\n\n")
        assert user.sources
        assert min(start for start, _ in user.sources) >= len(instruction(task)) + 2
        assert answer.content == answer.content.strip()


def test_article_from_notes() -> None:
    lesson = only("article", ferry())
    user, answer = lesson.messages
    assert "\n\nNotes:\n- County council in Ostermere approved" in user.content
    spans = [user.content[start:end] for start, end in user.sources]
    assert all(re.fullmatch(r"- [^\n]+", span) for span in spans)
    assert user.content.endswith("\n".join(spans))  # in the article's order: its most important facts stand first
    assert answer.content == "\n\n".join((ferry().headline, *ferry().paragraphs))


def test_article_from_sources_weighs_the_one_it_rests_on_most() -> None:
    lesson = only("article", ferry(sources=SOURCES))
    user = lesson.messages[0]
    assert "\n\nWexley Herald, 2 March 2026: Petition handed in\nResidents handed in" in user.content
    spans = [user.content[start:end] for start, end in user.sources]
    assert [span.partition(",")[0] for span in spans] == ["Ostermere Courier", "Wexley Herald"]
    assert "nine years.\nThe terminal" in spans[0]  # a blank line would part two sources
    assert lesson.derived == ()


def test_whole_sentences_as_notes() -> None:
    lesson = only("article", ferry(), options=BuildOptions(notes="sentences"))
    assert "\n- The county council in Ostermere" in lesson.messages[0].content


@pytest.mark.parametrize(
    ("changes", "block_begins"),
    [
        ({}, "Ostermere Courier, 3 March 2026: Yes to ferry terminal\n"),
        ({"outlet": ""}, "3 March 2026: Yes to ferry terminal\n"),
        ({"date": None}, "Ostermere Courier: Yes to ferry terminal\n"),
        ({"outlet": "", "date": None}, "Yes to ferry terminal\n"),
        ({"outlet": "", "date": None, "headline": ""}, "Councillors in Ostermere"),
    ],
)
def test_a_source_as_it_stands_in_a_message(changes: dict[str, object], block_begins: str) -> None:
    assert block(SOURCES[1].model_copy(update=changes)).startswith(block_begins)


def test_article_from_teaser() -> None:
    lesson = only("article-from-teaser", ferry(teaser="After nine years."))
    assert lesson.messages[0].content.endswith(f"\n\n{ferry().headline}\nAfter nine years.")
    assert lesson.messages[1].content == ferry().text
    assert lesson.derived == ()
    assert lessons("article-from-teaser", ferry(teaser=ferry().text))[1][0].reason == "nothing beyond its teaser"


def test_headline() -> None:
    lesson = only("headline", ferry())
    user, answer = lesson.messages
    assert [user.content[start:end] for start, end in user.sources] == list(ferry().paragraphs)
    assert answer.content == ferry().headline


@pytest.mark.parametrize(
    ("headline", "reason"),
    [
        ("Yes", "headline of an unusual length"),
        ("OSTERMERE COUNCIL APPROVES FERRY", "headline in capitals"),
        ("Will Ostermere council approve a ferry terminal?", "headline is a question"),
        ("Ostermere council approves 3 ferry terminals", "headline has a figure that the text has not"),
        ("Storm floods harbour in Wexley", "headline says what the text does not"),
    ],
)
def test_headlines_that_are_left(headline: str, reason: str) -> None:
    found, left = lessons("headline", ferry(headline=headline))
    assert not found
    assert [(each.task, each.reason, each.detail) for each in left] == [("headline", reason, headline)]


def test_lede() -> None:
    assert only("lede", ferry(sources=SOURCES)).messages[1].content == Reading(ferry()).lede
    assert lessons("lede", ferry(sources=SOURCES[:1]))[1][0].reason == "the sources do not say the lede"
    assert lessons("lede", ferry(paragraphs=("He left.",)))[1][0].reason == "the first sentence is no lede"


def test_summary() -> None:
    assert only("summary", ferry(summary="A terminal comes.")).messages[1].content == "A terminal comes."
    assert lessons("summary", ferry(summary=ferry().text))[1][0].reason == "the summary is longer than half the article"
    assert lessons("summary", ferry(paragraphs=("One. Two.",)))[1][0].reason == "too short to be summed up"


def test_a_sentence_from_its_note() -> None:
    found, left = lessons("sentence", ferry())
    assert isinstance(found[0], Lesson)
    assert found[0].messages[1].content == Reading(ferry()).lede
    assert {each.reason for each in left} == {"no sentence that stands by itself"}
    assert len(found) + len(left) == len(Reading(ferry()).sentences)


def test_a_sentence_from_the_sources_sentences() -> None:
    found, left = lessons("sentence", ferry(sources=SOURCES))
    (one, two) = found
    assert isinstance(one, Lesson)
    assert isinstance(two, Lesson)
    assert "\n\nOstermere Courier, 3 March 2026: Councillors in Ostermere approved" in one.messages[0].content
    assert "£42 million" in two.messages[0].content
    assert {each.reason for each in left} >= {"the sources do not say it"}
    assert one.derived == ()


def test_an_article_gives_so_many_sentences() -> None:
    found, left = lessons("sentence", ferry(), options=BuildOptions(max_sentences=2))
    assert len(found) == 2
    assert "the article has enough" in {each.reason for each in left}


def test_a_source_copied_word_for_word_teaches_nothing() -> None:
    copied = SOURCES[1].model_copy(update={"text": Reading(ferry()).lede})
    _, left = lessons("sentence", ferry(sources=(copied,)))
    assert "it is a source's, word for word" in {each.reason for each in left}
    assert lessons("lede", ferry(sources=(copied,)))[1][0].reason == "it is a source's, word for word"


def test_correct_turns_a_spoiled_draft_into_the_true_text() -> None:
    lesson = only("correct", ferry(), before=[museum()])
    user, answer = lesson.messages
    draft = user.content.partition("\n\nDraft:\n\n")[2]
    assert draft != answer.content
    assert answer.content == "\n\n".join((ferry().headline, *ferry().paragraphs))
    assert max(end for _, end in user.sources) < user.content.index("Draft:")  # a draft is never shortened
    assert set(lesson.derived) == {"notes", "draft"}


def test_some_drafts_are_right_already() -> None:
    lesson = only("correct", ferry(), options=BuildOptions(clean_drafts=1))
    assert lesson.messages[0].content.endswith("\n\nDraft:\n\n" + lesson.messages[1].content)


def test_correct_keeps_to_what_the_sources_say() -> None:
    lesson = only("correct", ferry(sources=SOURCES))
    assert "Jon Reed" not in lesson.messages[1].content
    assert "nine years" in lesson.messages[1].content
    assert lessons("correct", ferry(sources=SOURCES[:1]))[1][0].reason == "too few sentences that its sources say"


def test_pretrain_is_text_alone() -> None:
    (message,) = only("pretrain", ferry()).messages
    assert (message.role, message.sources) == (Role.ASSISTANT, ())
    assert message.content == f"{ferry().headline}\n\n{ferry().text}"


def test_prefer_sets_the_true_sentence_against_a_spoiled_one() -> None:
    found, left = lessons("prefer", ferry(), before=[museum()])
    asked = {lesson.messages[0] for lesson in lessons("sentence", ferry())[0] if isinstance(lesson, Lesson)}
    for pair in found:
        assert isinstance(pair, Preference)
        assert pair.chosen in Reading(ferry()).sentences
        assert pair.rejected != pair.chosen
        assert pair.reason.startswith("the other ")
        assert set(pair.prompt) <= asked
    assert found
    assert len(found) + len(left) == len(Reading(ferry()).sentences)


# -- support --


def test_facts_are_figures_days_and_names() -> None:
    assert facts("On 3 March, Ada Holm paid £42 million.") == {"month 3", "day 3", "holm", "42000000 GBP"}


def test_evidence_has_all_figures_names_days_and_quotations() -> None:
    context = Context(BuildOptions(min_coverage=0.1), lambda _: None)
    grounds = Grounds(ferry(sources=SOURCES), context)
    assert grounds.of("The new terminal will cost about £42 million.")
    assert not grounds.of("The new terminal will cost about £43 million.")
    assert not grounds.of("The new terminal was approved on Monday.")
    assert not grounds.of("The new terminal in Wexley was approved.")
    assert not grounds.of("Councillors approved a “grand new” terminal.")
    assert Grounds(ferry(), context).of("The new terminal will cost about £42 million.") == ()


def test_one_piece_alone_says_all_without_its_outlets_name() -> None:
    grounds = Grounds(ferry(sources=SOURCES), Context(BuildOptions(min_coverage=0.5), lambda _: None))
    piece = grounds.alone("The new terminal will cost about £42 million.")
    assert piece
    assert piece.text.startswith("The terminal is expected to cost")
    both = "Councillors approved the terminal on Tuesday, and it will cost about £42 million."
    assert len(grounds.of(both)) == 2
    assert grounds.alone(both) is None
    outlet = "The terminal will cost about £42 million, said the Ostermere Courier."
    assert grounds.of(outlet)
    assert grounds.alone(outlet) is None
    assert Grounds(ferry(), Context(BuildOptions(), lambda _: None)).alone("The terminal will cost more.") is None
