"""Work shared out among several processes: this one and helpers, none of which outlives it.

A helper is a fresh interpreter at the other end of two pipes: not a copy of this process, for a copy of one with
threads may never wake up, and not `multiprocessing`'s, which runs the caller's script again and needs a guard in it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

from newswright.errors import InstructError

Job = TypeVar("Job")
Result = TypeVar("Result")
AHEAD = 2
"""Jobs sent to a helper before it answers: one that it works on, and one so that it need not wait for this process."""
_START = "from newswright.instruct.preparing.sharing import serve; serve()"


class Helpers:
    """Processes that help this one. They start when this is made, and are ended when its block ends."""

    def __init__(self, count: int) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "TOKENIZERS_PARALLELISM": "false",  # the processes are the parallelism
        }
        self._started = [
            subprocess.Popen(  # noqa: S603 - this very interpreter
                (sys.executable, "-c", _START), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
            for _ in range(count)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._started:
            process.kill()  # it may be in the middle of a job that nobody waits for any more
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()

    def share(self, jobs: Iterable[Job], work: Callable[[Job], Result], done: Callable[[Result], None]) -> None:
        """Do `work` on every job, here and in the helpers, and tell `done` each result, in any order.

        `work`, jobs and results are picklable. `done` is called in this thread.

        Raises:
            InstructError: a helper was ended from outside.
            Exception: what `work` raises.
        """
        waiting = deque(jobs)
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        sent = pickle.dumps(work)
        threads = [
            threading.Thread(target=_feed, args=(process, sent, waiting, answers), daemon=True)
            for process in self._started
        ]
        for thread in threads:
            thread.start()
        left = len(threads)
        while left or waiting:
            job = _next(waiting)
            if job:
                done(work(job[0]))
            while left and (not job or not answers.empty()):
                answer = answers.get()
                if isinstance(answer, BaseException):
                    raise answer
                if answer is None:
                    left -= 1
                else:
                    done(answer[0])


def _next(waiting: deque[Job]) -> Sequence[Job]:
    """Take a job; () where none is left."""
    try:
        return (waiting.popleft(),)
    except IndexError:
        return ()


def _feed(process: subprocess.Popen[bytes], work: bytes, waiting: deque[Any], answers: queue.SimpleQueue[Any]) -> None:
    """Send jobs to a helper and hand on its answers, each as (result,); None at the end, or the error that ends it."""
    to, back = process.stdin, process.stdout
    if to is None or back is None:
        raise RuntimeError("a helper without pipes")
    open_jobs = 0
    try:
        to.write(work)
        while True:
            while open_jobs < AHEAD and (job := _next(waiting)):
                pickle.dump(job[0], to)
                open_jobs += 1
            to.flush()
            if not open_jobs:
                answers.put(None)
                return
            answers.put(pickle.load(back))  # noqa: S301 - from our own process
            open_jobs -= 1
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        answers.put(
            InstructError(
                "A helping process was ended from outside, as a system does that is short of memory.",
                cure="Run the same command again, with fewer processes: it goes on where it stopped.",
            )
        )


def serve() -> None:
    """Be a helper: read what to do, then jobs, from standard input until it closes; write an answer for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which then ends this one
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    work = pickle.load(jobs)  # noqa: S301 - from the process that started this one
    with contextlib.suppress(EOFError, BrokenPipeError):  # the first process is done, or gone
        while True:
            _answer(work, pickle.load(jobs), answers)  # noqa: S301 - as above
    os._exit(0)


def _answer(work: Callable[[Any], Any], job: Any, answers: BinaryIO) -> None:
    answer: tuple[Any] | Exception
    try:
        answer = (work(job),)
    except Exception as error:  # noqa: BLE001 - it is raised in the first process
        answer = error
    pickle.dump(answer, answers)
    answers.flush()
