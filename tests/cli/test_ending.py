"""How commands end, inside one process: the message, the code, and what is left to Python."""

from __future__ import annotations

import sys

import pytest

from newswright.cli import main
from newswright.cli.ending import ending
from newswright.errors import NotFound, QuotaUsedUp


def ends(error: BaseException) -> int:
    with pytest.raises(SystemExit) as caught, ending():
        raise error
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_an_error_is_told_with_its_cure(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(QuotaUsedUp("100 of [red]100[/] used", cure="Wait [bold]a[/] month.")) == 22
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Error: 100 of [red]100[/] used\n  Cure: Wait [bold]a[/] month.\n"


def test_an_error_without_a_cure_is_told_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(NotFound("Nothing here")) == 12
    assert capsys.readouterr().err == "Error: Nothing here\n"


def test_a_long_message_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    ends(NotFound("word " * 60))
    assert len(capsys.readouterr().err.splitlines()) == 1, "it can be searched for and copied"


def test_ctrl_c_says_that_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(KeyboardInterrupt()) == 130
    assert "What was done stays" in capsys.readouterr().err


@pytest.mark.parametrize("error", [RuntimeError("a defect"), AssertionError(), OSError("a disk")])
def test_a_defect_keeps_its_traceback(error: Exception) -> None:
    with pytest.raises(type(error)), ending():
        raise error


def test_an_end_passes_through() -> None:
    assert ends(SystemExit(7)) == 7


def test_main_ends_with_the_verb_s_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for words, code in ((["--version"], 0), (["items", "-n", "/nowhere"], 11), (["nonsense"], 2)):
        monkeypatch.setattr(sys, "argv", ["newswright", *words])
        with pytest.raises(SystemExit) as caught:
            main()
        assert caught.value.code == code
    out, err = capsys.readouterr()
    assert out.startswith("newswright ")
    assert "/nowhere is no newsroom" in err
    assert "No such command 'nonsense'" in err
