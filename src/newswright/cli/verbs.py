"""All verbs, in the order in which `--help` shows them: importing a verb's module hangs it on the application."""

from newswright.cli import (  # noqa: F401, I001 - the order is the help's
    run,
    init,
    ingest,
    curate,
    write,
    rewrite,
    verify,
    publish,
    items,
    spikes,
    stories,
    articles,
    models,
    instruct,
    train,
)
from newswright.cli.app import app

__all__ = ["app"]
