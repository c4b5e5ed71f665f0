"""Prepared rows as a training set: the Parquet parts of `instruct prepare`, memory-mapped, never changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newswright.errors import TrainError
from newswright.instruct.files.sets import read_set
from newswright.records import Lesson, Preference, Role
from newswright.train.extra import need


def rows_of(folder: Path) -> Any:
    """Return the rows in `folder` as a `datasets.Dataset`, in the set's order.

    Raises:
        TrainError: there are none.
    """
    parts = sorted(folder.glob("part-*.parquet"))
    if not parts:
        raise TrainError(f"{folder} has no prepared rows.", cure="Make them with: newswright instruct prepare")
    datasets = need("datasets")
    datasets.disable_progress_bars()
    found = datasets.Dataset.from_parquet([str(part) for part in parts], cache_dir=str(folder / ".cache"))
    if not len(found):
        raise TrainError(f"The rows in {folder} are empty.", cure="Look into left-out.jsonl there for the reasons.")
    return found


def prompts_of(rows: Any, lessons: Path, tokenizer: Any) -> Any:
    """Return the prompts of prepared lessons, each once: its text, its ids, and the evidence that its message gives.

    Args:
        rows: Prepared lessons, or preferences.
        lessons: The set that they are of.
        tokenizer: Transformers' own.
    """
    evidence = {item.id: _evidence(item) for item in read_set(lessons, lambda _: None)}
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        ids = row["prompt_ids"] if "prompt_ids" in row else _before_labels(row)
        text = tokenizer.decode(ids)
        found.setdefault(text, {"prompt": text, "prompt_ids": ids, "evidence": evidence.get(row["lesson"], [])})
    return need("datasets").Dataset.from_list(list(found.values()))


def _before_labels(row: dict[str, Any]) -> list[int]:
    """Return the ids in front of the last answer."""
    learnt = [label >= 0 for label in row["labels"]]
    last = len(learnt) - 1 - learnt[::-1].index(True) if True in learnt else 0
    while last > 0 and learnt[last - 1]:
        last -= 1
    return list(row["input_ids"][:last])


def _evidence(item: Lesson | Preference) -> list[str]:
    """Return the source texts of the last question; all of it behind the instruction where none are marked."""
    messages = item.messages if isinstance(item, Lesson) else item.prompt
    asked = next((message for message in reversed(messages) if message.role is Role.USER), None)
    if asked is None:
        return []
    if asked.sources:
        return [asked.content[start:end] for start, end in sorted(asked.sources)]
    return [asked.content.partition("\n\n")[2] or asked.content]


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return what `prepare.json` in `folder` says."""
    told: dict[str, Any] = json.loads((folder / "prepare.json").read_text("utf-8"))
    return told
