"""A set that is read more than once: to split it, to choose from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from newswright.errors import SetUnreadable
from newswright.instruct.files.rows import BadRow
from newswright.instruct.files.sets import read_set
from newswright.records import Lesson, Preference


def reading(
    source: Path | str, bad: Callable[[BadRow], None] | None = None
) -> Callable[[], Iterator[Lesson | Preference]]:
    """Return a function that reads the set anew each time: for work that needs it more than once.

    `bad` is told of malformed rows in the first reading; without it the first one ends the reading with SetUnreadable.
    """
    told: list[Callable[[BadRow], None]] = [bad or _refuse]

    def read() -> Iterator[Lesson | Preference]:
        yield from read_set(source, told[-1])
        if bad:
            told.append(_ignore)

    return read


def _refuse(row: BadRow) -> None:
    raise SetUnreadable(
        f"{row.where}: {row.reason}", cure="Mend or remove the row; newswright instruct doctor lists all of them."
    )


def _ignore(row: BadRow) -> None:
    """Say nothing: it was told before."""
