from __future__ import annotations

from pathlib import Path

import pytest

from newswright.errors import SettingsError, TrainError
from newswright.models.options import ModelOptions
from newswright.train.rewards import chosen, form, length

GOOD = "The council closed the bridge on Monday after an inspection, it said."


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [("", 0.0), ("Two words", 0.25), (GOOD, 1.0), (" ".join(["word"] * 45), 1.0), (" ".join(["word"] * 100), 0.0)],
)
def test_length_falls_off_outside_its_limits(answer: str, wanted: float) -> None:
    assert length([answer], [[]]) == [pytest.approx(wanted)]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (GOOD, 1.0),
        ("", 0.0),
        ("the council closed it.", 0.75),
        ("The council closed it", 0.75),
        (f"{GOOD}<|im_end|>.", 0.75),
        ("A first line.\nA second one.", 0.75),
        ("It is so that it is so that it is so.", 0.75),
        ("it goes on and on\nit goes on and on", 0.0),
    ],
)
def test_form_counts_faults(answer: str, wanted: float) -> None:
    assert form([answer], [[]]) == [wanted]


def test_a_reward_that_nobody_knows_is_named() -> None:
    with pytest.raises(SettingsError, match="beauty"):
        chosen({"beauty": 1.0}, {}, ModelOptions())
    with pytest.raises(SettingsError, match="weight"):
        chosen({"form": 0.0}, {}, ModelOptions())


def test_a_folder_that_holds_no_reward_model_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("peft")
    with pytest.raises(TrainError, match="no finished run"):
        chosen({str(tmp_path): 1.0}, {}, ModelOptions())


def test_rewards_keep_their_order() -> None:
    assert list(chosen({"form": 0.5, "length": 1.0}, {}, ModelOptions())) == ["form", "length"]
