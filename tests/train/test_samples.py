from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from newswright.train.samples import Sample, prompts, read, write


def test_what_is_written_is_read_again_and_is_no_markup(tmp_path: Path) -> None:
    shown = [Sample(prompt="# One\n<b>two</b>", wanted="", before="line\n\nline"), Sample(prompt="p", wanted="w")]
    write(shown, tmp_path / "samples.md")
    text = (tmp_path / "samples.md").read_text("utf-8")
    assert "    # One\n    <b>two</b>" in text
    assert "    (nothing)" in text
    asked = [sample.model_copy(update={"before": ""}) for sample in shown]
    assert read(tmp_path / "samples.md", asked)[0].before == "line\n\nline"


def test_a_file_that_is_not_there_leaves_the_samples(tmp_path: Path) -> None:
    asked = [Sample(prompt="p", wanted="w")]
    assert read(tmp_path / "samples.md", asked) == asked


def test_prompts_are_spread_and_end_where_learning_begins() -> None:
    rows = [{"input_ids": list(range(at, at + 40)), "labels": [-100] * 3 + list(range(37))} for at in range(9)]
    found = prompts(rows, 3)
    assert [prompt[0] for prompt, _ in found] == [0, 4, 8]
    assert all(len(prompt) == 3 and len(answer) == 37 for prompt, answer in found)
    text = [{"input_ids": list(range(60)), "labels": list(range(60))}]
    assert prompts(text, 5) == [(list(range(24)), list(range(24, 60)))]
