"""An article from a brief: every passage becomes a checked sentence of the model's, or one in its source's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from newswright.models import LanguageModel
from newswright.records import (
    Article,
    Brief,
    LeftOut,
    Making,
    Sentence,
    Status,
    Story,
    digest,
)
from newswright.write.asking import Asking, by_examples
from newswright.write.compose import composed, composed_draft
from newswright.write.draft import Draft
from newswright.write.headline import headline
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence, Tried, count_words, tries

Tell = Callable[[Sentence], None]
"""Told of each sentence as soon as it stands, in the article's order."""


def article_id(story: Story, model: str, options: WriteOptions) -> str:
    """Return the id of the article that this story, model and options give: known before it is written."""
    return "a" + digest(story.id, story.basis, model, options.model_dump_json())


def write(  # noqa: PLR0913 - the parts of a desk
    story: Story,
    brief: Brief,
    model: LanguageModel,
    check: CheckSentence,
    options: WriteOptions,
    asking: Asking | None = None,
    tell: Tell | None = None,
) -> Article:
    """Write `story` from `brief`, or refuse it with the reason. Without `asking` the model is asked by examples."""
    asking = asking or by_examples()
    made = _made(story, brief, model, options, asking)
    if brief.thin:
        return made.model_copy(update={"reason": brief.thin})
    written: list[Sentence] = []
    dropped: list[LeftOut] = []
    draft = Draft(brief, model, check, options) if _at_once(model, options) else None
    lines = (
        composed_draft(draft, check, options)
        if draft
        else composed(brief, _tried(brief, model, check, asking, options), check, options)
    )
    whole = True
    for at, line in enumerate(lines):
        if isinstance(line, LeftOut):
            dropped.append(line)
            continue
        if options.words and written and count_words([*written, line]) > options.words:
            dropped += [LeftOut(passage=rest, why="the article is long enough") for rest in brief.passages[at:]]
            whole = False
            break
        written.append(line)
        if tell:
            tell(line)
    making = made.making.model_copy(update={"dropped": tuple(dropped)}) if made.making else None
    made = made.model_copy(update={"making": making})
    if len(written) < (options.least if whole else 1):
        count = "1 sentence" if len(written) == 1 else f"{len(written)} sentences"
        why = f"{count} passed the checks, {options.least} needed"
        return made.model_copy(update={"reason": why})
    offered = draft.headline if draft else ""
    title = headline(brief, written[0], model, check, options, asking, offered)
    if not title.verdict.supported:
        why = f"no headline passed the checks: {'; '.join(title.verdict.reasons)}"
        return made.model_copy(update={"reason": why})
    return made.model_copy(
        update={"headline": title.text, "title": title, "sentences": tuple(written), "status": Status.PUBLISHED}
    )


def refuse(story: Story, reason: str, model: str, options: WriteOptions) -> Article:
    """Return the refusal to write `story` with the model of that name."""
    return _article(story, model, options).model_copy(update={"reason": reason})


def _article(story: Story, model: str, options: WriteOptions) -> Article:
    return Article(
        id=article_id(story, model, options),
        story=story.id,
        slug=story.slug,
        headline=story.slug.replace("-", " ").capitalize(),
        language=options.language or story.language,
        status=Status.REFUSED,
        sources=story.items,
        model=model,
        written_at=datetime.now(UTC).replace(microsecond=0),
    )


def _made(story: Story, brief: Brief, model: LanguageModel, options: WriteOptions, asking: Asking) -> Article:
    """Return the article as it is before its first sentence, with what it is to be made from."""
    making = Making(
        format=options.format,
        length=options.length,
        angle=options.angle,
        asking=asking.name,
        mode="article" if _at_once(model, options) else "sentences",
        seed=options.seed,
        chosen=brief.passages,
        left_out=brief.dropped,
        more=brief.more,
    )
    return _article(story, model.name, options).model_copy(update={"making": making, "dateline": brief.dateline})


def _at_once(model: LanguageModel, options: WriteOptions) -> bool:
    """Whether the whole article is drafted at once: where the settings say so, or the engine answers conversations."""
    return options.mode == "article" or (options.mode == "auto" and bool(getattr(model, "converses", False)))


def _tried(
    brief: Brief, model: LanguageModel, check: CheckSentence, asking: Asking, options: WriteOptions
) -> Iterator[Tried]:
    """Ask for versions of all passages at once and yield them in order: the lede is there first, the rest follow."""
    with ThreadPoolExecutor(max(1, len(brief.passages)), thread_name_prefix="passage") as hands:
        work = [hands.submit(tries, passage, model, check, asking, options) for passage in brief.passages]
        try:
            for future in work:
                yield future.result()
        finally:
            for future in work:
                future.cancel()
