"""A run that goes too far from its start ends, with the last weights that had not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("trl")

from newswright.train.methods.rewarding import KlLimit  # noqa: E402


def test_the_weights_before_the_limit_was_passed_are_kept() -> None:
    model, limit = torch.nn.Linear(1, 1, bias=False), KlLimit(10.0)
    control = SimpleNamespace(should_training_stop=False)
    nats = {1.0: 1.0, 2.0: 4.0, 3.0: 20.0}  # the further the weight, the further from the start
    for weight, value in nats.items():
        model.weight.data.fill_(weight)
        limit.on_step_begin(None, None, control, model=model)
        told = {"kl": value / 5, "completions/mean_length": 5.0}  # told of the weights before the step
        model.weight.data.fill_(weight + 0.5)
        limit.on_log(None, None, control, model=model, logs=told)
        if control.should_training_stop:
            break
    assert limit.exceeded
    assert model.weight.item() == 2.0, "the last weights whose answers were near enough"


def test_lines_without_a_kl_are_no_measure() -> None:
    limit, control = KlLimit(1.0), SimpleNamespace(should_training_stop=False)
    limit.on_log(None, None, control, logs={"loss": 3.0})
    assert not control.should_training_stop


def test_frozen_weights_are_not_kept() -> None:
    model, limit = torch.nn.Linear(2, 2), KlLimit(1.0)
    model.weight.requires_grad_(False)
    limit.on_step_begin(None, None, None, model=model)
    assert set(limit.now) == {"bias"}
