from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from newswright.train.batches import IGNORED, Lessons  # noqa: E402
from newswright.train.pairs import Pairs  # noqa: E402


def test_lessons_are_filled_up_on_the_right_where_nothing_is_learnt() -> None:
    rows = [{"input_ids": [5, 6, 7], "labels": [-100, 6, 7]}, {"input_ids": [8, 9], "labels": [8, 9]}]
    made = Lessons(0)(rows)
    assert made["input_ids"].tolist() == [[5, 6, 7], [8, 9, 0]]
    assert made["labels"].tolist() == [[IGNORED, 6, 7], [IGNORED, 9, IGNORED]]
    assert made["position_ids"].tolist() == [[0, 1, 2], [0, 1, 2]]
    assert "attention_mask" not in made


def test_pairs_have_the_chosen_answers_first_and_a_mask_of_the_answers() -> None:
    rows = [
        {"prompt_ids": [1, 2], "chosen_ids": [3], "rejected_ids": [4, 5]},
        {"prompt_ids": [6], "chosen_ids": [7], "rejected_ids": [8]},
    ]
    made = Pairs(0)(rows)
    assert made["input_ids"].tolist() == [[1, 2, 3, 0], [6, 7, 0, 0], [1, 2, 4, 5], [6, 8, 0, 0]]
    assert made["completion_mask"].tolist() == [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]]
    assert made["attention_mask"].sum(1).tolist() == [3, 2, 4, 2]
