"""The examination of a text: every sentence against all sources, then the text as a whole, then the decision.

Rules speak first, since they can say what is wrong. The learned checker reads each sentence beside its passage, and the
weights of `combination` make one figure of both. Labels and the decision follow from that figure and from the faults.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newswright.models import Checker, Judgement
from newswright.progress import Progress, silent
from newswright.records import Assessment, Decision, Finding, Gravity, Label, SourceSeen, Verification
from newswright.text.asides import without_asides
from newswright.text.language import language
from newswright.text.passages import joined
from newswright.text.sentences import sentences
from newswright.text.words import content_stems, words
from newswright.verify.checks import CHECKS
from newswright.verify.claim import Claim, Hit
from newswright.verify.combination import Weights, features
from newswright.verify.options import VerifyOptions
from newswright.verify.sources import Known, Source
from newswright.verify.whole.agreement import check_agreement, copies
from newswright.verify.whole.asides import check_asides
from newswright.verify.whole.copying import Copied, check_copying, copied
from newswright.verify.whole.headline import check_headline

ENGLISH_ONLY = (
    "numbers",
    "names",
    "dates",
    "attribution",
    "hedges",
    "superlatives",
    "roles",
    "entailment",
    "agreement",
    "asides",
)
"""Checks that know English words and forms. Quotations and copying compare letters, in any language."""
WHOLE = ("headline", "agreement", "copying", "asides")
_AT_ONCE = 64
"""Sentences given to the checker at once; it sorts them by length."""
SHOWN = 4
"""Passages kept as evidence for a sentence, the nearest ones."""


@dataclass(frozen=True)
class Text:
    """What is to be examined."""

    body: str
    headline: str = ""

    @property
    def whole(self) -> str:
        """Headline and body as one text: what all places of a verification count in."""
        return f"{self.headline}\n\n{self.body}" if self.headline else self.body


@dataclass(frozen=True)
class _Read:
    """A sentence after the rules."""

    claim: Claim
    start: int
    hits: tuple[tuple[str, Hit], ...]


def examine(
    text: Text,
    sources: Sequence[Source],
    options: VerifyOptions,
    checker: Checker | None,
    progress: Progress = silent,
) -> Verification:
    """Hold `text` against `sources`."""
    tongue = options.language or language(text.whole)[0] or "en"
    left_out = _left_out(tongue, options, checker)
    ran = tuple(name for name in (*CHECKS, "entailment", *WHOLE) if name not in left_out)
    known = Known(tuple(sources), tongue)
    read = []
    body = without_asides(text.body) if "asides" in ran else text.body
    claims = list(_claims(text, body, known, tongue))
    for count, (claim, start) in enumerate(claims, 1):
        read.append(_Read(claim, start, tuple(hits(claim, known, ran))))
        progress("checking sentences", count, len(claims))
    checker = checker if "entailment" in ran else None
    said: Sequence[Judgement | None] = [None] * len(read)
    if checker:
        said = judged([one.claim for one in read], checker, progress)
    weights = Weights.of(checker.calibration if checker else {})
    told = [_assessment(one, its, weights, known, options) for one, its in zip(read, said, strict=True)]
    measured = [copied(text.whole, source) for source in sources] if "copying" in ran else []
    twice = copies(sources)
    findings = tuple(_whole(text, sources, ran, measured, twice, options))
    decision, reasons = _decision(told, findings, sources)
    return Verification(
        decision=decision,
        reasons=reasons,
        language=tongue,
        headline=text.headline,
        text=text.whole,
        sentences=tuple(told),
        support=min((one.support for one in told if one.support is not None), default=None),
        findings=findings,
        sources=tuple(_seen(sources, measured, twice)),
        ran=ran,
        left_out=left_out,
        checker=checker.name if checker else "",
    )


def _left_out(tongue: str, options: VerifyOptions, checker: Checker | None) -> dict[str, str]:
    found = {name: "left out by the settings" for name in options.skip if name in (*CHECKS, "entailment", *WHOLE)}
    if tongue != "en":
        found |= dict.fromkeys(ENGLISH_ONLY, f"knows English only, and the text is in “{tongue}”")
    if checker is None:
        found.setdefault("entailment", "no learned checker is set")
    return found


def _claims(text: Text, body: str, known: Known, tongue: str) -> Iterator[tuple[Claim, int]]:
    before = ""
    if text.headline.strip():
        yield Claim(text.headline, "", known.index.passage(text.headline), title=True), 0
    offset = len(text.whole) - len(text.body)
    for span in sentences(body, tongue):
        if content_stems(span.text):
            yield Claim(span.text, before, known.index.passage(span.text, before)), offset + span.start
            before = span.text


def hits(claim: Claim, known: Known, ran: Collection[str]) -> Iterator[tuple[str, Hit]]:
    """Yield what the checks of sentences that are in `ran` find in a claim, each with its check's name."""
    for name, check in CHECKS.items():
        if name in ran:
            for hit in check(claim, known):
                yield name, hit


def judged(claims: Sequence[Claim], checker: Checker, progress: Progress = silent) -> list[Judgement]:
    """Return what the checker says of each claim beside its passage."""
    asked = [(joined(claim.pieces), claim.text) for claim in claims]
    found: list[Judgement] = []
    for at in range(0, len(asked), _AT_ONCE):
        found += checker.judge(asked[at : at + _AT_ONCE])
        progress("reading them beside their passages", min(at + _AT_ONCE, len(asked)), len(asked))
    return found


def _assessment(
    one: _Read, said: Judgement | None, weights: Weights, known: Known, options: VerifyOptions
) -> Assessment:
    claim = one.claim
    support = None
    if said is not None:
        support = weights.support(features(said.score, claim, one.hits)) if claim.pieces else 0.0
    findings = [_finding(name, hit, one.start) for name, hit in one.hits]
    faults = [finding for finding in findings if finding.gravity is Gravity.FAULT]
    if not claim.pieces:
        hit = Hit("no source speaks of anything like this", 0, len(claim.text))
        findings.append(_finding("entailment", hit, one.start))
    elif support is not None and support < options.support and not faults:
        findings.append(_finding("entailment", _unsupported(claim, support, said, options), one.start))
    decisive = [finding for finding in findings if finding.gravity is Gravity.FAULT]
    label = Label.NOT_FOUND if decisive else Label.SUPPORTED
    if any(finding.contradicts for finding in decisive):
        label = Label.CONTRADICTED
    near = sorted(claim.pieces, key=lambda piece: -len(piece.stems & claim.stems))[:SHOWN]
    return Assessment(
        text=claim.text,
        start=one.start,
        end=one.start + len(claim.text),
        headline=claim.title,
        label=label,
        support=None if support is None else round(support, 4),
        findings=tuple(findings),
        evidence=tuple(known.evidence(piece) for piece in near),
    )


def _unsupported(claim: Claim, support: float, said: Judgement | None, options: VerifyOptions) -> Hit:
    start, end = said.worst if said else (0, 0)
    detail = f"the passages support this with {support:.0%}, under {options.support:.0%}"
    if start < end:
        return Hit(f"{detail}; least of all “{claim.text[start:end]}”", start, end)
    return Hit(detail, 0, len(claim.text))


def _finding(check: str, hit: Hit, offset: int) -> Finding:
    return Finding(
        check=check,
        gravity=hit.gravity,
        detail=hit.detail,
        start=offset + hit.start,
        end=offset + hit.end,
        contradicts=hit.contradicts,
    )


def _whole(
    text: Text,
    sources: Sequence[Source],
    ran: Sequence[str],
    measured: Sequence[Copied],
    twice: Mapping[str, str],
    options: VerifyOptions,
) -> Iterator[Finding]:
    if text.headline and "headline" in ran:
        for hit in check_headline(text.headline, text.body):
            yield _finding("headline", hit, 0)
    if "asides" in ran:
        for hit in check_asides(text.body):
            yield _finding("asides", hit, len(text.whole) - len(text.body))
    if "agreement" in ran:
        for hit in check_agreement(text.whole, sources, twice):
            yield _finding("agreement", hit, 0)
    for source, found in zip(sources, measured, strict=bool(measured)):
        for hit in check_copying(found, source, licensed=source.id in options.licensed):
            yield _finding("copying", hit, 0)


def _seen(sources: Sequence[Source], measured: Sequence[Copied], twice: Mapping[str, str]) -> Iterator[SourceSeen]:
    nothing = Copied(0, 0.0, 0.0, ())
    for source, found in zip(sources, measured or [nothing] * len(sources), strict=True):
        yield SourceSeen(
            id=source.id,
            outlet=source.outlet,
            url=source.url,
            words=len(words(source.text)),
            copy_of=twice.get(source.id, ""),
            coverage=round(found.coverage, 4),
            density=round(found.density, 2),
            longest=found.longest,
        )


def _decision(
    told: Sequence[Assessment], findings: Sequence[Finding], sources: Sequence[Source]
) -> tuple[Decision, tuple[str, ...]]:
    if not any(source.text.strip() for source in sources):
        return Decision.REFUSE, ("there is no source with any text",)
    if not told:
        return Decision.REFUSE, ("there is no sentence to check",)
    wrong = [one for one in told if one.label is Label.CONTRADICTED]
    missing = [one for one in told if one.label is Label.NOT_FOUND]
    copying = [finding for finding in findings if finding.check == "copying" and finding.gravity is not Gravity.NOTE]
    reasons = [f"{len(wrong)} of {len(told)} sentences contradict the sources"] if wrong else []
    if missing:
        reasons.append(f"{len(missing)} of {len(told)} sentences are not supported by the sources")
    reasons += [finding.detail for finding in copying]
    refuse = wrong or len(missing) > len(told) / 2 or any(finding.gravity is Gravity.FAULT for finding in copying)
    if refuse:
        return Decision.REFUSE, tuple(reasons)
    return (Decision.LOOK if reasons else Decision.PUBLISH), tuple(reasons)
