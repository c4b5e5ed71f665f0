"""How a command ends that does not come to its end: the message and the exit code of each case."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from newswright.cli import exits, show
from newswright.errors import NewswrightError


@contextmanager
def ending() -> Iterator[None]:
    """Turn what stops the command inside into a message and an exit code. A defect keeps its traceback."""
    try:
        try:
            yield
        except NewswrightError as error:
            show.failure(error)
            sys.exit(exits.code(error))
        except KeyboardInterrupt:
            show.note("Stopped. What was done stays; the same command goes on from here.")
            sys.exit(exits.INTERRUPTED)
    except BrokenPipeError:
        # The reader of the pipe has enough: no message, no failure, also not when Python flushes at its end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        sys.exit(exits.OK)
