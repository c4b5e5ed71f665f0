"""Sentences keep their places and lose nothing."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.text.sentences import sentences

CASES = [
    ("One. Two.", ["One.", "Two."]),
    (
        "Dr. Ada Holm met the U.S. team at 6.40am. £2.4m was spent.",
        ["Dr. Ada Holm met the U.S. team at 6.40am.", "£2.4m was spent."],
    ),
    (
        "“We lost it. It is gone,” he said. Nobody was hurt.",
        ["“We lost it. It is gone,” he said.", "Nobody was hurt."],
    ),
    ("A headline\n\nThe first sentence.", ["A headline", "The first sentence."]),
    ("", []),
    (" \n\n ", []),
    (
        "He sued in the 4th U.S. Circuit Court of Appeals. It ruled.",
        ["He sued in the 4th U.S. Circuit Court of Appeals.", "It ruled."],
    ),
    ("The U.N. Security Council met. It voted.", ["The U.N. Security Council met.", "It voted."]),
    ("He moved to the U.S. The court ruled.", ["He moved to the U.S.", "The court ruled."]),
    ("They left the U.K. Many stayed.", ["They left the U.K.", "Many stayed."]),
    ("Gov. Ana Reyes signed it. It is law.", ["Gov. Ana Reyes signed it.", "It is law."]),
    ("Lt. Gov. Rae Holt spoke. She left.", ["Lt. Gov. Rae Holt spoke.", "She left."]),
    ("She met Sen. Dale Marsh in D.C. on Monday.", ["She met Sen. Dale Marsh in D.C. on Monday."]),
    ("It was Det. Nora Whitlatch who came.", ["It was Det. Nora Whitlatch who came."]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: list[str]) -> None:
    assert [span.text for span in sentences(text)] == expected


@given(st.text(max_size=400))
def test_spans_hold_and_order(text: str) -> None:
    spans = sentences(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(st.lists(st.sampled_from(["Rain fell.", "“No,” she said.", "It was 2.5m.", "مرحبا.", "🙂"]), max_size=8))
@settings(max_examples=50)
def test_no_word_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    assert "".join(span.text for span in sentences(text)).replace(" ", "") == text.replace(" ", "")


def test_a_megabyte_without_a_stop() -> None:
    spans = sentences("word " * 200_000)
    assert sum(len(span.text.split()) for span in spans) == 200_000
