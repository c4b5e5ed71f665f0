from __future__ import annotations

import pytest

from newswright.instruct.building.articles import CUT_MARK
from newswright.instruct.building.tasks.reading import TEASER, Reading, derived_summary, derived_teaser, sound
from newswright.text.sentences import sentences
from tests.instruct.fiction import ferry


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("The ferry sailed.", True),
        ("“We sail,” said Ada Holm.", True),
        ("12 boats sailed.", True),
        ("the ferry sailed.", False),
        ("The ferry sailed", False),
        ("“We sail, said Ada Holm.", False),
        ("She sailed.", False),
        ("", False),
    ],
)
def test_sound_sentences(sentence: str, whole: bool) -> None:
    assert sound(sentence) is whole


def test_a_sentence_is_not_parted_inside_a_quotation_or_before_a_time_zone() -> None:
    text = 'The boat left at 6.08 p.m. EDT on Sunday. "We sail. We will return. The end," he said. It was late.'
    assert Reading(ferry(paragraphs=(text,))).sentences == (
        "The boat left at 6.08 p.m. EDT on Sunday.",
        '"We sail. We will return. The end," he said.',
        "It was late.",
    )


def test_a_mark_that_is_never_closed_swallows_nothing() -> None:
    text = 'He said "we sail. The boat left. It was late.'
    assert len(Reading(ferry(paragraphs=(text,))).sentences) == len(sentences(text)) > 1


def test_lede() -> None:
    assert Reading(ferry()).lede.startswith("The county council")
    assert Reading(ferry(paragraphs=("It ended there on Tuesday after a long and bitter dispute.",))).lede == ""
    assert Reading(ferry(paragraphs=("Ferry sails.",))).lede == ""


def test_a_teaser_of_the_archives_own() -> None:
    assert Reading(ferry(teaser="After nine years.")).teaser == ("After nine years.", False)
    assert Reading(ferry(teaser="After nine years and" + CUT_MARK)).teaser == ("After nine years and...", False)


def test_a_derived_teaser_ends_at_a_sentence_or_a_word() -> None:
    assert derived_teaser(("The ferry sailed.", "It came back.", "X" * TEASER)) == "The ferry sailed. It came back."
    cut = derived_teaser(("The ferry " + "sailed, " * 40 + "again.",))
    assert cut.endswith("sailed...")
    assert TEASER - 12 < len(cut) <= TEASER
    assert derived_teaser(()) == ""
    assert Reading(ferry()).teaser[1]


def test_a_derived_summary_is_two_of_its_sentences_in_order() -> None:
    reading = Reading(ferry())
    summary, derived = reading.summary
    assert derived
    places = [reading.sentences.index(line) for line in reading.sentences if line in summary]
    assert len(places) == 2
    assert places[0] == 0
    assert " ".join(reading.sentences[at] for at in places) == summary
    assert derived_summary(("One sentence stands here alone.",)) == ""
    assert Reading(ferry(summary="Its own.")).summary == ("Its own.", False)


def test_notes_in_both_styles() -> None:
    assert Reading(ferry()).notes[0].startswith("County council in Ostermere approved new ferry terminal on Tuesday")
    assert Reading(ferry(), "sentences").notes[0] == Reading(ferry()).sentences[0]
