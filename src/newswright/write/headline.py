"""The headline: the model's, of the lede's evidence, if it passes the checks; else the title that a source gave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswright.models import LanguageModel
from newswright.records import Attempt, Brief, Evidence, Headline, Origin, Passage, Sentence
from newswright.text.fold import fold
from newswright.text.overlap import overlap
from newswright.text.words import content_stems, words
from newswright.write.asking import Ask, Asking
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence, evidence_of, recorded

_ABBREVIATED = re.compile(r"\b[A-Z]\.$")
SHORTEST, LONGEST = 4, 12
"""Words of a headline."""


def headline(  # noqa: PLR0913 - the parts of a desk
    brief: Brief,
    lede: Sentence,
    model: LanguageModel,
    check: CheckSentence,
    options: WriteOptions,
    asking: Asking,
    offered: str = "",
) -> Headline:
    """Write a headline over `lede`, or take the source title that shares most with it.

    One that was `offered` with a draft stands if it passes; the model is not asked for another then.
    """
    attempts = [_judged(options.sheet.mended(_tidy(offered)), lede, brief.headlines, check, options)] if offered else []
    if not attempts or attempts[0].lost:
        attempts += heading(lede, brief.headlines, model, check, options, asking)
    fit = [attempt for attempt in attempts if not attempt.lost]
    if not fit:
        title = from_source(brief, lede, check)
        return title.model_copy(update={"attempts": tuple(attempts)})
    about = set(content_stems(lede.text))
    best = max(fit, key=lambda attempt: len(set(content_stems(attempt.text)) & about))
    return Headline(
        text=best.text,
        origin=Origin.MODEL,
        verdict=best.verdict,
        evidence=_under(lede),
        together=lede.together,
        attempts=tuple(a.model_copy(update={"used": a.text == best.text}) for a in attempts),
    )


def heading(
    lede: Sentence,
    titles: Sequence[Passage],
    model: LanguageModel,
    check: CheckSentence,
    options: WriteOptions,
    asking: Asking,
) -> list[Attempt]:
    """Ask for headlines over `lede`; each comes with its verdict and, where it may not be used, the reason."""
    asked = asking.several(Ask.HEADLINE, lede.evidence[0].text, max(2, options.candidates), options.seed, 32)
    attempts: dict[str, Attempt] = {}
    for request, reply in zip(asked, model.complete(asked), strict=True):
        text = options.sheet.mended(_tidy(reply.text))
        if text and text not in attempts:
            attempts[text] = recorded(_judged(text, lede, titles, check, options), request, reply)
    return list(attempts.values())


def _judged(
    text: str, lede: Sentence, titles: Sequence[Passage], check: CheckSentence, options: WriteOptions
) -> Attempt:
    verdict = check(text, _under(lede))
    lost = "; ".join(verdict.reasons) or _unfit(text, lede, titles) or next(options.sheet.faults(text), "")
    return Attempt(text=text, verdict=verdict, lost=lost, ask=Ask.HEADLINE.value)


def _under(lede: Sentence) -> tuple[Evidence, ...]:
    """The evidence of a headline: its lede's first passage, or all of them where only together they say the lede."""
    return lede.evidence if lede.together else lede.evidence[:1]


def from_source(brief: Brief, lede: Sentence, check: CheckSentence) -> Headline:
    """Return the title that shares most words with `lede`, of those that pass; the best that fails where none does.

    Where no item has a title, the first passage is the headline.
    """
    about = set(content_stems(" ".join(piece.text for piece in lede.evidence)))

    def shared(passage: Passage) -> float:
        stems = set(content_stems(passage.text))
        return len(stems & about) / (len(stems) + 1)

    found = []
    for title in sorted(brief.headlines, key=shared, reverse=True) or brief.passages[:1]:
        evidence, text = (evidence_of(title),), title.text if title.headline else _unstopped(title.text)
        verdict = check(text, evidence)
        found.append(Headline(text=text, origin=Origin.SOURCE, verdict=verdict, evidence=evidence))
        if verdict.supported:
            return found[-1]
    return found[0]


def _unstopped(text: str) -> str:
    """Drop the full stop, but not that of an abbreviation: "shipped to the U.S." keeps it."""
    return text if _ABBREVIATED.search(text) else text.rstrip(".").strip()


def _tidy(text: str) -> str:
    line = _unstopped(text.strip())
    return line[:1].upper() + line[1:]


def _unfit(text: str, lede: Sentence, titles: Sequence[Passage]) -> str:
    """Return why a supported headline does not fit: its length, or that it is copied from the lede or a title."""
    count = len(words(text))
    copied = max(overlap(text, under).longest for under in (lede.text, *(piece.text for piece in lede.evidence)))
    taken = any(fold(text).casefold() == fold(title.text).casefold().rstrip(".") for title in titles)
    reasons = {
        f"{count} words": not SHORTEST <= count <= LONGEST,
        "a piece of what stands under it": copied >= count,
        "an outlet's title": taken,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
