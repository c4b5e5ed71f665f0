"""`newswright instruct`: make sets of lessons, look at them closely, and render them. One file a verb."""

from newswright.cli.instruct import (  # noqa: F401, I001 - the order is the help's
    build,
    convert,
    split,
    select,
    templates,
    preview,
    doctor,
    prepare,
)
from newswright.cli.instruct.group import group

__all__ = ["group"]
