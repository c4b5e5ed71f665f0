from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.numbers import Quantity, quantities

# text -> one figure: its value, its unit, its kind
ONE: list[tuple[str, str, str, str]] = [
    ("There were 34 people", "34", "", "cardinal"),
    ("1,204 homes", "1204", "", "cardinal"),
    ("1 204 homes", "1204", "", "cardinal"),
    ("1\u00a0204\u00a0000 homes", "1204000", "", "cardinal"),
    ("12,345,678 votes", "12345678", "", "cardinal"),
    ("1,00,000 rupees", "100000", "INR", "money"),
    ("3.5 points", "3.5", "", "cardinal"),
    ("a .22 rifle", "11/50", "", "cardinal"),
    ("15%", "15", "%", "percent"),
    ("15 per cent", "15", "%", "percent"),
    ("15 percent", "15", "%", "percent"),
    ("fifteen per cent", "15", "%", "percent"),
    ("a 15-percent rise", "15", "%", "percent"),
    ("up 3 percentage points", "3", "percentage point", "percent"),
    ("25 basis points", "25", "basis point", "percent"),
    ("£2.4 million", "2400000", "GBP", "money"),
    ("£1.2m", "1200000", "GBP", "money"),
    ("$1.2bn", "1200000000", "USD", "money"),
    ("US$5", "5", "USD", "money"),
    ("A$5m", "5000000", "AUD", "money"),
    ("EUR 3bn", "3000000000", "EUR", "money"),
    ("40p", "2/5", "GBP", "money"),
    ("40 pence", "2/5", "GBP", "money"),
    ("€3,000", "3000", "EUR", "money"),
    ("2.4 million pounds", "2400000", "GBP", "money"),
    ("2 million euros", "2000000", "EUR", "money"),
    ("12 million Australian dollars", "12000000", "AUD", "money"),
    ("five million U.S. dollars", "5000000", "USD", "money"),
    ("a £2-million bridge", "2000000", "GBP", "money"),
    ("¥500", "500", "JPY", "money"),
    ("Rs 500", "500", "INR", "money"),
    ("$50K", "50000", "USD", "money"),
    ("-£5", "-5", "GBP", "money"),
    ("10k people", "10000", "", "cardinal"),
    ("12bn", "12000000000", "", "cardinal"),
    ("5 hundred", "500", "", "cardinal"),
    ("six trillion", "6000000000000", "", "cardinal"),
    ("two dozen", "24", "", "cardinal"),
    ("a dozen", "12", "", "cardinal"),
    ("half a dozen", "6", "", "cardinal"),
    ("twelve", "12", "", "cardinal"),
    ("twenty-one", "21", "", "cardinal"),
    ("twenty one", "21", "", "cardinal"),
    ("a hundred and five", "105", "", "cardinal"),
    ("one hundred five", "105", "", "cardinal"),
    ("three hundred and forty-two thousand five hundred and six", "342506", "", "cardinal"),
    ("two thousand and five", "2005", "", "cardinal"),
    ("a thousand million", "1000000000", "", "cardinal"),
    ("two hundred thousand", "200000", "", "cardinal"),
    ("two and a half million", "2500000", "", "cardinal"),
    ("two-and-a-half million", "2500000", "", "cardinal"),
    ("3 and a half", "7/2", "", "cardinal"),
    ("half a million", "500000", "", "cardinal"),
    ("half an hour", "1/2", "hour", "cardinal"),
    ("half of the town", "1/2", "", "cardinal"),
    ("one-third", "1/3", "", "cardinal"),
    ("two thirds", "2/3", "", "cardinal"),
    ("a third of the town", "1/3", "", "cardinal"),
    ("three quarters", "3/4", "", "cardinal"),
    ("½", "1/2", "", "cardinal"),
    ("2½ miles", "5/2", "mile", "cardinal"),
    ("3/4", "3/4", "", "cardinal"),
    ("1st", "1", "", "ordinal"),
    ("21st", "21", "", "ordinal"),
    ("the third goal", "3", "", "ordinal"),
    ("twenty-first", "21", "", "ordinal"),
    ("the hundredth visitor", "100", "", "ordinal"),
    ("the 19th century", "19", "", "ordinal"),
    ("6.40am", "400", "clock", "time"),
    ("6.40 a.m.", "400", "clock", "time"),
    ("6 pm", "1080", "clock", "time"),
    ("12.30am", "30", "clock", "time"),
    ("7:15", "435", "", "time"),
    ("07:15", "435", "clock", "time"),
    ("19:15", "1155", "clock", "time"),
    ("six o'clock", "360", "", "time"),
    ("at noon", "720", "clock", "time"),
    ("before midnight", "0", "clock", "time"),
    ("in 2028", "2028", "", "year"),
    ("the 1990s", "1990", "decade", "year"),
    ("the '90s", "1990", "decade", "year"),
    ("the ’90s", "1990", "decade", "year"),
    ("in his 30s", "30", "decade", "cardinal"),
    ("17 March 2026", "2026", "", "year"),
    ("a 41-year-old", "41", "year", "age"),
    ("41 years old", "41", "year", "age"),
    ("aged 41", "41", "year", "age"),
    ("Ines Calloway, 41, said", "41", "year", "age"),
    ("a six-month-old calf", "6", "month", "age"),
    ("a ten-year sentence", "10", "year", "cardinal"),
    ("500m", "500", "m", "cardinal"),
    ("12kg", "12", "kg", "cardinal"),
    ("91C", "91", "C", "cardinal"),
    ("30 °C", "30", "C", "cardinal"),
    ("-5C", "-5", "C", "cardinal"),
    ("minus 5 degrees", "-5", "degree", "cardinal"),
    ("12 km", "12", "km", "cardinal"),
    ("12 square kilometres", "12", "sq km", "cardinal"),
    ("a 12-mile walk", "12", "mile", "cardinal"),
    ("70 miles per hour", "70", "mph", "cardinal"),
    ("six feet", "6", "foot", "cardinal"),
    ("Room 12", "12", "", "id"),
    ("call 020 7946 0123", "0", "", "id"),
    ("section 1.2.3", "0", "", "id"),
]

# text -> one pair: the two values, unit, kind
PAIRS: list[tuple[str, str, str, str, str]] = [
    ("10-15 people", "10", "15", "", "range"),
    ("10–15 people", "10", "15", "", "range"),
    ("10 to 15", "10", "15", "", "range"),
    ("between 10 and 15", "10", "15", "", "range"),
    ("between a hundred and two hundred", "100", "200", "", "range"),
    ("10- to 15-year-olds", "10", "15", "year", "age"),
    ("10-15%", "10", "15", "%", "percent"),
    ("10% to 15%", "10", "15", "%", "percent"),
    ("$3-5 million", "3000000", "5000000", "USD", "money"),
    ("£3m-£5m", "3000000", "5000000", "GBP", "money"),
    ("900,000 to 1.2 million", "900000", "1200000", "", "range"),
    ("five to ten kilometres", "5", "10", "km", "cardinal"),
    ("won 2-1", "2", "1", "", "score"),
    ("won 1-2 on aggregate", "1", "2", "", "score"),
    ("3–2", "3", "2", "", "score"),
    ("21 to 14", "21", "14", "", "score"),
    ("by 12 votes to nine", "12", "9", "", "score"),
    ("2004-05", "2004", "2005", "", "year"),
    ("2004–2014", "2004", "2014", "", "year"),
]

# text without any figure that claims something
NONE = [
    "No one was hurt",
    "one of the largest",
    "one another",
    "this one",
    "at one point",
    "First, the town",
    "at first",
    "second thoughts",
    "a split second",
    "a first-hand account",
    "a one-off payment",
    "the A40",
    "an F-16",
    "Covid-19 and COVID-19",
    "on BBC1",
    "the G7",
    "5G masts",
    "a 4x4",
    "dozens of people",
    "hundreds of homes",
    "several hundred people",
    "a man and an hour",
    "the Six Nations",
    "1. Town won",
    "2) Rovers lost",
    "on 17 March",
    "on March 17th",
    "half-time",
    "the second-hand shop",
]

ROUGH = [
    ("about 30", "about"),
    ("around 30", "about"),
    ("some 500 people", "about"),
    ("an estimated 30", "about"),
    ("nearly 30", "nearly"),
    ("just under £3m", "nearly"),
    ("more than 30", "over"),
    ("over 30", "over"),
    ("just over 30", "just over"),
    ("fewer than 30", "under"),
    ("less than half of it", "under"),
    ("at least 30", "at least"),
    ("no fewer than 30", "at least"),
    ("no more than 30", "up to"),
    ("up to 30", "up to"),
    ("no older than 30", "up to"),
    ("as many as 30", "up to"),
    ("30 or more people", "at least"),
    ("30 people or more", "at least"),
    ("30+ people", "at least"),
    ("30-odd people", "about"),
    ("more than a dozen", "over"),
    ("between 30 and 40", ""),
    ("over three days", ""),
    ("in over three days", "over"),
    ("30", ""),
]

COUNTS = [
    ("34 people", "34 people"),
    ("34 local people died", "34 local people"),
    ("34 of the residents", "34 of the residents"),
    ("30 more homes", "30 more homes"),
    ("a three-bedroom house", "three-bedroom"),
    ("15% of voters", "15% of voters"),
    ("34 were hurt", "34"),
    ("one person died", "one person died"),
]


def only(text: str) -> Quantity:
    found = [q for q in quantities(text) if q.counts]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(("text", "value", "unit", "kind"), ONE)
def test_one_figure(text: str, value: str, unit: str, kind: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.kind) == (Fraction(value), unit, kind)


@pytest.mark.parametrize(("text", "low", "high", "unit", "kind"), PAIRS)
def test_ranges_and_scores(text: str, low: str, high: str, unit: str, kind: str) -> None:
    found = only(text)
    assert (found.value, found.high, found.unit, found.kind) == (Fraction(low), Fraction(high), unit, kind)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_figure(text: str) -> None:
    assert [q for q in quantities(text) if q.counts] == []


@pytest.mark.parametrize(("text", "approximate"), ROUGH)
def test_how_exact(text: str, approximate: str) -> None:
    assert only(text).approximate == approximate


@pytest.mark.parametrize(("text", "phrase"), COUNTS)
def test_what_is_counted(text: str, phrase: str) -> None:
    assert only(text).phrase == phrase


def test_lists_are_not_thousands() -> None:
    assert [q.value for q in quantities("on 2,3 and 4")] == [2, 3, 4]


def test_m_keeps_both_readings() -> None:
    assert set(only("3m people").readings) == {(Fraction(3), "m"), (Fraction(3_000_000), "")}
    assert only("£3m").readings == ((Fraction(3_000_000), "GBP"),)


def test_two_clock_times_are_no_range() -> None:
    assert [(q.kind, q.value) for q in quantities("from 9am to 5pm")] == [
        ("time", Fraction(540)),
        ("time", Fraction(1020)),
    ]


def test_headlines_in_capitals_have_figures() -> None:
    assert only("Crash Kills Three People Near Harbour").value == 3


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def in_words(number: int, *, british: bool) -> str:
    """An independent writer of number words, to read back."""
    for size, name in (
        (10**12, "trillion"),
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            rest = number % size
            joint = " and " if british and 0 < rest < 100 else " "
            head = f"{in_words(number // size, british=british)} {name}"
            return head + (joint + in_words(rest, british=british) if rest else "")
    if number < 20:
        return SMALL.split()[number]
    tens = TENS.split()[number // 10 - 2]
    return tens + (f"-{SMALL.split()[number % 10]}" if number % 10 else "")


@given(st.one_of(st.integers(2, 2000), st.integers(2, 10**15 - 1)), st.booleans())
def test_words_are_read_back(number: int, british: bool) -> None:
    assert only(in_words(number, british=british)).value == number


@given(st.integers(2101, 10**15 - 1), st.sampled_from(["{}", "{:,}"]))
def test_digits_are_read_back(number: int, form: str) -> None:
    assert only(f"They counted {form.format(number)} homes.").value == number


@given(st.integers(1000, 10**12))
def test_spaced_digits_are_read_back(number: int) -> None:
    assert only(f"They counted {number:,} homes".replace(",", "\u202f")).value == number


@given(st.integers(1, 999), st.integers(0, 9), st.sampled_from([("m", 6), (" million", 6), ("bn", 9), (" billion", 9)]))
def test_money_is_read_back(whole: int, tenth: int, size: tuple[str, int]) -> None:
    expected = Fraction(whole * 10 + tenth, 10) * 10 ** size[1]
    assert only(f"a cost of £{whole}.{tenth}{size[0]}").value == expected


PIECES = st.sampled_from(
    [
        *"0 1 2 3 7 9 12 1,204 - – . , : / £ $ % m bn k two a and half hundred million between to of".split(),
        *("May", "March", "2028", "s"),
        *"' ½ ( + aged year-old over one first people noon o'clock p.m. שלום ٣ 🙂 ² — US minus".split(),
        *(" ", " ", "\n", "\u00a0"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_spans_are_the_text(text: str) -> None:
    last = 0
    for found in quantities(text):
        assert last <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert found.text in found.phrase
        last = found.end


HOSTILE = [
    "1 ",
    "1,000,",
    "two hundred and ",
    "1-",
    "1 to ",
    "(",
    "£",
    "\n1. ",
    "1:",
    "half a ",
    "twenty-",
    "'90s ",
    "1.",
]
MORE_HOSTILE = [
    "9",
    " ",
    "a ",
    "1/",
    "+",
    "more than ",
    "about a ",
    "0",
    "Mon ",
    "١",
    "🙂",
    "x",
    "one thousand ",
    "Room 1 ",
]


@pytest.mark.parametrize("piece", [*HOSTILE, *MORE_HOSTILE])
def test_work_grows_with_the_text_alone(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        started = time.process_time()
        quantities(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(30_000) < 40 * seconds(3_000) + 0.5
