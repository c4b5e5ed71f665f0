"""One sentence from one passage: ask for several versions, keep the best that passes, else none.

A version is used when it is a sentence, when the check supports it, when it is in the model's own words, and when it
keeps enough of the fact. Of several, the one that keeps most is taken. What was not used is kept with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from newswright.models import LanguageModel, Reply, Request
from newswright.records import COPY, Attempt, Evidence, Passage, Sentence, Verdict
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.sentences import sentences
from newswright.text.words import content_stems, words
from newswright.write.asking import Ask, Asking
from newswright.write.options import WriteOptions
from newswright.write.soundness import unsound

CheckSentence = Callable[[str, Sequence[Evidence]], Verdict]
"""The verifier as the writer sees it: a sentence and its evidence in, a verdict out."""

COPIED = 0.8
"""Share of a sentence that lies in one run of its source from which it is a copy, however short."""
TOKENS = 16
"""Tokens of a reply beside two for each word of its passage: what runs on longer repeats itself or makes things up."""
WHOLE = 0.9
"""Share of a sentence in one run of its source, quotations and all, from which it is its source."""
KEEPING = 0.5
"""What the share that a version keeps weighs beside how likely it holds."""
WARMER = (0.0, 0.4, 0.6, 0.8)
"""Temperatures of the first, second, third and further versions of one kind."""


@dataclass(frozen=True)
class Version:
    """A version that may be used, and how good it is."""

    text: str
    verdict: Verdict
    kept: float
    """Share of the passage's content words that it has."""
    run: int
    """Longest run of words in common with the passage, outside quotations."""

    @property
    def worth(self) -> float:
        """How likely it holds, where a check says so, and how much of the fact it keeps."""
        likely = min((check.likely for check in self.verdict.checks if check.likely is not None), default=1.0)
        return likely + KEEPING * self.kept


class Tried(NamedTuple):
    """What the model offered for a passage."""

    attempts: tuple[Attempt, ...]
    best: Version | None


def evidence_of(passage: Passage) -> Evidence:
    """Return `passage` as evidence."""
    return Evidence.model_validate(passage.model_dump(include=set(Evidence.model_fields)))


def requests(passage: Passage, turn: int, asking: Asking, options: WriteOptions) -> list[tuple[Ask, Request]]:
    """Return what to ask of the model in round `turn` (0 first): `options.candidates` versions of `passage`.

    Two of three are rewritings, one is short. The first of a kind is the likeliest there is, the others by chance.
    """
    found = []
    for number in range(turn * options.candidates, (turn + 1) * options.candidates):
        ask = Ask.SHORTEN if options.length == "brief" or number % 3 == 2 else Ask.REWRITE
        before = sum(1 for other in range(number) if (other % 3 == 2) == (number % 3 == 2))
        request = asking.request(
            ask,
            passage.text,
            temperature=WARMER[min(before, len(WARMER) - 1)],
            seed=(options.seed + number) % 2**32,
            max_tokens=TOKENS + 2 * len(words(passage.text)),
        )
        found.append((ask, request))
    return found


def recorded(attempt: Attempt, request: Request, reply: Reply) -> Attempt:
    """Return `attempt` with what it was asked with and what that cost."""
    return attempt.model_copy(
        update={
            "seed": request.seed,
            "temperature": request.temperature,
            "prompt_tokens": reply.prompt_tokens,
            "reply_tokens": reply.reply_tokens,
        }
    )


def count_words(said: Iterable[Sentence]) -> int:
    """Return the words of sentences, credits and quotations included."""
    return sum(len(words(sentence.text)) for sentence in said)


def copied(run: int) -> str:
    """Return why a version is lost that shares a run of so many words with its source."""
    return f"{COPY}: {run} words in a row"


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


def tries(passage: Passage, model: LanguageModel, check: CheckSentence, asking: Asking, options: WriteOptions) -> Tried:
    """Ask for versions of `passage` in rounds, until one may be used or the rounds are over."""
    attempts: list[Attempt] = []
    for turn in range(options.rounds):
        asked = requests(passage, turn, asking, options)
        replies = model.complete([request for _, request in asked])
        found = list(_judged(asked, replies, passage, check, options, {one.text for one in attempts}))
        attempts += [attempt for attempt, _ in found]
        best = _best([version for _, version in found if version])
        if best:
            return Tried(tuple(a.model_copy(update={"used": a.text == best.text}) for a in attempts), best)
    return Tried(tuple(attempts), None)


def _judged(
    asked: Sequence[tuple[Ask, Request]],
    replies: Sequence[Reply],
    passage: Passage,
    check: CheckSentence,
    options: WriteOptions,
    seen: set[str],
) -> Iterator[tuple[Attempt, Version | None]]:
    for (ask, request), reply in zip(asked, replies, strict=True):
        text = options.sheet.mended(tidy(reply.text))
        if not text or text in seen:
            continue
        seen.add(text)
        attempt, version = judge(text, passage, check, options, short=ask is Ask.SHORTEN)
        yield recorded(attempt, request, reply).model_copy(update={"ask": ask.value}), version


def judge(
    text: str, passage: Passage, check: CheckSentence, options: WriteOptions, *, short: bool = False
) -> tuple[Attempt, Version | None]:
    """Check a version of `passage`; the attempt says why it may not be used, where it may not."""
    verdict = check(text, [evidence_of(passage)])
    version = _version(text, verdict, passage)
    lost = _lost(version, passage, options, short=short)
    return Attempt(text=text, verdict=verdict, lost=lost), None if lost else version


def _lost(version: Version, passage: Passage, options: WriteOptions, *, short: bool) -> str:
    """Return why a version may not be used, "" where it may."""
    form = unsound(version.text) or next(options.sheet.faults(version.text), "")
    if form:
        return form
    if not version.verdict.supported:
        return "; ".join(version.verdict.reasons)
    if not is_own(version.text, passage.text, options.longest_run):
        return copied(version.run)
    if version.kept < (options.keep / 2 if short else options.keep):
        return f"keeps {version.kept:.0%} of the passage"
    return ""


def is_own(text: str, source: str, longest_run: int) -> bool:
    """Tell whether `text` is in words of its own: no long run of `source`, and not one piece of it."""
    own = outside_quotations(text)
    shared = overlap(own, source).longest
    taken_whole = overlap(text, source).longest > WHOLE * len(words(text))  # quotations and all
    return shared <= longest_run and shared <= COPIED * len(words(own)) and not taken_whole


def _best(versions: Sequence[Version]) -> Version | None:
    """Return the version that is likeliest to hold and keeps most of the fact; of equals the one that copies least."""
    return max(versions, key=lambda version: (round(version.worth, 2), -version.run, version.text), default=None)


def _version(text: str, verdict: Verdict, passage: Passage) -> Version:
    fact = set(content_stems(passage.text))
    kept = len(fact & set(content_stems(text))) / len(fact) if fact else 0.0
    return Version(text, verdict, kept, overlap(outside_quotations(text), passage.text).longest)
