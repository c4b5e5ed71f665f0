"""What a language model says about its text and not in it: "Sure! Here is a summary of the article:", "(98 words)".

It stands at the beginning or at the end, and reports nothing that a source could support.
"""

from __future__ import annotations

import re

from newswright.text.span import Span

_THING = r"(?:summary|summaries|article|version|rewrite|headline|draft|story|text|piece)"
_OPENINGS = (
    re.compile(r"\s*(?:Sure(?: thing)?|Certainly|Of course|Absolutely|Okay|OK)!\s*", re.IGNORECASE),
    re.compile(
        r"\s*(?:(?:Sure|Certainly|Of course|Absolutely|Okay|OK)[,.]\s+)?(?:Here(?:'s| is| are)|Below is)\b"
        rf"[^.:\n]{{0,160}}\b{_THING}\b[^.:\n]{{0,160}}(?:[:.]\s*|\n\s*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\s*(?:\*\*|#+ )?(?:(?:News |Article )?Summary|Answer|Response|Output)(?: of the [a-z ]{1,30})?"
        r"(?:\*\*)?(?::(?:\*\*)?\s*|\s*\n\s*)",
        re.IGNORECASE,
    ),
)
_CLOSING = re.compile(
    r"(?:(?<=[.!?\"')*])\s+|\n\s*)(?:"
    r"[(\[]?(?:(?:Total )?word count:? *|Words: *)?(?:about |approximately )?\d{1,4}(?: words)[)\]]?[.!]?"
    r"|[(\[]?(?:Total )?word count:? *\d{1,4}[)\]]?[.!]?"
    r"|(?:I hope (?:this|that|it) |Let me know )[^\n]{0,200}"
    r"|(?:Please )?note:?(?: that)? (?:this|the) (?:above )?(?:summary|article|text)\b[^\n]{0,300}"
    r"|(?:This|The) (?:above )?(?:summary|text) (?:is|has|contains|consists)\b[^.\n]{0,60}\bwords?\b[^.\n]{0,60}[.!]?"
    r")\s*\Z",
    re.IGNORECASE,
)


def asides(text: str) -> list[Span]:
    """Return the stretch of `text` that is about it at its beginning, and the one at its end, where there are such."""
    folded = text.replace("’", "'")
    start, end = 0, len(folded)
    while match := next((m for opening in _OPENINGS if (m := opening.match(folded, start))), None):
        start = match.end()
    while match := _CLOSING.search(folded, max(start, end - 500), end):
        end = match.start()
    return [Span(at, stop, text[at:stop]) for at, stop in ((0, start), (end, len(text))) if at < stop]


def without_asides(text: str) -> str:
    """Return `text` with its asides blanked out, of the same length."""
    for span in asides(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text
