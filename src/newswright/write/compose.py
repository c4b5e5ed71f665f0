"""The lines of an article: for each passage the model's best version, else the passage's own words, else nothing.

Here an outlet gets its credit where it is first heard, two outlets that disagree stand in one sentence, and the lines
get the subheads of the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from newswright.records import Brief, Check, Evidence, LeftOut, Origin, Outcome, Passage, Sentence, Verdict
from newswright.text.credits import credit, otherwise
from newswright.text.names import ordinary_words
from newswright.text.words import content_stems
from newswright.write.desk import Form, settings
from newswright.write.disagreement import rivals
from newswright.write.draft import Draft, Drafted
from newswright.write.formats import Format
from newswright.write.options import WriteOptions
from newswright.write.roles import PassageRole
from newswright.write.sentence import CheckSentence, Tried, evidence_of

Line = Sentence | LeftOut
"""A sentence of the article, or a passage that came to nothing."""

Stemmed = tuple[Passage, frozenset[str]]
"""A passage with its content words, which are asked for again with every sentence."""

ALIKE, LIKE = 8, 0.5
"""Passages that are asked whether they say a sentence too, and the share of its content words that they must have."""

_SAID_FIRST = re.compile(
    r"^(?P<who>[^“”\"]+?),? (?P<verb>said|says|added|told [^:“”\"]{1,40}):? [“\"](?P<what>[^“”\"]+)[”\"]\.?$"
)


class _SoFar:
    """What the lines before say for the next one: who was heard, how much was quoted, under which subhead it stands."""

    def __init__(self, kind: Format) -> None:
        self._kind, self._head = kind, ""
        self.heard: set[str] = set()
        self.quoted = 0

    def placed(self, line: Sentence, passage: Passage) -> Sentence:
        """Return `line` on `passage` with its role and subhead; what it adds counts for the lines behind it."""
        self.heard |= {piece.source for piece in line.evidence if piece.source in line.text}
        self.quoted += line.origin is Origin.SOURCE
        head, self._head = self._head, _head(passage, self._kind)
        return line.model_copy(update={"role": passage.role, "head": self._head if self._head != head else ""})


def composed(brief: Brief, tried: Iterable[Tried], check: CheckSentence, options: WriteOptions) -> Iterator[Line]:
    """Yield the lines of an article on `brief`, in order, as soon as what was `tried` for each passage is there."""
    so_far = _SoFar(options.kind)
    beside: set[tuple[str, int]] = set()
    others = [(other, frozenset(content_stems(other.text))) for other in (*brief.passages, *brief.left_out)]
    for at, (passage, versions) in enumerate(zip(brief.passages, tried, strict=True)):
        if (passage.item, passage.start) in beside:
            yield LeftOut(passage=passage, why="its figure stands beside the other outlet's")
            continue
        line = _own(passage, versions, others, check, so_far.heard) or _set(
            passage, versions, check, options, so_far.quoted
        )
        if line is None:
            yield LeftOut(passage=passage, why="neither a version of the model's nor its own words pass the checks")
            continue
        rival = _rival(brief, at)
        if rival and _stand_together(line, passage, rival):
            line = _both(line, passage, rival)
            beside.add((rival.item, rival.start))
        yield so_far.placed(line, passage)


def composed_draft(draft: Draft, check: CheckSentence, options: WriteOptions) -> Iterator[Line]:
    """Yield the lines of an article that was drafted at once, each as soon as it is judged.

    A sentence that could not be mended gives way to the own words of the first passage that it cites.
    """
    so_far = _SoFar(options.kind)
    used: set[tuple[str, int]] = set()
    for said in draft.sentences():
        first = said.passages[0]
        line = _drafted(said, so_far.heard)
        if line is None and (first.item, first.start) not in used:
            line = _set(first, Tried(said.attempts, None), check, options, so_far.quoted)
        if line is None:
            yield LeftOut(passage=first, why="no version of its sentence passes the checks")
            continue
        used |= {(passage.item, passage.start) for passage in said.passages}
        yield so_far.placed(line, first)
    yield from draft.unused(used)


def _drafted(said: Drafted, heard: set[str]) -> Sentence | None:
    """A sentence of a draft, under its outlets' names where it names none of them and none was heard before."""
    if said.best is None:
        return None
    evidence = tuple(evidence_of(passage) for passage in said.passages)
    outlets = list(dict.fromkeys(piece.source for piece in evidence if piece.source.strip()))
    text = said.best.text
    if outlets and not heard & set(outlets) and not any(outlet in text for outlet in outlets):
        text = _credited(text, outlets, len(heard))
    return Sentence(
        text=text,
        origin=Origin.MODEL,
        verdict=said.best.verdict,
        evidence=evidence,
        attempts=said.attempts,
        together=len(evidence) > 1,
    )


def _own(
    passage: Passage, tried: Tried, others: Sequence[Stemmed], check: CheckSentence, heard: set[str]
) -> Sentence | None:
    """The model's best version, under the names of the outlets that have it and were not heard before."""
    if tried.best is None:
        return None
    evidence = (evidence_of(passage), *_also(tried.best.text, passage, others, check))
    outlets = [piece.source for piece in evidence if piece.source.strip()]
    text = tried.best.text
    if passage.source.strip() and (passage.disputed or not heard & set(outlets)):
        text = _credited(_speaker_last(text, passage), outlets[:1] if passage.disputed else outlets, len(heard))
    return Sentence(
        text=text, origin=Origin.MODEL, verdict=tried.best.verdict, evidence=evidence, attempts=tried.attempts
    )


def _credited(text: str, outlets: list[str], turn: int) -> str:
    """Set a credit where the end of the sentence can carry one."""
    if not text.endswith((".", "”", '"')) or text.endswith((".”", '."')):
        return text
    return credit(text, outlets, turn)


def _speaker_last(text: str, passage: Passage) -> str:
    """Put the speaker behind his words, so that a credit can follow; a name keeps its capital there."""
    found = _SAID_FIRST.match(text)
    if not found:
        return text
    what, who = found["what"].rstrip(".,"), found["who"]
    mark = "" if what.endswith(("?", "!")) else ","
    first = who.split()[0]
    if first.lower() in ordinary_words() or re.search(rf"\b{re.escape(first.lower())}\b", passage.text):
        who = who[:1].lower() + who[1:]
    return f"“{what}{mark}” {who} {found['verb']}."


def _set(passage: Passage, tried: Tried, check: CheckSentence, options: WriteOptions, quoted: int) -> Sentence | None:
    """The first way to set the passage's own words that passes the checks."""
    evidence = (evidence_of(passage),)
    for way in settings(passage.text, passage.source, options.longest_run, quoted):
        verdict = check(way.text, evidence)
        if verdict.supported:
            return Sentence(
                text=way.text,
                origin=Origin.SOURCE,
                verdict=verdict,
                evidence=evidence,
                attempts=tried.attempts,
                form=way.form.value,
            )
    return None


def _also(text: str, passage: Passage, others: Sequence[Stemmed], check: CheckSentence) -> tuple[Evidence, ...]:
    """Return the passages of other outlets that support the whole sentence by themselves, one an outlet."""
    cited = {passage.source}
    more = []
    for other in _alike(text, others):
        if other.source not in cited and check(text, [evidence_of(other)]).supported:
            cited.add(other.source)
            more.append(evidence_of(other))
    return tuple(more)


def _alike(text: str, others: Sequence[Stemmed]) -> list[Passage]:
    """Return the passages that have most of the words of `text`, the likest first, `ALIKE` at the most."""
    about = set(content_stems(text))
    shares = [(len(about & stems) / max(1, len(about)), other) for other, stems in others]
    likest = sorted((pair for pair in shares if pair[0] >= LIKE), key=lambda pair: -pair[0])
    return [other for _, other in likest[:ALIKE]]


def _rival(brief: Brief, at: int) -> Passage | None:
    """The passage that has the figure otherwise and stands behind this one."""
    passage = brief.passages[at]
    if not passage.otherwise:
        return None
    return next(
        (
            other
            for other in brief.passages[at + 1 :]
            if other.otherwise and other.source != passage.source and passage.otherwise in other.text
        ),
        None,
    )


def _stand_together(line: Sentence, passage: Passage, rival: Passage) -> bool:
    """Whether `line` still has the figure that the rival has otherwise, and no mark at its end that bars a credit."""
    figures = rivals(line.text, rival.text)
    return line.form != Form.WHOLE and line.text.endswith(".") and bool(figures and figures[1] == passage.otherwise)


def _both(line: Sentence, passage: Passage, rival: Passage) -> Sentence:
    """Put the other outlet's figure beside the one in `line`, both under their names."""
    text = otherwise(line.text, passage.source, rival.source, passage.otherwise)
    note = Check(name="agreement", outcome=Outcome.NOTED, detail=passage.disputed)
    verdict = Verdict(label=line.verdict.label, checks=(*line.verdict.checks, note))
    return line.model_copy(
        update={"text": text, "verdict": verdict, "evidence": (line.evidence[0], evidence_of(rival))}
    )


def _head(passage: Passage, kind: Format) -> str:
    if kind.times:
        return f"{passage.when:%H:%M} UTC, {passage.source}" if passage.when else passage.source
    return kind.heads.get(passage.role or PassageRole.REPORT, "")
