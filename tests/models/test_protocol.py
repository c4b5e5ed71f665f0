from __future__ import annotations

import pytest

from newswright.models.protocol import Request, encodable, opened


@pytest.mark.parametrize(
    ("own", "opening", "joined"),
    [
        ("Reporter:", "On Monday,", "Reporter: On Monday,"),
        ("Reporter: ", "On Monday,", "Reporter: On Monday,"),
        ("Reporter:", " On Monday,", "Reporter: On Monday,"),
        ("Reporter:", "", "Reporter:"),
        ("", "On Monday,", "On Monday,"),
    ],
)
def test_opening_follows_after_one_space(own: str, opening: str, joined: str) -> None:
    assert "".join(opened(Request(shared="", own=own, opening=opening))) == joined


def test_half_a_surrogate_pair_does_not_stop_a_request() -> None:
    assert encodable("a\ud800b é") == "a?b é"
