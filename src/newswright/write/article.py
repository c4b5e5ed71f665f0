"""An article from a brief: every passage becomes a checked sentence of the model's or a quoted one of the source's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from newswright.models import LanguageModel
from newswright.records import (
    Article,
    Attempt,
    Brief,
    Check,
    Origin,
    Outcome,
    Passage,
    Sentence,
    Status,
    Story,
    Verdict,
    digest,
)
from newswright.write.asking import Asking, by_examples
from newswright.write.attribute import attributed
from newswright.write.headline import headline
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence, Version, ask, best, evidence_of, judge


def article_id(story: Story, model: str, options: WriteOptions) -> str:
    """Return the id of the article that this story, model and options give: known before it is written."""
    return "a" + digest(story.id, story.basis, model, options.model_dump_json())


def write(
    story: Story,
    brief: Brief,
    model: LanguageModel,
    check: CheckSentence,
    options: WriteOptions,
    asking: Asking | None = None,
) -> Article:
    """Write `story` from `brief`, or refuse it with the reason. Without `asking` the model is asked by examples."""
    asking = asking or by_examples()
    if brief.thin:
        return refuse(story, brief.thin, model, options)
    written = _sentences(brief, model, check, options, asking)
    if len(written) < options.min_sentences:
        return refuse(
            story, f"{len(written)} sentences passed the checks, {options.min_sentences} needed", model, options
        )
    title = headline(brief, written[0], model, check, options, asking)
    if not title.verdict.supported:
        return refuse(story, f"no headline passed the checks: {'; '.join(title.verdict.reasons)}", model, options)
    return _article(story, model, options).model_copy(
        update={"headline": title.text, "title": title, "sentences": tuple(written), "status": Status.PUBLISHED}
    )


def refuse(story: Story, reason: str, model: LanguageModel, options: WriteOptions) -> Article:
    """Return the refusal to write `story`."""
    return _article(story, model, options).model_copy(update={"reason": reason})


def _article(story: Story, model: LanguageModel, options: WriteOptions) -> Article:
    return Article(
        id=article_id(story, model.name, options),
        story=story.id,
        slug=story.slug,
        headline=story.slug.replace("-", " ").capitalize(),
        language=story.language,
        status=Status.REFUSED,
        sources=story.items,
        model=model.name,
        written_at=datetime.now(UTC).replace(microsecond=0),
    )


def _sentences(
    brief: Brief, model: LanguageModel, check: CheckSentence, options: WriteOptions, asking: Asking
) -> list[Sentence]:
    """Write each passage, asking again for those that have no usable version yet; then fall back, or drop."""
    tried: dict[int, list[Attempt]] = {at: [] for at in range(len(brief.passages))}
    usable: dict[int, list[Version]] = {at: [] for at in tried}
    for turn in range(options.rounds):
        open_places = [at for at in tried if not usable[at] and not brief.passages[at].disputed]
        passages = [brief.passages[at] for at in open_places]
        for at, replies in zip(
            open_places, ask(model, passages, turn, asking, options) if passages else [], strict=True
        ):
            for reply in replies:
                attempt, version = judge(reply, brief.passages[at], check, options)
                tried[at].append(attempt)
                if version:
                    usable[at].append(version)
    written: list[Sentence] = []
    for at, passage in enumerate(brief.passages):
        quoted = sum(sentence.origin is Origin.SOURCE for sentence in written)
        sentence = _own(best(usable[at]), passage, tried[at]) or _quoted(passage, quoted, tried[at], check)
        if sentence:
            written.append(_also(sentence, brief, check))
    return written


def _own(version: Version | None, passage: Passage, tried: Sequence[Attempt]) -> Sentence | None:
    if version is None:
        return None
    attempts = tuple(a.model_copy(update={"used": a.text == version.text}) for a in tried)
    return Sentence(
        text=version.text,
        origin=Origin.MODEL,
        verdict=version.verdict,
        evidence=(evidence_of(passage),),
        attempts=attempts,
    )


def _quoted(passage: Passage, turn: int, tried: Sequence[Attempt], check: CheckSentence) -> Sentence | None:
    """Quote the passage under its outlet's name; None where even that does not pass (it has no proper source)."""
    if not passage.source.strip():
        return None
    text = attributed(passage, turn)
    verdict = check(text, [evidence_of(passage)])
    if passage.disputed:
        note = Check(name="agreement", outcome=Outcome.NOTED, detail=passage.disputed)
        verdict = Verdict(label=verdict.label, checks=(*verdict.checks, note))
    if not verdict.supported:
        return None
    return Sentence(
        text=text, origin=Origin.SOURCE, verdict=verdict, evidence=(evidence_of(passage),), attempts=tuple(tried)
    )


def _also(sentence: Sentence, brief: Brief, check: CheckSentence) -> Sentence:
    """Add the passages of other outlets that support the whole sentence by themselves."""
    if sentence.origin is not Origin.MODEL:
        return sentence
    cited = {piece.source for piece in sentence.evidence}
    more = []
    for passage in (*brief.passages, *brief.left_out):
        if passage.source not in cited and check(sentence.text, [evidence_of(passage)]).supported:
            cited.add(passage.source)
            more.append(evidence_of(passage))
    return sentence.model_copy(update={"evidence": (*sentence.evidence, *more)})
