"""A batch that goes on: with logits that are known, so that what is drawn can be counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from newswright.models.decoding import Row, go_on

torch = pytest.importorskip("torch")

CHANCES = (0.5, 0.3, 0.15, 0.04, 0.01)
"""The last two are less likely than a tenth of the first."""


def fixed(ids: Any, mask: Any, positions: Any) -> Any:
    return torch.tensor(CHANCES).log().expand(len(ids), -1)


def row(seed: int = 0, temperature: float = 1.0, most: int = 1, width: int = 3) -> Row:
    return Row((1,) * width, most, temperature, seed, lambda answer: answer[-2:] == [2, 2])


def drawn(temperature: float, count: int) -> Counter[int]:
    answers = go_on(fixed, [row(seed, temperature) for seed in range(count)], frozenset(), "cpu", lambda: False)
    return Counter(answer[0] for answer in answers)


def test_draws_follow_the_chances_of_what_is_likely_enough() -> None:
    count = 4000
    for temperature in (1.0, 2.0):
        weights = [chance ** (1 / temperature) for chance in CHANCES[:3]]
        found = drawn(temperature, count)
        assert set(found) == {0, 1, 2}, "also a warm model draws nothing absurd"
        for token, weight in enumerate(weights):
            assert found[token] / count == pytest.approx(weight / sum(weights), abs=0.03)


def test_a_row_draws_the_same_beside_others_that_end_sooner_and_are_longer() -> None:
    wanted = row(seed=5, most=30)
    [alone] = go_on(fixed, [wanted], frozenset(), "cpu", lambda: False)
    others = [row(seed=1, most=2, width=9), wanted, row(seed=5, most=40), row(temperature=0.0, most=4)]
    first, same, longer, likeliest = go_on(fixed, others, frozenset(), "cpu", lambda: False)
    assert (same, longer[: len(same)], likeliest) == (alone, alone, [0] * 4)
    assert len(first) <= 2


def test_an_answer_ends_at_its_end_its_stop_or_its_length() -> None:
    ended, longest = go_on(fixed, [row(most=50), row(temperature=0.0, most=7)], frozenset({1}), "cpu", lambda: False)
    assert ended[-1] == 1 or ended[-2:] == [2, 2]
    assert 1 not in ended[:-1]
    assert len(longest) == 7


def test_positions_and_mask_leave_the_filling_out() -> None:
    seen: list[tuple[Any, Any]] = []

    def read(ids: Any, mask: Any, positions: Any) -> Any:
        seen.append((mask.tolist(), positions.tolist()))
        return fixed(ids, mask, positions)

    go_on(
        read, [row(temperature=0.0, most=2, width=1), row(temperature=0.0, most=2)], frozenset(), "cpu", lambda: False
    )
    assert seen == [
        ([[0, 0, 1], [1, 1, 1]], [[0, 0, 0], [0, 1, 2]]),
        ([[0, 0, 1, 1], [1, 1, 1, 1]], [[1], [3]]),
    ]


def test_it_stops_when_nobody_wants_the_rest() -> None:
    turns = iter([False, False, True])
    assert go_on(fixed, [row(temperature=0.0, most=90)], frozenset(), "cpu", lambda: next(turns)) is None
