"""The whole article at once, from a model that can: drafted with citations, then checked, and mended where needed.

The model gets all passages, numbered, and writes a line a sentence with the numbers that it rests on. Each sentence is
checked against what it cites as soon as its line is there, by the same check as anywhere else. One that does not hold
is asked for again with the reason; then its passage is set in its own words; then it is left out. Records are the same
as for an article that was written sentence by sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newswright.errors import ModelError
from newswright.models import LanguageModel, Request, Streams
from newswright.records import Attempt, Brief, Evidence, LeftOut, Passage
from newswright.text.overlap import overlap
from newswright.text.quotes import outside_quotations
from newswright.text.words import content_stems, words
from newswright.write.options import WriteOptions
from newswright.write.prompts import prompt
from newswright.write.sentence import CheckSentence, Version, copied, evidence_of, is_own, recorded, tidy
from newswright.write.soundness import unsound

TOKENS_A_SENTENCE = 60
"""Tokens that a sentence of the draft may have, its citations included."""
_CITED = re.compile(r"\[(\d{1,3})\]")
_NUMBERED = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
_HEADED = re.compile(r"^(?:#+\s*|\*\*|headline:\s*)", re.IGNORECASE)


class Drafted(NamedTuple):
    """A sentence of the draft, with what it rests on and what became of it."""

    passages: tuple[Passage, ...]
    attempts: tuple[Attempt, ...]
    best: Version | None


class Draft:
    """A draft under way: its headline, once the first line is there, and its sentences."""

    def __init__(self, brief: Brief, model: LanguageModel, check: CheckSentence, options: WriteOptions) -> None:
        """Prepare the draft of `brief`; nothing is asked yet."""
        self._brief, self._model, self._check, self._options = brief, model, check, options
        self.headline = ""

    def sentences(self) -> Iterator[Drafted]:
        """Ask for the draft and yield each sentence as soon as it is written and judged, at most `options.most`."""
        said = 0
        for line in _lines(self._model, self._request()):
            text = _NUMBERED.sub("", line.strip())
            if not self.headline:
                self.headline = _HEADED.sub("", _CITED.sub("", text)).strip(" *.")
                continue
            cited = self._cited(text)
            sentence = self._options.sheet.mended(tidy(_CITED.sub("", text)))
            if not sentence or not cited:
                continue
            yield self._settled(sentence, cited)
            said += 1
            if said == self._options.most:
                return

    def unused(self, used: set[tuple[str, int]]) -> Iterator[LeftOut]:
        """Yield the chosen passages that no sentence of the draft rests on."""
        for passage in self._brief.passages:
            if (passage.item, passage.start) not in used:
                yield LeftOut(passage=passage, why="the draft does not use it")

    def _request(self) -> Request:
        passages = "\n".join(
            f"[{number}] {passage.source}: {passage.text}" for number, passage in enumerate(self._brief.passages, 1)
        )
        wish = f"\n\nThe article is about: {self._options.angle}" if self._options.angle else ""
        count = min(self._options.most, len(self._brief.passages) + 1)
        length = f"{self._options.words} words" if self._options.words else f"{count} sentences"
        return Request(
            shared=prompt("article"),
            own=f"{passages}{wish}\n\nWrite about {length}.\n",
            temperature=0.2,
            seed=self._options.seed % 2**32,
            max_tokens=TOKENS_A_SENTENCE * (count + 1),
            stop=("\n\n\n",),
        )

    def _cited(self, line: str) -> tuple[Passage, ...]:
        """Return the passages that a line cites; one that cites none rests on the passage most like it."""
        numbers = [int(number) for number in _CITED.findall(line)]
        passages = self._brief.passages
        cited = [passages[number - 1] for number in dict.fromkeys(numbers) if 0 < number <= len(passages)]
        if cited:
            return tuple(cited)
        about = set(content_stems(line))
        best = max(passages, key=lambda passage: len(about & set(content_stems(passage.text))), default=None)
        return (best,) if best and about & set(content_stems(best.text)) else ()

    def _settled(self, text: str, cited: tuple[Passage, ...]) -> Drafted:
        attempt, version = self._judged(text, cited, "article")
        attempts = [attempt]
        for turn in range(self._options.rounds if version is None else 0):
            request = self._repair(attempts[-1], cited, turn)
            reply = self._model.complete([request])[0]
            again = self._options.sheet.mended(tidy(_CITED.sub("", reply.text)))
            if not again:
                continue
            attempt, version = self._judged(again, cited, "repair")
            attempts.append(recorded(attempt, request, reply))
            if version:
                break
        done = tuple(a.model_copy(update={"used": version is not None and a.text == version.text}) for a in attempts)
        return Drafted(cited, done, version)

    def _judged(self, text: str, cited: Sequence[Passage], ask: str) -> tuple[Attempt, Version | None]:
        """Check a sentence against all that it cites; it keeps enough if it is a sentence at all."""
        evidence: list[Evidence] = [evidence_of(passage) for passage in cited]
        verdict = self._check(text, evidence)
        run = max(overlap(outside_quotations(text), passage.text).longest for passage in cited)
        own = all(is_own(text, passage.text, self._options.longest_run) for passage in cited)
        lost = (
            unsound(text)
            or next(self._options.sheet.faults(text), "")
            or "; ".join(verdict.reasons)
            or ("" if own else copied(run))
        )
        attempt = Attempt(text=text, verdict=verdict, lost=lost, ask=ask)
        return attempt, None if lost else Version(text, verdict, 1.0, run)

    def _repair(self, attempt: Attempt, cited: Sequence[Passage], turn: int) -> Request:
        passages = "\n".join(f"[{number}] {passage.text}" for number, passage in enumerate(cited, 1))
        return Request(
            shared=prompt("repair"),
            own=f"{passages}\n\nThe sentence: {attempt.text}\nWhat is wrong: {attempt.lost}\nThe sentence again:",
            temperature=0.0 if turn == 0 else 0.5,
            seed=(self._options.seed + turn) % 2**32,
            max_tokens=TOKENS_A_SENTENCE + 2 * len(words(attempt.text)),
        )


def _lines(model: LanguageModel, request: Request) -> Iterator[str]:
    """Yield the lines of an answer, each as soon as it is whole where the engine streams; the last may be cut off.

    Where a stream breaks off the answer is asked for from the start, and goes on behind the lines that were yielded.
    """
    said = 0
    if isinstance(model, Streams):
        try:
            for line in _streamed(model, request):
                yield line
                said += 1
        except ModelError:
            pass
        else:
            return
    lines = [line for line in model.complete([request])[0].text.splitlines() if line.strip()]
    yield from lines[said:]


def _streamed(model: Streams, request: Request) -> Iterator[str]:
    rest = ""
    for piece in model.stream(request):
        *whole, rest = (rest + piece).split("\n")
        yield from (line for line in whole if line.strip())
    if rest.strip():
        yield rest
