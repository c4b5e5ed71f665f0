"""A version is used only if it is supported, the writer's own, whole enough and a sentence."""

import pytest

from newswright.records import Passage
from newswright.verify import check_sentence
from newswright.write.mend import mended
from newswright.write.options import WriteOptions
from newswright.write.sentence import Reworded, best, evidence_of, is_own, judge, tidy
from newswright.write.soundness import unsound

TEXT = "A fire tore through the old rope works early on Tuesday, and 34 people were moved from nearby flats."
PASSAGE = Passage(item="i1", url="", source="Sample Gazette", start=0, end=len(TEXT), text=TEXT)
OPTIONS = WriteOptions()


def _usable(text: str, opening: str = "") -> str:
    _, version = judge(Reworded(text, opening), PASSAGE, check_sentence, OPTIONS)
    return version.text if version else ""


def test_a_good_version_is_used() -> None:
    good = "34 people were moved from nearby flats when a fire tore through the old rope works on Tuesday."
    assert _usable(good) == good


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "34 people were moved from nearby flats.",
        "34 people were moved to nearby flats when a fire tore through the old rope works.",
        "35 people were moved from nearby flats when a fire tore through the old rope works.",
        "The old rope works.",
    ],
)
def test_copies_fragments_and_falsehoods_are_not(text: str) -> None:
    assert _usable(text) == ""


def test_what_is_added_at_the_end_is_cut() -> None:
    added = "34 people were moved from nearby flats when a fire tore through the old rope works, councillors said."
    assert _usable(added) == "34 people were moved from nearby flats when a fire tore through the old rope works."


def test_an_opening_said_twice_is_said_once() -> None:
    versions = mended("On Tuesday, the old rope works burned down early on Tuesday.", "On Tuesday,")
    assert versions[0] == "On Tuesday, the old rope works burned down early."


def test_tidy_takes_the_first_sentence_and_closes_it() -> None:
    assert tidy("rain fell. More later.") == "Rain fell."
    assert tidy("she said: “Rain fell") == "She said: “Rain fell.”"
    assert tidy("  ") == ""


def test_own_words_are_no_long_run_and_no_single_piece() -> None:
    source = "one two three four five six seven eight nine ten eleven twelve thirteen"
    assert not is_own("one two three four five six seven eight nine ten eleven twelve", source, 11)
    assert not is_own("one two three four", source, 11)
    assert is_own("twelve eleven one two three", source, 11)


def test_the_fullest_version_wins() -> None:
    assert best([]) is None


@pytest.mark.parametrize(
    "text",
    [
        "After the first call, the service said.",
        "190 miles overnight, head teacher Nora Whitlatch said.",
        "Officer Gwen Tarrow said residents of 120 homes.",
        "In the 88th minute, when Penn headed the winner.",
        "54 rooms, three theatres and a garden.",
        "She said: “It is gone.",
        "The rooms, the service said on Tuesday.",
        "After the first call, the service said in a statement.",
        "The rooms are shut and the rooms are shut.",
    ],
)
def test_what_is_no_sentence(text: str) -> None:
    assert unsound(text, "The wing has 54 rooms.", whole=True)


@pytest.mark.parametrize(
    "text",
    [
        "The governors hope to reopen it on Thursday.",
        "The wing has 54 rooms, the trust said on Tuesday.",
        "The wing was shut, the Red Cross said in Geneva on Friday.",
        "Flash floods swept the wing.",
        "Nora Whitlatch said: “There was no light, there was no light at all.”",
    ],
)
def test_what_is_one(text: str) -> None:
    assert unsound(text, "The governors hope to reopen it.", whole=True) == ""


def test_evidence_is_the_passage() -> None:
    assert evidence_of(PASSAGE).text == TEXT
