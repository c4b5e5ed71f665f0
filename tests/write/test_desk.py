"""A passage in its own words: the ways to set it, and that none changes a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.records import Evidence
from newswright.text.credits import uncredited
from newswright.text.fold import fold
from newswright.text.words import words
from newswright.verify import check_sentence
from newswright.write.desk import Form, settings

OUTLET = "Sample Gazette"
LONGEST = 11
SPEECH, SHORT, PART, WHOLE = Form
LONG = (
    "A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp set light to hemp in the loft."
)
CASES = [
    ("Two people were hurt.", [(SHORT, "Two people were hurt, Sample Gazette reported."), (WHOLE, "")]),
    ("The quay is shut, police said.", [(SHORT, "The quay is shut, police said, according to Sample Gazette.")]),
    (
        LONG,
        [
            (
                PART,
                "A fire destroyed the rope works on Tarn Quay on Tuesday “after a spark from a lamp set light to hemp "
                "in the loft”, Sample Gazette reported.",
            ),
            (WHOLE, f"“{LONG[:-1]},” Sample Gazette reported."),
        ],
    ),
    (
        "The council shut the market hall because rain had come through the roof for the third time since January.",
        [(PART, "The council shut the market hall “because rain had come through the roof for the third time ")],
    ),
    (
        "Divers from the town found two bicycles, a safe and some forty road signs in the harbour below the old works.",
        [(WHOLE, "")],
    ),
    ("“We could not save it,” said manager Graham Ottery.", [(SPEECH, ""), (WHOLE, "“‘We could not save it,’ said")]),
    (
        "The minister said “the line will be built by 2030 and paid for by us all” in Wexley.",
        [(SPEECH, ""), (WHOLE, "")],
    ),
    ("“It is over,” he said.", [(WHOLE, "“‘It is over,’ he said,” Sample Gazette reported.")]),
    (
        "The plan, which a committee of nine people drew up in secret over several months, “cannot stand”, she said.",
        [(WHOLE, "")],
    ),
    ("What a night it was for the town!", [(WHOLE, "“What a night it was for the town!” Sample Gazette reported.")]),
    ("Nobody was hurt in the crash (the third there).", [(SHORT, "Nobody was hurt in the crash (the third there), ")]),
    (
        "The mill in Ostermere was built in 1884 with money from a bank and stood empty for the last nine years.",
        [(PART, "The mill in Ostermere was built in 1884 with money “from a bank and")],
    ),
    (
        "Officers from Wexley and three villages around it after a long chase held a man of 34 near the old bank.",
        [(WHOLE, "")],
    ),
]
PASSAGES = [text for text, _ in CASES]


@pytest.mark.parametrize(("passage", "expected"), CASES)
def test_ways_in_their_order(passage: str, expected: list[tuple[Form, str]]) -> None:
    found = list(settings(passage, OUTLET, LONGEST))
    forms = [way.form for way in found]
    assert forms == sorted(forms, key=list(Form).index)
    assert forms[-1] is WHOLE
    assert forms[: len(expected)] == [form for form, _ in expected]
    for way, (_, text) in zip(found, expected, strict=False):
        assert text in way.text


@pytest.mark.parametrize("passage", PASSAGES)
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_every_way_passes_the_checks(passage: str, turn: int) -> None:
    evidence = Evidence(item="i1", url="", source=OUTLET, text=passage, start=0, end=len(passage))
    for way in settings(passage, OUTLET, LONGEST, turn):
        assert check_sentence(way.text, [evidence]).reasons == ()
        assert way.credited is (way.form is not SPEECH)
        assert (OUTLET in way.text) is way.credited


def _spoken(text: str) -> list[str]:
    return [fold(word.text) for word in words(text)]


def _without_outlet(way_text: str) -> list[str]:
    body = uncredited(way_text, [OUTLET]).body
    spoken = _spoken(body)
    for frame in (["Sample", "Gazette", "reported"], ["According", "to", "Sample", "Gazette"]):
        if spoken[-len(frame) :] == frame:
            return spoken[: -len(frame)]
        if spoken[: len(frame)] == frame:
            return spoken[len(frame) :]
    return spoken


piece = st.sampled_from(
    "Fire destroyed works on Tuesday after spark from lamp Wexley police said because 34 people were led out of £2.4m"
    ' “not yet” "gone" U.S. 6.40am, in the (old) flats; Calloway\'s Tarn-side'.split(" ")
)
prose = st.lists(piece, min_size=1, max_size=40).map(lambda found: " ".join(found) + ".")


@given(st.one_of(prose, st.sampled_from(PASSAGES)), st.integers(3, 15), st.integers(0, 5))
def test_no_word_is_changed_dropped_or_moved(passage: str, longest: int, turn: int) -> None:
    for way in settings(passage, OUTLET, longest, turn):
        assert _without_outlet(way.text) == _spoken(passage)


@given(st.text(max_size=150), st.integers(0, 5))
def test_any_passage_can_be_set(passage: str, turn: int) -> None:
    assert all(OUTLET in way.text for way in settings(passage, OUTLET, LONGEST, turn) if way.credited)


def test_without_an_outlet_only_a_speaker_is_heard() -> None:
    assert list(settings("Two people were hurt.", " ", LONGEST)) == []
    assert [way.form for way in settings("“We could not save it,” said Graham Ottery.", "", LONGEST)] == [SPEECH]


def test_a_break_lies_in_no_name() -> None:
    passage = "The governors met the Bank of Wexley over a loan that the trust in Tarn had asked for in the spring."
    (part,) = [way.text for way in settings(passage, OUTLET, LONGEST) if way.form is PART]
    assert "Bank of Wexley" in part
