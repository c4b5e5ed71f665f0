"""The lines of an article: credits, turned speech, further outlets, subheads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from newswright.records import Attempt, Brief, LeftOut, Origin, Passage, Sentence
from newswright.verify import check_sentence
from newswright.write.compose import Line, composed
from newswright.write.options import WriteOptions
from newswright.write.sentence import Tried, judge
from tests.write.scripted import passage

FIRE = "A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp."
SPARK = "After a spark from a lamp, a fire destroyed the rope works on Tarn Quay on Tuesday."
OPTIONS = WriteOptions()


def _tried(text: str, piece: Passage) -> Tried:
    attempt, version = judge(text, piece, check_sentence, OPTIONS)
    assert version, attempt.lost
    return Tried((attempt.model_copy(update={"used": True}),), version)


NOTHING = Tried((Attempt(text="Nonsense.", verdict=check_sentence("Nonsense.", [])),), None)


def _lines(passages: Sequence[Passage], tried: Sequence[Tried], options: WriteOptions = OPTIONS) -> list[Line]:
    made = Brief(story="s1", passages=tuple(passages), headlines=())
    return list(composed(made, tried, check_sentence, options))


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text if isinstance(line, Sentence) else line.why for line in lines]


def test_all_outlets_that_have_it_are_credited() -> None:
    one, other = passage(FIRE), passage(FIRE, "Radio Wexley").model_copy(update={"item": "i2"})
    line, *_ = _lines([one, other], [_tried(SPARK, one), NOTHING])
    assert isinstance(line, Sentence)
    assert line.text == f"{SPARK[:-1]}, Sample Gazette and Radio Wexley reported."
    assert [piece.source for piece in line.evidence] == ["Sample Gazette", "Radio Wexley"]


@pytest.mark.parametrize(
    ("wire", "version", "printed"),
    [
        (
            "“We could not save it,” said station manager Graham Ottery.",
            "Station manager Graham Ottery said: “We could not save it.”",
            "“We could not save it,” station manager Graham Ottery said, according to Sample Gazette.",
        ),
        (
            "“Nobody was hurt in the fire,” said the council.",
            "The council said: “Nobody was hurt in the fire.”",
            "“Nobody was hurt in the fire,” the council said, according to Sample Gazette.",
        ),
        (
            "“We lost the whole of it,” said Ines Calloway.",
            "Ines Calloway said: “We lost the whole of it.”",
            "“We lost the whole of it,” Ines Calloway said, according to Sample Gazette.",
        ),
    ],
)
def test_a_speaker_stands_behind_his_words_where_a_credit_follows(wire: str, version: str, printed: str) -> None:
    piece = passage(wire)
    (line,) = _lines([piece], [_tried(version, piece)])
    assert isinstance(line, Sentence)
    assert line.text == printed
    assert check_sentence(line.text, line.evidence).reasons == ()


def test_the_form_of_the_credit_varies() -> None:
    pieces = [
        passage("The quay is shut.", "Gazette"),
        passage("Rain fell in Hexcombe.", "Gazette"),
        passage("Boats stayed in the harbour.", "Radio"),
    ]
    assert _texts(_lines(pieces, [NOTHING] * 3)) == [
        "The quay is shut, Gazette reported.",
        "Rain fell in Hexcombe, according to Gazette.",
        "Boats stayed in the harbour, Radio reported.",
    ]


def test_what_comes_to_nothing_is_left_out_with_the_reason() -> None:
    piece = passage("The quay is shut.", "")
    (line,) = _lines([piece], [NOTHING])
    assert line == LeftOut(passage=piece, why="neither a version of the model's nor its own words pass the checks")


def test_the_source_s_own_words_keep_what_was_tried() -> None:
    (line,) = _lines([passage("The quay is shut.")], [NOTHING])
    assert isinstance(line, Sentence)
    assert (line.origin, line.form, line.attempts) == (Origin.SOURCE, "short", NOTHING.attempts)


def test_subheads_stand_where_they_change() -> None:
    pieces = [
        passage("The quay is shut.", "Gazette", role="report"),
        passage("The road is shut.", "Gazette", role="report"),
        passage("Nobody knows why it burned.", "Gazette", role="unknown"),
    ]
    lines = _lines(pieces, [NOTHING] * 3, WriteOptions(format="explainer"))
    assert [line.head for line in lines if isinstance(line, Sentence)] == ["What happened", "", "What is not known"]
    at = datetime(2026, 3, 17, 6, 5, tzinfo=UTC)
    timed = [piece.model_copy(update={"when": at}) for piece in pieces[:2]]
    lines = _lines([*timed, pieces[2]], [NOTHING] * 3, WriteOptions(format="live-update"))
    assert [line.head for line in lines if isinstance(line, Sentence)] == ["06:05 UTC, Gazette", "", "Gazette"]


OURS = "34 people were led to safety from flats on Tarn Quay."
THEIRS = "37 people were evacuated from flats on Tarn Quay."
DISPUTED = {"disputed": "Radio has “37 people” where this has “34 people”", "otherwise": "37 people"}


def test_a_rival_s_figure_stands_beside_ours() -> None:
    ours = passage(OURS, "Gazette", **DISPUTED)
    theirs = passage(THEIRS, "Radio", otherwise="34 people").model_copy(update={"item": "i2"})
    lines = _lines([ours, theirs], [NOTHING, NOTHING])
    assert _texts(lines) == [
        f"{OURS[:-1]}, according to Gazette; Radio gave the figure as 37 people.",
        "its figure stands beside the other outlet's",
    ]
    assert isinstance(lines[0], Sentence)
    assert check_sentence(lines[0].text, lines[0].evidence).reasons == ()
    assert not check_sentence(lines[0].text.replace("37", "7"), lines[0].evidence).supported


def test_a_sentence_without_the_figure_gets_no_rival() -> None:
    whole = "A fire destroyed the old rope works on Tarn Quay and 34 people were led to safety from nearby flats."
    ours = passage(whole, "Gazette", **DISPUTED)
    theirs = passage(THEIRS, "Radio", otherwise="34 people").model_copy(update={"item": "i2"})
    attempt, version = judge(
        "On Tarn Quay, a fire destroyed the old rope works.", ours, check_sentence, OPTIONS, short=True
    )
    assert version, attempt.lost
    lines = _lines([ours, theirs], [Tried((attempt,), version), NOTHING])
    assert not any("gave the figure" in text for text in _texts(lines))
    assert all(isinstance(line, Sentence) for line in lines)
