"""Whether a reply is a sentence, by its form alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.write.soundness import unsound


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "too short for a sentence"),
        ("The old rope works.", "too short for a sentence"),
        ("The council said that the.", "cut off"),
        ("The council met and voted and.", "cut off"),
        ("The wing was shut because it was older than.", "cut off"),
        ("The rooms are shut now and the rooms are shut now.", "repeats itself"),
        ("The Rooms Are Shut Now since the rooms are shut now.", "repeats itself"),
        ("She said on Monday: “It is gone.", "a quotation is not closed"),
        ("It is gone,” she said on Monday.", "a quotation is not closed"),
        ("the rooms are shut until Friday.", "no capital at the beginning"),
    ],
)
def test_what_is_no_sentence(text: str, why: str) -> None:
    assert unsound(text) == why


@pytest.mark.parametrize(
    "text",
    [
        "The governors hope to reopen it on Thursday.",
        "The wing has 54 rooms, the trust said on Tuesday.",
        "Flash floods swept the wing.",
        "Nora Whitlatch said: “There was no light, there was no light at all.”",
        "It was the town he came from.",
        "34 people were led to safety.",
        "“We lost it,” said Ines Calloway.",
        'Ines Calloway said "we lost it" twice.',
        "Élodie Marsh won the seat.",
    ],
)
def test_what_is_one(text: str) -> None:
    assert unsound(text) == ""


@given(st.text(max_size=200))
def test_any_reply_gets_an_answer(text: str) -> None:
    assert isinstance(unsound(text), str)
