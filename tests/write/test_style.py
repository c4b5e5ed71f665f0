"""A style sheet: what rules mend, what they leave alone, and what loses a version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import SettingsError
from newswright.text.quotes import quotations
from newswright.write.options import WriteOptions
from newswright.write.style import Style, read_style

BRITISH, AMERICAN, COUNTS = {"spelling": "british"}, {"spelling": "american"}, {"numerals": 10}
TITLES = {"titles": ["Mr", "Mrs", "Ms"]}
MENDED: list[tuple[dict[str, Any], str, str]] = [
    (AMERICAN, "The colour pleased its neighbours.", "The color pleased its neighbors."),
    (AMERICAN, "Colour film is grey.", "Color film is gray."),
    (AMERICAN, "The theatre paid by cheque for tyres.", "The theater paid by check for tires."),
    (AMERICAN, "It was organised, and the dispute was analysed.", "It was organized, and the dispute was analyzed."),
    (AMERICAN, "The colour of Harbour Street pleased.", "The color of Harbour Street pleased."),
    (AMERICAN, "The Wexley Harbour Trust dredged the harbour.", "The Wexley Harbour Trust dredged the harbor."),
    (AMERICAN, "“Our colour is grey,” said the neighbour.", "“Our colour is grey,” said the neighbor."),
    (BRITISH, "The theater will honor its neighbors.", "The theatre will honour its neighbours."),
    (BRITISH, "Police check the parking meter.", "Police check the parking meter."),
    (BRITISH, "They tired of a licensed program.", "They tired of a licensed program."),
    (BRITISH, "The hall is centered and the plan fulfilled.", "The hall is centered and the plan fulfilled."),
    (COUNTS, "He saw 5 boats and 12 gulls.", "He saw five boats and 12 gulls."),
    (COUNTS, "5 people were hurt.", "Five people were hurt."),
    (COUNTS, "There were 10 boats.", "There were 10 boats."),
    (COUNTS, "On Tuesday 3 people died.", "On Tuesday three people died."),
    (COUNTS, "It shut on 5 March and on March 6.", "It shut on 5 March and on March 6."),
    (COUNTS, "Rovers won 3-1, and lost 3–1.", "Rovers won 3-1, and lost 3–1."),
    (COUNTS, "It cost £5 or 4% of 2 million.", "It cost £5 or 4% of 2 million."),
    (COUNTS, "It rose by 4°C, 5 degrees, 2.5 or 2,500.", "It rose by 4°C, 5 degrees, 2.5 or 2,500."),
    (COUNTS, "He won Formula 1 at Terminal 5 on Route 7.", "He won Formula 1 at Terminal 5 on Route 7."),
    (COUNTS, "It took 2 1/2 hours at 6 pm.", "It took 2 1/2 hours at 6 pm."),
    (COUNTS, "A 5-year-old saw 2 dogs.", "A 5-year-old saw two dogs."),
    (COUNTS, "She said: “I saw 5 boats.”", "She said: “I saw 5 boats.”"),
    (COUNTS, 'Some 5 said "only 5 came" of 7.', 'Some five said "only 5 came" of seven.'),
    (TITLES, "Mr Dale met Mrs. Holt and Ms Reyes.", "Dale met Holt and Reyes."),
    (TITLES, "“Mr Dale is late,” said Mr Holt.", "“Mr Dale is late,” said Holt."),
    (TITLES, "The Mrs and the missing Msgr Vell.", "The Mrs and the missing Msgr Vell."),
    ({"instead": {"per cent": "percent"}}, "It rose 5 per cent.", "It rose 5 percent."),
    ({"instead": {"per cent": "percent"}}, "He said “5 per cent”.", "He said “5 per cent”."),
    ({"instead": {"cost": r"c\1ost"}}, "The cost rose.", r"The c\1ost rose."),
]
FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"banned": ["slam"]}, "Critics slammed the plan.", "the style sheet bans “slam”"),
    ({"banned": ["slam"]}, "Critics “slammed” the plan.", ""),
    ({"banned": ["at this point"]}, "It is shut at this point.", "the style sheet bans “at this point”"),
    ({"banned": ["slam", "shocking"]}, "A shocking slam.", "the style sheet bans “slam”, “shocking”"),
    ({"banned": ["slam"]}, "The island was calm.", ""),
    ({"longest": 4}, "One two three four.", ""),
    ({"longest": 4}, "One two three four five.", "5 words, the style sheet allows 4"),
    ({"exclaims": False}, "It is gone!", "the style sheet allows no exclamation mark"),
    ({"exclaims": False}, "“It is gone!” she said.", ""),
    ({}, "Critics slammed it all, again and again!", ""),
]
WHOLE = Style.model_validate(
    {"spelling": "american", "numerals": 10, "titles": ["Mr", "Ms"], "instead": {"per cent": "percent"}}
)
written = st.lists(
    st.sampled_from(
        'Mr Ms Dale colour grey cheque Harbour 5 12 3-1 “ ” " « » March per cent £ % . , -- said theatre 9 Formula'
        " Formula 1".split()
    ),
    max_size=25,
).map(" ".join)


@pytest.mark.parametrize(("sheet", "text", "expected"), MENDED)
def test_mended(sheet: dict[str, Any], text: str, expected: str) -> None:
    assert Style.model_validate(sheet).mended(text) == expected


@pytest.mark.parametrize(("sheet", "text", "fault"), FAULTS)
def test_faults(sheet: dict[str, Any], text: str, fault: str) -> None:
    assert "; ".join(Style.model_validate(sheet).faults(text)) == fault


@given(st.text(max_size=100))
def test_an_empty_sheet_changes_nothing(text: str) -> None:
    assert Style().mended(text) == text
    assert not list(Style().faults(text))


@given(st.one_of(written, st.text(max_size=100)))
def test_quoted_words_stay(text: str) -> None:
    assert [span.text for span in quotations(WHOLE.mended(text))] == [span.text for span in quotations(text)]


@given(written)
def test_what_is_mended_needs_no_mending(text: str) -> None:
    sheet = WHOLE.model_copy(update={"titles": ()})  # "Mr Harbour" is a name, "Harbour" alone may be none
    once = sheet.mended(text)
    assert sheet.mended(once) == once


def test_a_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text('spelling = "british"\nbanned = ["slam"]\n[instead]\n"per cent" = "percent"\n', "utf-8")
    sheet = read_style(path)
    assert sheet == WriteOptions(style=path).sheet
    assert (sheet.spelling, sheet.banned, dict(sheet.instead)) == ("british", ("slam",), {"per cent": "percent"})
    assert WriteOptions().sheet == Style()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('spelling = "welsh"', "“spelling” = 'welsh'"),
        ("numerals = 20", "“numerals” = 20"),
        ("numerols = 2", "“numerols” = 2"),
        ("spelling = ", "is no TOML"),
        (b"\xff\xfe", "is no TOML"),
        ("longest = -1", "“longest” = -1"),
    ],
)
def test_a_sheet_that_is_none(tmp_path: Path, text: str | bytes, told: str) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SettingsError) as caught:
        read_style(path)
    assert told in caught.value.what
    assert caught.value.cure


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_style(tmp_path / "none.toml")
