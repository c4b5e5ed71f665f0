"""One sentence from one passage: ask for several versions, keep the best that passes, else none.

The model is asked in rounds. The first round tries the beginnings that the passage offers at a low temperature; where
they run out, the next tries are warmer and discourage long copied runs. A version is used when the check supports it,
when it is in the model's own words, and when it keeps enough of the fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newswright.models import LanguageModel, Request
from newswright.records import Attempt, Evidence, Passage, Verdict
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations, quotations
from newswright.text.sentences import sentences
from newswright.text.words import content_stems, words
from newswright.write.asking import Asking
from newswright.write.mend import mended
from newswright.write.openings import openings
from newswright.write.options import WriteOptions
from newswright.write.soundness import unsound

CheckSentence = Callable[[str, Sequence[Evidence]], Verdict]
"""The verifier as the writer sees it: a sentence and its evidence in, a verdict out."""

COPIED = 0.8
"""Share of a sentence that lies in one run of its source from which it is a copy, however short."""
TOKENS = 16
"""Tokens of a reply beside two for each word of its passage: what runs on longer repeats itself or makes things up."""
WHOLE = 0.9
"""Share from which a version is the whole of its source: of the fact, so that it has its verb; of one run, a copy."""


@dataclass(frozen=True)
class Reworded:
    """A reply, tidied, and the beginning it was given."""

    text: str
    opening: str


@dataclass(frozen=True)
class Version:
    """A version that may be used, and how good it is."""

    text: str
    verdict: Verdict
    kept: float
    """Share of the passage's content words that it has."""
    run: int
    """Longest run of words in common with the passage, outside quotations."""


def evidence_of(passage: Passage) -> Evidence:
    """Return `passage` as evidence."""
    return Evidence(**passage.model_dump(exclude={"headline", "disputed"}))


def requests(passage: Passage, turn: int, asking: Asking, options: WriteOptions) -> list[Request]:
    """Return what to ask of the model in round `turn` (0 first): `options.candidates` versions of `passage`.

    Later rounds ask for one less: of 20 sentences used on the sample wire, 17 came from the first round.
    """
    ways = openings(passage.text)
    start = turn * options.candidates
    wanted = options.candidates if turn == 0 else max(1, options.candidates - 1)
    asked = []
    for number in range(start, start + wanted):
        again = number >= len(ways)
        asked.append(
            asking.sentence.request(
                passage.text,
                opening=ways[number % len(ways)],
                temperature=0.5 if again else 0.2,
                seed=options.seed + number,
                max_tokens=TOKENS + 2 * len(words(passage.text)),
                no_copy=0 if quotations(passage.text) else (8 if again else 0),
            )
        )
    return asked


def tidy(text: str) -> str:
    """Return the first sentence of a reply, with a capital and a stop, or "" if there is none."""
    found = sentences(text.strip())
    if not found:
        return ""
    first = found[0].text.strip()
    if first.count("“") > first.count("”"):
        first = first.rstrip(".,") + ".”"
    if first[-1:] not in ".!?”\"’'":
        first += "."
    return first[:1].upper() + first[1:]


def judge(
    reply: Reworded, passage: Passage, check: CheckSentence, options: WriteOptions
) -> tuple[Attempt, Version | None]:
    """Check a reply against `passage`; where it may not be used, the first mended form that may be is taken."""
    first, version = _judge(reply.text, passage, check, options)
    if version is None and not first.verdict.supported:
        for text in mended(reply.text, reply.opening):
            attempt, version = _judge(text, passage, check, options)
            if version is not None:
                return attempt, version
    return first, version


def _judge(text: str, passage: Passage, check: CheckSentence, options: WriteOptions) -> tuple[Attempt, Version | None]:
    verdict = check(text, [evidence_of(passage)])
    attempt = Attempt(text=text, verdict=verdict)
    version = _version(text, verdict, passage)
    own = is_own(text, passage.text, options.longest_run)
    usable = (
        verdict.supported
        and own
        and version.kept >= options.keep
        and not unsound(text, passage.text, whole=version.kept > WHOLE)
    )
    return attempt, version if usable else None


def is_own(text: str, source: str, longest_run: int) -> bool:
    """Tell whether `text` is in words of its own: no long run of `source`, and not one piece of it."""
    own = outside_quotations(text)
    shared = overlap(own, source).longest
    taken_whole = overlap(text, source).longest > WHOLE * len(words(text))  # quotations and all
    return shared <= longest_run and shared <= COPIED * len(words(own)) and not taken_whole


def best(versions: Sequence[Version]) -> Version | None:
    """Return the version that keeps most of the fact; among equals, the one that copies least."""
    return max(versions, key=lambda version: (round(version.kept, 1), -version.run, version.text), default=None)


def _version(text: str, verdict: Verdict, passage: Passage) -> Version:
    fact = set(content_stems(passage.text))
    kept = len(fact & set(content_stems(text))) / len(fact) if fact else 0.0
    return Version(text, verdict, kept, overlap(outside_quotations(text), passage.text).longest)


def ask(
    model: LanguageModel, passages: Sequence[Passage], turn: int, asking: Asking, options: WriteOptions
) -> list[list[Reworded]]:
    """Ask for one round of versions of every passage at once; return the distinct tidy replies per passage."""
    batches = [requests(passage, turn, asking, options) for passage in passages]
    replies = iter(model.complete([request for batch in batches for request in batch]))
    found = []
    for batch in batches:
        texts = {tidy(next(replies).text): request.opening for request in batch}
        found.append([Reworded(text, opening) for text, opening in texts.items() if text])
    return found
