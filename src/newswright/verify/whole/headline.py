"""Headline: what it names and counts, the body names and counts.

The headline is held against the sources like any sentence. This looks at the text alone: a reader who stops at the
headline must not know more, or other things, than one who reads on.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswright.records import Gravity
from newswright.text.numbers import quantities
from newswright.text.words import stop_words, words
from newswright.verify.checks.numbers import same
from newswright.verify.claim import Hit
from newswright.verify.sources import Known, Source, plain_word


def check_headline(headline: str, body: str) -> Iterator[Hit]:
    """Compare the figures and capitalised words of `headline` with `body`; places count the headline's characters."""
    known = Known((Source("body", body),))
    for figure in quantities(headline):
        if figure.counts and not figure.weak and not any(same(figure, own) for own in known.figures):
            yield Hit(
                f"“{figure.text}” is in the headline and not in the text", figure.start, figure.end, Gravity.DOUBT
            )
    if sum(word.text[:1].isupper() for word in words(headline)) > 0.6 * len(words(headline)):
        return  # capitals say nothing in a headline where every word has one
    for word in words(headline)[1:]:
        plain = plain_word(word.text)
        named = word.text[:1].isupper() and plain not in stop_words() and plain.isalpha() and len(plain) > 2
        if (
            named
            and plain not in known.words
            and not any(plain.startswith(other[:5]) for other in known.begins(plain[:4]))
        ):
            yield Hit(f"“{word.text}” is in the headline and not in the text", word.start, word.end, Gravity.DOUBT)
