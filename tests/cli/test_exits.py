"""The table of exit codes: complete, and without two meanings for one code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newswright import errors
from newswright.cli import exits
from newswright.errors import NewswrightError


def tree(kind: type[NewswrightError]) -> Iterator[type[NewswrightError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


KINDS = [kind for kind in tree(NewswrightError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_code_of_its_own(kind: type[NewswrightError]) -> None:
    assert exits.code(kind("what")) == exits.CODES[kind]
    own = (exits.OK, exits.UNEXPECTED, exits.USAGE, exits.INTERRUPTED)
    assert exits.CODES[kind] not in own
    assert list(exits.CODES.values()).count(exits.CODES[kind]) == 1
    assert exits.CODES[kind] < 126, "shells use the codes from there on"


def test_an_error_below_a_known_one_ends_like_it() -> None:
    class Elsewhere(errors.ModelDamaged):
        """A kind that the table does not name."""

    assert exits.code(Elsewhere("what")) == exits.CODES[errors.ModelDamaged]


def test_the_table_names_nothing_else() -> None:
    assert set(exits.CODES) == set(KINDS)
