"""Histograms: what is counted is what is shown, in few bars, whatever the lengths."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import InstructError
from newswright.instruct.looking.histogram import WIDE, Bar, Histogram, lines, picture


def filled(lengths: list[int], width: int = 1) -> Histogram:
    made = Histogram(width)
    for length in lengths:
        made.add(length)
    return made


@given(st.lists(st.integers(0, 200_000), min_size=1), st.sampled_from([1, 16, 64]), st.integers(2, 20))
def test_bars_hold_every_length_once(lengths: list[int], width: int, rows: int) -> None:
    bars = filled(lengths, width).bars(rows)
    assert 1 <= len(bars) <= rows
    assert sum(bar.rows for bar in bars) == len(lengths)
    assert [bar.end for bar in bars[:-1]] == [bar.start for bar in bars[1:]]
    for bar in bars:
        assert bar.rows == sum(bar.start <= length < bar.end for length in lengths)


@given(st.lists(st.integers(0, 5000), min_size=1), st.floats(0.01, 1))
def test_a_quantile_of_width_one_is_exact(lengths: list[int], share: float) -> None:
    found = filled(lengths).quantile(share)
    assert sum(length <= found for length in lengths) >= share * len(lengths)
    assert sum(length < found for length in lengths) < share * len(lengths)


def test_a_quantile_of_a_wide_step_is_at_most_one_step_off() -> None:
    made = filled([3, 17, 18, 40], width=16)
    assert made.quantile(0.5) == 31
    assert made.quantile(1.0) == 40 == made.longest
    assert Histogram().quantile(0.5) == 0
    assert Histogram().bars() == ()


def test_lines_show_the_longest_bar_whole_and_the_length_where_it_lies() -> None:
    shown = lines((Bar(0, 100, 80), Bar(100, 200, 1), Bar(200, 300, 0), Bar(1900, 2000, 40)), limit=150)
    assert "█" * WIDE in shown[0]
    assert shown[0].endswith(" 80")
    assert "▌" in shown[1]
    assert "150" in shown[1]
    assert not any("←" in line for line in (shown[0], *shown[2:]))
    assert "█" not in shown[2]
    assert shown[3].count("█") == WIDE // 2
    assert lines(()) == []


def test_a_count_is_never_shown_as_nothing() -> None:
    (_, one) = lines((Bar(0, 10, 1_000_000), Bar(10, 20, 1)))
    assert "▏" in one


def test_the_picture_is_the_same_for_the_same_bars(tmp_path: Path) -> None:
    bars = filled([10, 20, 20, 300], 16).bars()
    one, other = (picture(bars, "tokens", tmp_path / name, 256).read_bytes() for name in ("a.png", "b.png"))
    assert one == other
    assert one.startswith(b"\x89PNG")
    assert picture((), "tokens", tmp_path / "none.png").stat().st_size > 0
    with pytest.raises(InstructError, match="cannot be written"):
        picture(bars, "tokens", tmp_path / "absent" / "a.png")
