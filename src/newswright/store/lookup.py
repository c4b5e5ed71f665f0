"""Finds the one row that a user means by an id or the beginning of one."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Connection, select

from newswright.errors import NotFound

SHORTEST = 4
"""Characters of a prefix: three hex digits and the letter are unique among a few hundred stories."""

PLAIN = re.compile(r"[\x21-\x7d]+")


def beginning(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """The rows whose id begins with `prefix` (plain ASCII), as a range that the index serves."""
    return (column >= prefix) & (column < prefix[:-1] + chr(ord(prefix[-1]) + 1))


def resolve(connection: Connection, given: str, kind: str, *columns: ColumnElement[str]) -> tuple[int, str]:
    """Return the number of the column and the id in it that `given` means: a whole id first, else a unique beginning.

    Raises:
        NotFound: None has it, or more than one begins with it.
    """
    for number, column in enumerate(columns):
        if connection.execute(select(column).where(column == given).limit(1)).first():
            return number, given
    if len(given) >= SHORTEST and PLAIN.fullmatch(given):
        for number, column in enumerate(columns):
            query = select(column).where(beginning(column, given)).distinct().order_by(column).limit(4)
            found = list(connection.execute(query).scalars())
            if len(found) == 1:
                return number, found[0]
            if found:
                some = ", ".join(found[:3]) + (" and more" if len(found) > 3 else "")
                raise NotFound(f"More than one {kind} begins with {given!r}: {some}.", cure="Give more of the id.")
    raise NotFound(
        f"There is no {kind} {given!r} in the archive.",
        cure=f"Give the whole id, or at least its first {SHORTEST} characters.",
    )
