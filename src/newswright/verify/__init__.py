"""Verify: hold a text against its sources, sentence by sentence, and say what is supported, contradicted or not found.

`verify` takes any text and any sources. `check_sentence` is the gate that each sentence of Newswright's own writer must
pass, against the one passage it was written from. `recheck` does that again for what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence

from newswright.models import open_checker
from newswright.progress import Progress, silent
from newswright.records import Verification
from newswright.verify.examine import Text, examine
from newswright.verify.gate import check_sentence
from newswright.verify.options import VerifyOptions
from newswright.verify.recheck import recheck
from newswright.verify.sources import Source

__all__ = ["Source", "Text", "VerifyOptions", "check_sentence", "recheck", "verify"]


def verify(
    text: str | Text,
    sources: Sequence[str | Source],
    options: VerifyOptions | None = None,
    progress: Progress = silent,
) -> Verification:
    """Hold `text` against `sources` and return a verdict for each sentence, and a decision.

    Args:
        text: what is to be checked; a `Text` may have a headline of its own.
        sources: what it must rest on. A plain string becomes a source called s1, s2, ...
        options: the settings; the default runs all checks and the shipped checker.
        progress: is told how far it is.

    Raises:
        ModelError: or one of its kinds, where the learned checker that the options name cannot be had.
    """
    options = options or VerifyOptions()
    text = text if isinstance(text, Text) else Text(text)
    read = [one if isinstance(one, Source) else Source(f"s{at}", one) for at, one in enumerate(sources, 1)]
    checker = None if "entailment" in options.skip else open_checker(options.checker)
    return examine(text, read, options, checker, progress)
