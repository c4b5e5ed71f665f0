"""`rewrite` and `shorten`: which sentences retell a passage, and that they ask as the writer asks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from newswright.instruct.building.articles import ArchiveArticle, SourceText
from newswright.instruct.building.options import BuildOptions, Context, Left, Support
from newswright.instruct.building.tasks import TASKS
from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.building.tasks.passage import asked
from newswright.instruct.building.tasks.reading import Reading
from newswright.instruct.rendering.form import own_form, text
from newswright.instruct.rendering.render import Renderer
from newswright.instruct.rendering.template import built_in, find
from newswright.newsroom import asking_of
from newswright.records import Lesson
from newswright.write import WriteOptions
from newswright.write.asking import Ask
from tests.instruct.families import built
from tests.instruct.fiction import SOURCES, ferry
from tests.instruct.llama_cpp import llama_cpp_ids
from tests.instruct.tiny_gguf import tiny_gguf

REPORT = (
    "The county council in Ostermere approved a new ferry terminal with 14 votes to 6 on Tuesday evening, after a "
    "dispute of nine years over its cost."
)
PASSAGE = "The ferry to Orm, “the Grey Lady”, was cancelled on Tuesday."


def told(*sentences: str, passages: Sequence[str] = (REPORT,), outlet: str = "Ostermere Courier") -> ArchiveArticle:
    """Return an article of `sentences` that was written from one report of `passages`."""
    return ferry(paragraphs=sentences, sources=(SourceText(text="\n\n".join(passages), outlet=outlet),))


def lessons(
    task: str, article: ArchiveArticle, options: BuildOptions | None = None, support: Support | None = None
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the passage and the answer of each lesson, and the reasons for what was left."""
    left: list[Left] = []
    context = Context(options or BuildOptions(), left.append, support)
    found = []
    for lesson in TASKS[task].lessons(Reading(article), context):
        assert isinstance(lesson, Lesson)
        user, answer = lesson.messages
        ((start, end),) = user.sources
        assert user.content == f"{instruction(task)}\n\n{user.content[start:end]}"
        assert lesson.derived == ()
        found.append((user.content[start:end], answer.content))
    return found, [each.reason for each in left]


def test_a_sentence_is_asked_for_with_its_passage_and_nothing_else() -> None:
    found, left = lessons("rewrite", ferry(sources=SOURCES))
    assert found == [
        (
            "Councillors in Ostermere approved the new ferry terminal on Tuesday after a dispute of nine years.",
            "The county council in Ostermere approved a new ferry terminal on Tuesday, ending a dispute of nine years.",
        ),
        (
            "The terminal is expected to cost about £42 million, and its doors will open in March 2027.",
            "The terminal is expected to cost about £42 million and will open in March 2027.",
        ),
    ]
    assert len(found) + len(left) == len(Reading(ferry()).sentences)


def test_a_passage_is_shortened_in_three_fifths_of_its_words() -> None:
    long = "The council approved a new ferry terminal in Ostermere on Tuesday evening with 14 votes to 6."
    short = "Ostermere has approved a new ferry terminal after nine years of dispute over its cost."
    found, left = lessons("shorten", told(long, short))
    assert (found, left) == ([(REPORT, short)], ["more than 60% of the words of its passage"])
    assert [answer for _, answer in lessons("rewrite", told(long, short))[0]] == [long, short]


@pytest.mark.parametrize(("words", "fits"), [(15, True), (16, False)])
def test_three_fifths_of_25_words_are_15(words: int, fits: bool) -> None:
    passage = " ".join(["Boats", *(f"quay{'abcdefghijklmnopqrstuvwx'[at]}" for at in range(24))]) + "."
    kept = passage.rstrip(".").split()[:words]
    sentence = " ".join(["Boats", *reversed(kept[1:])]) + "."
    assert bool(lessons("shorten", told(sentence, passages=(passage,)))[0]) is fits


@pytest.mark.parametrize("task", ["rewrite", "shorten"])
def test_without_sources_there_is_none_and_it_is_said(task: str) -> None:
    assert lessons(task, ferry()) == ([], ["no sources to retell"])


def test_what_takes_two_passages_is_none() -> None:
    both = "The council approved a ferry terminal on Tuesday, and Mayor Ada Holm thanked 1,204 residents."
    passages = ("The council approved a ferry terminal on Tuesday.", "Mayor Ada Holm thanked 1,204 residents after it.")
    assert lessons("rewrite", told(both, passages=passages)) == (
        [],
        ["no one passage of the sources says it"],
    )


RUN = "ferries left the northern quay of Wexley at dawn with sixty cars"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        (f"Six {RUN}, pilots said.", "a copy of its passage"),  # twelve words in a row
        (f"Six {RUN.replace('sixty', '60')}, pilots said.", ""),
        (f"Pilots said that “six {RUN}”.", ""),
        ("Six ferries left the northern quay of Wexley.", "a copy of its passage"),  # short, but one piece
        (f"Pilots said six {RUN} on board, a port official told reporters on Monday.", "a copy of its passage"),
    ],
)
def test_a_copy_teaches_nothing(sentence: str, reason: str) -> None:
    passage = f"Pilots said six {RUN} on board, a port official told reporters on Monday."
    found, left = lessons("rewrite", told(sentence, passages=(passage,)))
    assert (bool(found), left) == (not reason, [reason] if reason else [])


@pytest.mark.parametrize("end", [", Ostermere Courier reported.", ", according to Ostermere Courier."])
def test_a_credit_is_the_writers_and_taken_off(end: str) -> None:
    said = "Ostermere has approved a new ferry terminal after nine years of dispute over its cost"
    found, _ = lessons("rewrite", told(said + end))
    assert found == [(REPORT, said + ".")]


def test_an_outlet_that_the_model_does_not_see_is_not_taught() -> None:
    sentence = "Herald says the council in Ostermere approved the new ferry terminal on Tuesday after a long dispute."
    assert lessons("rewrite", told(sentence, outlet="Herald"))[1] == ["it names an outlet that its passage does not"]
    named = "Herald has it that the county council in Ostermere approved a ferry terminal on Tuesday after a dispute."
    assert lessons("rewrite", told(sentence, passages=(named,), outlet="Herald"))[0] == [(named, sentence)]


def test_a_passage_that_leans_on_another_is_not_asked_about() -> None:
    passage = "He told the council in Ostermere that the new ferry terminal would be approved on Tuesday."
    sentence = "The new ferry terminal would be approved on Tuesday, the council in Ostermere was told."
    assert lessons("rewrite", told(sentence, passages=(passage,)))[1] == ["its passage is none to ask about"]


def test_an_article_gives_so_many() -> None:
    article = ferry(sources=SOURCES)
    found, left = lessons("rewrite", article, BuildOptions(max_sentences=1))
    assert len(found) == 1
    assert "the article has enough" in left


def test_the_newsrooms_check_sees_the_passage_alone() -> None:
    seen: list[Sequence[str]] = []

    def check(sentence: str, texts: Sequence[str]) -> bool:
        seen.append(texts)
        return "£42 million" in sentence

    found, _ = lessons("rewrite", ferry(sources=SOURCES), support=check)
    assert [answer for _, answer in found] == [
        "The terminal is expected to cost about £42 million and will open in March 2027."
    ]
    assert len(seen) == 2
    assert all(len(texts) == 1 and "Courier" not in texts[0] for texts in seen)


# -- the same prompt as the writer's --

ASKS = [Ask.REWRITE, Ask.SHORTEN]


def sent(ask: Ask, template: str) -> str:
    """Return the text of the writer's prompt for `PASSAGE`."""
    request = asking_of(WriteOptions(ask="lessons", template=template), "").frames[ask].request(PASSAGE)
    return request.shared + request.own + request.after


@pytest.mark.parametrize("template", sorted(built_in()))
@pytest.mark.parametrize("ask", ASKS)
def test_the_writers_prompt_is_the_lessons(ask: Ask, template: str) -> None:
    wanted = text(find(template), [asked(ask.value, PASSAGE)], bos="<s>", eos="</s>", generation=True)
    assert sent(ask, template) == wanted.removeprefix("<s>")  # an engine sets the begin itself


BEGUN = [
    name for name in sorted(built_in()) if own_form(find(name)).parts([asked("rewrite", PASSAGE)])[0].text == "<s>"
]
"""The templates that begin with the vocabulary's begin, as Llama 2's vocabulary puts it in front of every prompt."""


@pytest.mark.parametrize("template", BEGUN)
@pytest.mark.parametrize("ask", ASKS)
def test_token_for_token_in_llama_2s_vocabulary(
    ask: Ask, template: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    family = built("llama2")
    ids = llama_cpp_ids(gguf("llama2", tmp_path_factory), sent(ask, template), add=True)
    assert ids == Renderer(find(template), family.vocabulary).prompt([asked(ask.value, PASSAGE)])


@pytest.mark.parametrize("ask", ASKS)
def test_token_for_token_in_the_embedded_models(ask: Ask, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In the template that it was made for, and with all that llama.cpp adds to a prompt."""
    family = built("embedded")
    ids = llama_cpp_ids(gguf("embedded", tmp_path_factory), sent(ask, "chatml"), add=True)
    assert ids == Renderer(find("chatml"), family.vocabulary).prompt([asked(ask.value, PASSAGE)])


def gguf(family: str, folders: pytest.TempPathFactory) -> Path:
    """Return a GGUF file with the family's tokenizer, made once a run."""
    path = folders.getbasetemp() / f"passage-{family}.gguf"
    return path if path.exists() else tiny_gguf(built(family), path)
