from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from newswright.records import Gravity
from newswright.verify.sources import Source
from newswright.verify.whole.copying import NOTED, check_copying, copied

FEW = st.lists(st.sampled_from("the old rope works by quay burned for nine hours".split()), max_size=40)


def longest(mine: list[str], theirs: list[str]) -> int:
    """The longest common run, the plain way."""
    best = 0
    for at in range(len(mine)):
        for place in range(len(theirs)):
            length = 0
            while mine[at + length : at + length + 1] == theirs[place + length : place + length + 1] != []:
                length += 1
            best = max(best, length)
    return best if best >= 3 else 0


@given(FEW, FEW)
def test_the_longest_run_is_that_of_a_plain_search(mine: list[str], theirs: list[str]) -> None:
    assert copied(" ".join(mine), Source("s", " ".join(theirs))).longest == longest(mine, theirs)


def test_runs_are_told_with_their_place_and_graded() -> None:
    words = [f"w{number}" for number in range(80)]
    source = Source("s", " ".join(words))
    for size, gravity in ((NOTED, Gravity.NOTE), (25, Gravity.DOUBT), (60, Gravity.FAULT)):
        text = f"Before {' '.join(words[:size])} after."
        [hit] = check_copying(copied(text, source), source)
        assert (text[hit.start : hit.end], hit.gravity) == (" ".join(words[:size]), gravity)


def test_quotations_and_names_are_no_copying() -> None:
    said = "we went down to the water and there was nothing left to do but to wait for the morning"
    assert copied(f"Lee said: “{said}.”", Source("s", f"“{said}”")).longest < 3
    title = "the Rt Hon Ann Mary Lee Minister of State for Fisheries and Harbours in the Government of Orm"
    assert copied(f"It was {title}.", Source("s", f"Here is {title}.")).runs == ()


def test_a_source_that_repeats_itself_costs_no_more() -> None:
    start = time.perf_counter()
    copied("a b " * 10_000, Source("s", "a b " * 20_000))
    assert time.perf_counter() - start < 8


def test_a_short_run_before_a_long_one_does_not_cut_it() -> None:
    run = " ".join(f"w{number}" for number in range(60))
    source = Source("s", f"the mayor w0 left. {run}")
    found = copied(f"the mayor {run} there", source)
    assert found.longest == 60
    [hit] = check_copying(found, source)
    assert hit.gravity is Gravity.FAULT
