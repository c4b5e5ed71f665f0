"""The page on the tasks shows what the tasks make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newswright.instruct.building.build import BuildOptions, build
from newswright.instruct.building.tasks import TASKS
from newswright.records import Lesson, Preference
from tests.instruct.fiction import SOURCES, WORKS, ferry, museum

DOCS = Path(__file__).parents[4] / "docs" / "instruct" / "tasks.md"


def shown() -> Iterator[tuple[str, str]]:
    """Yield each task's name and its first lesson as the page shows it; a `+` marks the one with sources."""
    options = BuildOptions(tasks=tuple(TASKS), clean_drafts=0, seed=4)
    own = [lesson for lesson in build([museum(), ferry()], options, lambda _: None) if lesson.story == "s-ferry"]
    sourced = list(build([ferry(sources=SOURCES), ferry(sources=(WORKS,))], options, lambda _: None))
    for name in TASKS:
        if name not in ("rewrite", "shorten"):
            yield name, _page(next(lesson for lesson in own if lesson.task == name))
        if name in ("article", "rewrite", "shorten"):
            yield name + "+", _page(next(lesson for lesson in sourced if lesson.task == name))


def _page(lesson: Lesson | Preference) -> str:
    turns = lesson.prompt if isinstance(lesson, Preference) else lesson.messages
    parts = [f"[{message.role.value}]\n{message.content}" for message in turns]
    if isinstance(lesson, Preference):
        parts += [f"[chosen]\n{lesson.chosen}", f"[rejected: {lesson.reason}]\n{lesson.rejected}"]
    return "\n\n".join(parts)


def test_the_examples_are_what_the_tasks_make() -> None:
    blocks = re.findall(r"```text\n(.*?)\n```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks == [text for _, text in shown()]


def test_every_task_is_in_the_table() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for name, task in TASKS.items():
        assert f"| `{name}` | {task.purpose} | {'yes' if task.needs_sources else 'no'} |" in page
