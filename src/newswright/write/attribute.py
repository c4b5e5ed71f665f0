"""The fallback: the source's own words, between marks, under the outlet's name."""

from __future__ import annotations

import re

from newswright.records import Passage
from newswright.text.fold import fold

_INNER = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def attributed(passage: Passage, turn: int = 0) -> str:
    """Return a sentence that quotes `passage` whole and says whose words they are.

    Quotations inside become single-quoted, and a closing full stop may give way to a comma; no word changes. `turn`
    counts the quoted sentences of an article: the form varies with it.
    """
    text = _INNER.sub(lambda match: f"‘{match.group(1)}’", passage.text.strip())
    text = fold_inner_marks(text)
    if turn % 3 == 1:
        return f"{passage.source} reported: “{text}”"
    if turn % 3 == 2:
        return f"According to {passage.source}: “{text}”"
    if text.endswith("."):
        text = text[:-1] + ","
    elif not text.endswith((",", "!", "?")):
        text += ","
    return f"“{text}” {passage.source} reported."


def fold_inner_marks(text: str) -> str:
    """Turn double marks that are left unpaired into single ones, so that the outer pair stays the only one."""
    return "".join("'" if fold(char) == '"' else char for char in text)
