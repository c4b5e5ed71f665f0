"""The order of rows: all of them, each once, the same for the same seed, long before short within a step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from newswright.train.order import StepOrder, rows_at_once

LENGTHS = some.lists(some.integers(1, 2000), min_size=1, max_size=60)


@given(LENGTHS, some.integers(1, 9), some.integers(0, 5), some.integers(0, 3))
def test_each_row_once_and_each_step_from_long_to_short(lengths: list[int], batch: int, seed: int, epoch: int) -> None:
    order = StepOrder(lengths, batch, seed)
    order.set_epoch(epoch)
    rows = list(order)
    assert sorted(rows) == list(range(len(lengths)))
    assert rows == list(order)
    for start in range(0, len(rows), batch):
        told = [lengths[row] for row in rows[start : start + batch]]
        assert told == sorted(told, reverse=True)


@given(LENGTHS, some.integers(1, 9))
def test_tokens_of_the_steps_are_those_of_the_rows(lengths: list[int], batch: int) -> None:
    order = StepOrder(lengths, batch, 1)
    steps = -(-len(lengths) // batch)
    assert sum(order.tokens_of(step) for step in range(2 * steps)) == 2 * sum(lengths)


def test_epochs_and_seeds_differ() -> None:
    order, other = StepOrder([5] * 40, 4, 1), StepOrder([5] * 40, 4, 2)
    first = list(order)
    assert first != list(other)
    order.set_epoch(1)
    assert first != list(order)


@given(LENGTHS, some.integers(1, 16), some.integers(1, 4), some.integers(16, 4000))
def test_rows_at_once_divide_the_devices_share(lengths: list[int], batch: int, devices: int, tokens: int) -> None:
    found = rows_at_once(lengths, batch, devices, tokens)
    share = max(1, batch // devices)
    assert share % found == 0
    assert found == 1 or found * sorted(lengths)[int(0.95 * (len(lengths) - 1))] <= tokens
