"""The command line: one file a verb. Each parses, calls the newsroom, shows the result."""

from __future__ import annotations

import io
import sys

from newswright.cli import exits


def main() -> None:
    """Run the command line and end with the exit code of `newswright.cli.exits`."""
    try:
        # Imported here, not above: it takes most of a second, in which Ctrl-C must not end in a traceback.
        from newswright.cli import verbs
        from newswright.cli.ending import ending
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without quotation marks gets question marks, no traceback
    with ending():
        verbs.app()
