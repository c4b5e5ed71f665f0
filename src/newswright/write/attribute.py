"""The last resort: a passage whole, between marks, under its outlet's name."""

from __future__ import annotations

import re

from newswright.text.credits import unstopped
from newswright.text.fold import fold

_INNER = re.compile(r"[“\"]([^“”\"]*)[”\"]")


def attributed(passage: str, outlet: str, turn: int = 0) -> str:
    """Return a sentence that quotes `passage` whole and says that these are the words of `outlet`.

    Quotations inside become single-quoted, and a closing full stop may give way to a comma; no word changes. `turn`
    counts the quoted sentences of an article: the form varies with it.
    """
    text = _INNER.sub(lambda match: f"‘{match.group(1)}’", passage.strip())
    text = fold_inner_marks(text)
    if turn % 3 == 1:
        return f"{outlet} reported: “{text}”"
    if turn % 3 == 2:
        return f"According to {outlet}: “{text}”"
    if text.endswith("."):
        text = unstopped(text) + ","
    elif not text.endswith((",", "!", "?")):
        text += ","
    return f"“{text}” {outlet} reported."


def fold_inner_marks(text: str) -> str:
    """Turn double marks that are left unpaired into single ones, so that the outer pair stays the only one."""
    return "".join("'" if fold(char) == '"' else char for char in text)
