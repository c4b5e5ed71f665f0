from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.building.pairs import from_attempts, from_reviews
from newswright.instruct.building.tasks.material import instruction
from newswright.instruct.files.rows import BadRow
from newswright.records import (
    Article,
    Attempt,
    Check,
    Evidence,
    Label,
    Origin,
    Outcome,
    Preference,
    Role,
    Sentence,
    Status,
    Verdict,
    WireItem,
)

ITEM = WireItem.make(
    url="https://courier.example/1",
    source="Ostermere Courier",
    outlet="courier.example",
    title="Ferry strike ends",
    description="The strike ended on Monday.",
    published_at=datetime(2026, 3, 3, tzinfo=UTC),
    rights="CC BY 4.0",
)
EVIDENCE = Evidence(
    item=ITEM.id, url=ITEM.url, source=ITEM.source, text="The strike ended on Monday.", start=19, end=46
)
GOOD = Verdict(label=Label.SUPPORTED, checks=())
BAD = Verdict(
    label=Label.CONTRADICTED, checks=(Check(name="dates", outcome=Outcome.FAILED, detail="“Tuesday” is not there"),)
)


def article(origin: Origin = Origin.MODEL, **changes: object) -> Article:
    sentence = Sentence(
        text="On Monday the strike ended.",
        origin=origin,
        verdict=GOOD,
        evidence=(EVIDENCE,),
        attempts=(
            Attempt(text="On Tuesday the strike ended.", verdict=BAD),
            Attempt(text="The strike came to an end on Monday.", verdict=GOOD),
            Attempt(text="On Monday the strike ended.", verdict=GOOD, used=True),
        ),
    )
    base = Article(
        id="a1",
        story="s1",
        slug="ferry",
        headline="Ferry strike over",
        language="en",
        status=Status.PUBLISHED,
        sentences=(sentence,),
    )
    return base.model_copy(update=changes)


def test_what_passed_is_chosen_over_what_failed() -> None:
    pairs = list(from_attempts(article(), [ITEM]))
    assert [(pair.chosen, pair.rejected) for pair in pairs] == [
        ("On Monday the strike ended.", "On Tuesday the strike ended."),
        ("The strike came to an end on Monday.", "On Tuesday the strike ended."),
    ]
    (message,) = pairs[0].prompt
    assert (
        message.content == f"{instruction('sentence')}\n\nOstermere Courier, 3 March 2026: The strike ended on Monday."
    )
    assert [message.content[a:b] for a, b in message.sources] == [
        "Ostermere Courier, 3 March 2026: The strike ended on Monday."
    ]
    assert pairs[0].reason == "dates: “Tuesday” is not there"
    assert (pairs[0].story, pairs[0].licence, pairs[0].origin) == ("s1", "CC BY 4.0", "archive:a1")
    assert pairs[0].date == ITEM.published_at


def test_a_quoted_source_is_not_chosen_but_a_supported_attempt_is() -> None:
    pairs = list(from_attempts(article(Origin.SOURCE), [ITEM]))
    assert {pair.chosen for pair in pairs} == {"The strike came to an end on Monday.", "On Monday the strike ended."}


def test_without_failures_or_evidence_there_is_no_pair() -> None:
    (sentence,) = article().sentences
    fine = sentence.model_copy(update={"attempts": sentence.attempts[1:]})
    bare = sentence.model_copy(update={"evidence": ()})
    assert not list(from_attempts(article(sentences=(fine, bare)), [ITEM]))


LOST = "a copy: 12 words in a row"


def asked_as_the_writer_does(*attempts: Attempt, **changes: object) -> list[Preference]:
    """Return the pairs of an article of one sentence: under its outlet's name, with another outlet's evidence too."""
    (sentence,) = article().sentences
    other = EVIDENCE.model_copy(update={"item": "i2", "source": "Wexley Herald", "text": "Monday saw the strike end."})
    made = sentence.model_copy(
        update={
            "text": "On Monday the strike ended, Ostermere Courier reported.",
            "evidence": (EVIDENCE, other),
            "attempts": attempts,
            **changes,
        }
    )
    return list(from_attempts(article(sentences=(made,)), [ITEM]))


@pytest.mark.parametrize("ask", ["rewrite", "shorten"])
def test_attempts_are_asked_for_as_they_were(ask: str) -> None:
    (pair,) = asked_as_the_writer_does(
        Attempt(text="On Tuesday the strike ended.", verdict=BAD, ask=ask, lost="dates: “Tuesday” is not there"),
        Attempt(text="On Monday the strike ended.", verdict=GOOD, ask=ask, used=True),
    )
    (message,) = pair.prompt
    assert message.content == f"{instruction(ask)}\n\nThe strike ended on Monday."
    assert [message.content[a:b] for a, b in message.sources] == ["The strike ended on Monday."]
    assert (pair.task, pair.reason) == (ask, "dates: “Tuesday” is not there")
    assert pair.chosen == "On Monday the strike ended."  # without the credit, which no model wrote
    assert pair.licence == "CC BY 4.0"


def test_only_attempts_of_the_same_ask_are_paired() -> None:
    assert not asked_as_the_writer_does(
        Attempt(text="On Tuesday the strike ended.", verdict=BAD, ask="rewrite"),
        Attempt(text="The strike ended.", verdict=GOOD, ask="shorten", used=True),
    )


def test_a_copy_is_passed_over_and_what_was_lost_otherwise_is_neither() -> None:
    pairs = asked_as_the_writer_does(
        Attempt(text="The strike ended on Monday.", verdict=GOOD, ask="rewrite", lost=LOST),
        Attempt(text="It ended.", verdict=GOOD, ask="rewrite", lost="keeps 30% of the passage"),
        Attempt(text="It was on Monday that the strike ended.", verdict=GOOD, ask="rewrite"),
        Attempt(text="On Monday the strike ended.", verdict=GOOD, ask="rewrite", used=True),
    )
    assert [(pair.chosen, pair.rejected, pair.reason) for pair in pairs] == [
        ("On Monday the strike ended.", "The strike ended on Monday.", LOST),
        ("It was on Monday that the strike ended.", "The strike ended on Monday.", LOST),
    ]


def test_what_was_drafted_in_another_way_is_no_pair() -> None:
    assert not asked_as_the_writer_does(
        Attempt(text="On Tuesday the strike ended.", verdict=BAD, ask="article"),
        Attempt(text="On Monday the strike ended.", verdict=GOOD, ask="article", used=True),
    )


# -- reviews --


def read(*rows: Mapping[str, object]) -> tuple[list[Preference], list[BadRow]]:
    bad: list[BadRow] = []
    return list(from_reviews(((f"r.jsonl:{n}", row) for n, row in enumerate(rows, 1)), bad.append)), bad


def test_an_edit_is_a_pair() -> None:
    (pair,), bad = read(
        {
            "sources": [{"text": "The strike ended on Monday.", "outlet": "Ostermere Courier", "date": "2026-03-03"}],
            "before": "The strike ended on Tuesday.",
            "after": "The strike ended on Monday.",
            "editor": "Ada Holm",
            "decision": "edit",
            "reason": "Wrong day.",
            "story": "s1",
            "licence": "CC-BY-4.0",
        }
    )
    assert not bad
    assert (pair.chosen, pair.rejected) == ("The strike ended on Monday.", "The strike ended on Tuesday.")
    assert (pair.task, pair.reason, pair.story, pair.licence) == ("sentence", "Wrong day.", "s1", "CC-BY-4.0")
    assert pair.prompt[0].content.endswith("Ostermere Courier, 3 March 2026: The strike ended on Monday.")
    assert "Ada Holm" not in pair.model_dump_json()


def test_a_choice_with_a_prompt() -> None:
    (text, turns), _ = read(
        {"prompt": "Write.", "chosen": "A.", "rejected": "B.", "task": "lede"},
        {
            "prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}],
            "chosen": "A",
            "rejected": "B",
        },
    )
    assert (text.prompt[0].role, text.prompt[0].content, text.task) == (Role.USER, "Write.", "lede")
    assert [message.role for message in turns.prompt] == [Role.SYSTEM, Role.USER]


def test_another_task_asks_with_its_own_instruction() -> None:
    (pair,), _ = read({"task": "headline", "sources": ["The strike ended."], "before": "B", "after": "A"})
    assert pair.prompt[0].content == f"{instruction('headline')}\n\nThe strike ended."


def test_a_review_of_a_passage_asks_with_the_passage_alone() -> None:
    source = {"text": "The strike ended on Monday.", "outlet": "Ostermere Courier", "date": "2026-03-03"}
    (pair,), _ = read({"task": "rewrite", "sources": [source], "before": "B", "after": "A"})
    assert pair.prompt[0].content == f"{instruction('rewrite')}\n\nThe strike ended on Monday."


@pytest.mark.parametrize(
    "row",
    [
        {"prompt": "P", "before": "Same.", "after": "Same."},
        {"prompt": "P", "before": "A.", "after": "B.", "decision": "Undecided"},
        {"prompt": "P", "before": "A.", "decision": "reject"},
    ],
)
def test_no_change_and_no_decision_are_no_pair(row: Mapping[str, object]) -> None:
    assert read(row) == ([], [])


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        ({"prompt": "P", "before": "A."}, "chosen or after"),
        ({"prompt": "P", "after": "A."}, "rejected or before"),
        ({"before": "A.", "after": "B."}, "prompt or sources"),
        ({"before": "A.", "after": "B.", "sources": ["https://herald.example/1"]}, "prompt or sources"),
    ],
)
def test_rows_that_lack_a_part_are_listed(row: Mapping[str, object], lacking: str) -> None:
    found, (bad,) = read(row)
    assert not found
    assert bad.where == "r.jsonl:1"
    assert lacking in bad.reason


VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=2))


@given(st.dictionaries(st.sampled_from(["prompt", "sources", "before", "after", "chosen", "decision", "task"]), VALUES))
def test_any_row_is_a_pair_or_none_or_listed(row: dict[str, object]) -> None:
    found, bad = read(row)
    assert len(found) + len(bad) <= 1
    assert all(pair.chosen != pair.rejected for pair in found)
