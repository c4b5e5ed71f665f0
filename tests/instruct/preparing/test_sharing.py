from __future__ import annotations

import errno
import os
import signal
import time

import pytest

from newswright.errors import InstructError
from newswright.instruct.preparing.sharing import Helpers


def shared(jobs: list[int], helpers: int, work: object = abs) -> list[int]:
    found: list[int] = []
    assert callable(work)
    with Helpers(helpers) as started:
        started.share(jobs, work, found.append)
    return found


@pytest.mark.parametrize("helpers", [0, 1, 3])
@pytest.mark.parametrize("jobs", [0, 1, 50])
def test_every_job_is_done_once(helpers: int, jobs: int) -> None:
    assert sorted(shared([-number for number in range(jobs)], helpers)) == list(range(jobs))


def slow_process(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def test_helpers_take_their_share() -> None:
    assert len(set(shared(list(range(60)), 2, slow_process))) == 3


def fail(number: int) -> int:
    if number == 3:
        raise OSError(errno.ENOSPC, "no room")
    return number


@pytest.mark.parametrize("helpers", [0, 2])
def test_what_the_work_raises_is_raised_here(helpers: int) -> None:
    with pytest.raises(OSError, match="no room") as told:
        shared(list(range(20)), helpers, fail)
    assert told.value.errno == errno.ENOSPC


def die(number: int) -> int:
    if os.environ.get("TOKENIZERS_PARALLELISM") == "false" and os.getppid() == number:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return number


def test_a_helper_that_is_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InstructError, match="ended from outside") as told:
        shared([os.getpid()] * 20, 1, die)
    assert "fewer processes" in told.value.cure
