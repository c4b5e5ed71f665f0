from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newswright.instruct.building.notes import JOINED, cablese, leans, notes
from newswright.text.dates import dates
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.quotes import quotations
from newswright.text.sentences import sentences

WIKINEWS = Path(__file__).parents[4] / "shared" / "data" / "wikinews" / "articles.jsonl"
NEGATION = re.compile(r"\b(?:not|no|never|none|nobody|nothing|nor|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
KEPT = re.compile(
    r"\b(?:may|might|could|alleged|allegedly|reportedly|said|according|by|from|to|against)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("sentence", "note"),
    [
        ("The council approved a terminal on Tuesday.", "Council approved terminal on Tuesday"),
        ("Opponents said that the plan would fail.", "Opponents said plan would fail"),
        ("Police are investigating the theft.", "Police investigating theft"),
        ("The vote is expected to fail.", "Vote expected to fail"),
        ("Ines Dahl was seen in Dale.", "Ines Dahl seen in Dale"),
        ("The thief was arrested by a guard.", "Thief arrested by guard"),
        ("The bridge, which was closed by the council, fell.", "Bridge, closed by council, fell"),
        ("An aid ship that is sailing to Orm left in order to help.", "Aid ship sailing to Orm left to help"),
        # what stays, because grammar alone does not bring it back
        ("Two men were shot in Dale.", "Two men were shot in Dale"),
        ("The road was closed on Monday.", "Road was closed on Monday"),
        ("The road is closed on Monday.", "Road is closed on Monday"),
        ("Oil rose to $3 a barrel.", "Oil rose to $3 a barrel"),
        ("A few boats sail twice a week.", "A few boats sail twice a week"),
        ("The mayor is not in The Hague.", "Mayor is not in The Hague"),
        ("Vitamin A is in the Bank of the West.", "Vitamin A in Bank of the West"),
        ("It is said that he left.", "It is said he left"),
        ("However, there are also a hundred boats.", "However, there are also a hundred boats"),
        ("“The bridge is a wreck,” the mayor said.", "“The bridge is a wreck,” mayor said"),
        ("the only way.” The mayor left the hall.", "The only way.” The mayor left hall"),
        ("The ferry sails to the U.S.", "Ferry sails to U.S."),
        ("The", "The"),
    ],
)
def test_telegraph_style(sentence: str, note: str) -> None:
    assert cablese(sentence) == note


def test_a_sentence_of_nothing_is_left_as_it_is() -> None:
    assert cablese("The .") == "The ."


@pytest.mark.parametrize(
    ("sentence", "leaning"),
    [
        ("He said so.", True),
        ("“This is it,” said Ada Holm.", True),
        ("“We sail at dawn.”", True),
        ("“We sail,” said Ada Holm.", False),
        ("Her Majesty's Theatre closed.", True),  # errs on the side of joining
        ("Henrik Dahl said so.", False),
    ],
)
def test_leaning_sentences(sentence: str, leaning: bool) -> None:
    assert leans(sentence) is leaning


def test_who_leans_shares_a_note() -> None:
    lines = ["The mayor left.", "He was late.", "“I am sorry.”", "She stayed.", "The hall closed."]
    assert notes(lines) == ("Mayor left; he was late; “I am sorry.”", "She stayed", "Hall closed")
    assert notes(lines[:2], "sentences") == ("The mayor left. He was late.",)


def test_a_sentence_without_an_end_shares_its_note_with_the_next() -> None:
    assert notes(["The mayor said", "“Go home.”", "The hall is shut."]) == ("Mayor said; “Go home.”", "Hall is shut")


def in_order(parts: list[str], text: str) -> bool:
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found
    return True


def holds(sentence: str) -> None:
    """Everything that carries a fact is in the note, letter by letter and in order."""
    text = " ".join(sentence.split())
    note = cablese(text)
    balanced = len(re.findall('["“”]', text)) % 2 == 0
    quoted = quotations(text) if balanced else []
    inside = [(span.start - 1, span.end + 1) for span in quoted]
    for kind in (
        [figure.text for figure in quantities(text)],
        [date.text for date in dates(text)],
        [span.text.rstrip(".") for span in quoted],
        [name.text.removeprefix("A ").removeprefix("The ") for name in names(text) if name.start > 0],
        [m.group() for m in NEGATION.finditer(text) if not any(a <= m.start() < b for a, b in inside)],
        [m.group() for m in KEPT.finditer(text) if not any(a <= m.start() < b for a, b in inside)],
    ):
        wanted = [part.strip() for part in kind]
        folded = [note[:1].lower() + note[1:], note]
        assert any(in_order(wanted, one) for one in folded), (wanted, note)


WORDS = st.sampled_from(
    "the a an The A is are was were has have been that who which Ada Holm Ostermere Bank of West 12 1,204 £42 million "
    'three two-thirds 3 March 2026 Tuesday yesterday said told not never no may allegedly by in to from “ ” " , ; '
    "taken arrested closed sailing boats ferry council week twice each 6.40am per cent hundred few U.S. Jr.".split()
)


@given(st.lists(WORDS, min_size=1, max_size=25).map(" ".join))
@example("the “ the ” the")
@example('the way." The "a" 12 the')
def test_nothing_that_carries_a_fact_is_lost(sentence: str) -> None:
    holds(sentence.rstrip(".") + ".")


@given(st.text(max_size=80))
def test_any_text_has_a_note(text: str) -> None:
    note = cablese(text)
    assert bool(note.strip()) == bool(text.strip())
    assert len(note) <= len(" ".join(text.split())) + 3 or note == text.strip()


@given(st.lists(st.sampled_from(["He left.", "The mayor left.", "“Go.”", "The mayor said"]), max_size=12))
def test_no_sentence_is_lost_in_joining(lines: list[str]) -> None:
    found = notes(lines)
    assert sum(note.count("; ") + 1 for note in found) == len(lines)
    assert all(note.count("; ") < JOINED for note in found)


@pytest.mark.skipif(not WIKINEWS.exists(), reason="the Wikinews set is not at ../shared/data")
def test_nothing_is_lost_in_real_sentences() -> None:
    rows = [json.loads(line) for line in WIKINEWS.read_text(encoding="utf-8").splitlines()[::9]]
    lines = [span.text for row in rows for text in row["paragraphs"] for span in sentences(text)]
    assert len(lines) > 300
    for line in lines:
        holds(line)
