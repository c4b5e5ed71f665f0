"""The command line: one file a verb. Each parses, calls the newsroom, shows the result."""

from __future__ import annotations

import sys

from newswright.cli import exits


def main() -> None:
    """Run the command line and end with the exit code of `newswright.cli.exits`."""
    # Imported here, not above: `newswright --help` must not wait for the archive or the model.
    from newswright.cli import show, verbs
    from newswright.errors import NewswrightError

    try:
        verbs.app()
    except NewswrightError as error:
        show.failure(error)
        sys.exit(exits.code(error))
    except KeyboardInterrupt:
        show.note("Stopped. What was done stays; the same command goes on from here.")
        sys.exit(exits.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has enough: no message, no failure
        sys.exit(exits.OK)
