"""An article made anew from itself: shorter, or under other headlines. What it says stays its evidence's.

Every new sentence and headline passes the checks that the article's own passed. A sentence that cannot be said shorter
stays as it is; then the article is cut from its end, where the background stands.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from newswright.errors import SettingsError
from newswright.models import LanguageModel
from newswright.records import Article, Attempt, Evidence, Headline, Origin, Passage, Sentence, digest
from newswright.text.credits import credit, uncredited
from newswright.text.words import words
from newswright.write.asking import Ask, Asking
from newswright.write.headline import heading
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence, count_words, judge, tidy

HALF = 0.5
"""Share of its words that a shorter article has, where nobody says how many."""


def shortened(
    copy: Article, model: LanguageModel, check: CheckSentence, asking: Asking, options: WriteOptions
) -> Article:
    """Return `copy` in `options.words` words, half of its own where that is 0: shorter sentences, then the last cut."""
    most = options.words or int(HALF * count_words(copy.sentences))
    said = list(_shorter(copy, model, check, asking, options))
    while len(said) > 1 and count_words(said) > most:
        said.pop()
    name = "a" + digest(copy.id, "shorter", str(most), options.model_dump_json())
    return copy.model_copy(update={"id": name, "sentences": tuple(said)})


def _shorter(
    copy: Article, model: LanguageModel, check: CheckSentence, asking: Asking, options: WriteOptions
) -> Iterator[Sentence]:
    asked = [
        request
        for sentence in copy.sentences
        for request in asking.several(Ask.SHORTEN, sentence.evidence[0].text, options.candidates, options.seed, 64)
    ]
    replies = iter(model.complete(asked))
    for sentence in copy.sentences:
        found = [next(replies) for _ in range(options.candidates)]
        outlets = [piece.source for piece in sentence.evidence]
        said = uncredited(sentence.text, outlets)
        if said.figure:  # two outlets' figures stand as they are: neither is the other's
            yield sentence
            continue
        named = outlets[:1] if said.outlets or (outlets[0] and outlets[0] in sentence.text) else []
        best, attempts, used = sentence, list(sentence.attempts), ""
        for reply in found:
            text = options.sheet.mended(tidy(reply.text))
            if not text or any(text == attempt.text for attempt in attempts):
                continue
            attempt, version = judge(text, _passage(sentence.evidence[0]), check, options, short=True)
            attempts.append(attempt.model_copy(update={"ask": Ask.SHORTEN.value}))
            if version and len(words(text)) < len(words(uncredited(best.text, outlets).body)):
                printed, used = credit(text, named) if named and text.endswith(".") else text, text
                best = Sentence(
                    text=printed,
                    origin=Origin.MODEL,
                    verdict=version.verdict,
                    evidence=sentence.evidence[:1],
                    role=sentence.role,
                    head=sentence.head,
                )
        if used:
            attempts = [attempt.model_copy(update={"used": attempt.text == used}) for attempt in attempts]
        yield best.model_copy(update={"attempts": tuple(attempts)})


def headlines(
    copy: Article, count: int, model: LanguageModel, check: CheckSentence, asking: Asking, options: WriteOptions
) -> list[Headline]:
    """Return up to `count` headlines for `copy`, all different and all supported, the one that it has left out."""
    found: dict[str, Headline] = {}
    for turn in range(1, 4):
        for sentence in copy.sentences[:3]:
            wanted = options.model_copy(update={"seed": options.seed + 101 * turn, "candidates": count})
            for attempt in heading(sentence, (), model, check, wanted, asking):
                if not attempt.lost and attempt.text not in found and attempt.text != copy.headline:
                    found[attempt.text] = _headline(attempt, sentence.evidence[:1])
            if len(found) >= count:
                return list(found.values())[:count]
    return list(found.values())


def _headline(attempt: Attempt, evidence: tuple[Evidence, ...]) -> Headline:
    return Headline(text=attempt.text, origin=Origin.MODEL, verdict=attempt.verdict, evidence=evidence)


def section_angle(name: str) -> str:
    """Return the angle of a newspaper's section, as `WriteOptions.angle` takes it.

    Raises:
        SettingsError: no section has that name.
    """
    known = _sections()
    if name not in known:
        raise SettingsError(f"There is no section “{name}”.", cure=f"The sections are {', '.join(known)}.")
    return known[name]


@cache
def _sections() -> dict[str, str]:
    table = files("newswright.write").joinpath("tables", "sections.toml").read_text(encoding="utf-8")
    return {name: str(said) for name, said in tomllib.loads(table).items()}


def _passage(piece: Evidence) -> Passage:
    return Passage.model_validate(piece.model_dump())
