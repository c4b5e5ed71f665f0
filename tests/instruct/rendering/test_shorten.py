"""What is left out for the length: sources first, then earlier turns, the answer never."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.rendering.shorten import shorten
from newswright.records import Message
from tests.instruct.talk import ONE, answer, user


def words(messages: Sequence[Message]) -> int:
    """Stand in for a tokenizer: every word is a token."""
    return sum(len(message.content.split()) for message in messages)


ASKED = user("Write it.", "One is here. Two is here.", "Three is there. Four is there.")
TALK = (ASKED, answer("It is written."))


def test_the_least_important_source_goes_first_sentence_by_sentence() -> None:
    short = shorten(TALK, words(TALK) - 1, words)
    assert short.messages[0].content == "Write it.\n\nOne is here. Two is here.\n\nThree is there."
    assert [short.messages[0].content[a:b] for a, b in short.messages[0].sources] == [
        "One is here. Two is here.",
        "Three is there.",
    ]


def test_a_source_without_a_sentence_goes_with_the_space_in_front() -> None:
    assert shorten(TALK, words(TALK) - 4, words).messages[0].content == "Write it.\n\nOne is here. Two is here."


def test_importance_is_the_order_of_the_spans_not_of_the_text() -> None:
    first, second = ASKED.sources
    turned = ASKED.model_copy(update={"sources": (second, first)})
    short = shorten((turned, TALK[1]), words(TALK) - 6, words)
    assert short.messages[0].content == "Write it.\n\nThree is there. Four is there."


def test_the_first_sentence_of_the_best_source_stays_or_the_lesson_goes() -> None:
    assert shorten(TALK, 8, words).messages[0].content == "Write it.\n\nOne is here."
    assert "its prompt fills the row: 8 tokens of 7 with one sentence of its sources" in shorten(TALK, 7, words).left


def test_the_answer_is_never_cut() -> None:
    assert "its answer alone is longer than the row: 3 tokens of 2" in shorten(TALK, 2, words).left


def test_a_list_goes_line_by_line() -> None:
    listed = user("Write it.", "- fire at mill\n- nobody hurt\n- cause unknown")
    short = shorten((listed, answer("So it is.")), 13, words)
    assert short.messages[0].content == "Write it.\n\n- fire at mill\n- nobody hurt"


def test_then_the_earliest_turns_go() -> None:
    talk = (*ONE, *TALK)
    assert shorten(talk, 9, words).messages == (ASKED.model_copy(update=kept()), TALK[1])


def kept() -> dict[str, object]:
    return {"content": "Write it.\n\nOne is here.", "sources": ((11, 23),)}


SENTENCES = st.sampled_from(["One is.", "Two are here.", "“No!”", "3.5 is it.", "é"])


@given(st.lists(SENTENCES, min_size=1), st.integers(4, 60))
def test_what_is_kept_is_what_stood_there(sources: list[str], length: int) -> None:
    talk = (user("Write it now.", *sources), answer("So."))
    if words(talk) <= length:
        return
    short = shorten(talk, length, words)
    if short.left:
        assert length < 4 + len(sources[0].split())
        return
    message = short.messages[0]
    assert words(short.messages) <= length
    assert talk[0].content.startswith(message.content)
    assert all(message.content[a:b] in sources[0] or message.content[a:b] in sources for a, b in message.sources)
