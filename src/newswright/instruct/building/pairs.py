"""Preferences from the newsroom: what verification passed against what it failed, and what editors chose.

Both ask as the task `sentence` asks, so that a model learns from them at the prompt it will get. A review is a row of
JSON Lines; these are its keys, of which a pair needs the first two:

    "after" or "chosen"     what the editor wrote or took
    "before" or "rejected"  what stood there before, or was passed over
    "prompt"                the user's message, as text or as messages {"role", "content"}; or
    "sources"               the evidence: texts, or {"text", "outlet", "date", "headline"}, asked about as
    "task"                  a task says (`sentence` where it is absent)
    "decision"              "edit", "choice" or "approve"; where it is "undecided", "tie" or "reject" there is no pair
    "reason"                why, in the editor's words
    "story", "date", "licence", "origin"    as every lesson keeps them

An edit is a pair of both texts; text that was not changed is no pair. Who edited ("editor") is not taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from newswright.instruct.building.articles import SourceText, read_sources
from newswright.instruct.building.pubdate import published
from newswright.instruct.building.tasks import TASKS
from newswright.instruct.building.tasks.material import Asking, block, instruction
from newswright.instruct.building.tasks.sentence import asked
from newswright.instruct.files.rows import BadRow
from newswright.records import Article, Message, Origin, Preference, Role, Sentence, Status, WireItem
from newswright.text.plain import plain

NAME = "sentence"
_NO_PAIR = frozenset({"undecided", "tie", "reject", "rejected", "skip", "skipped"})


def from_attempts(article: Article, items: Sequence[WireItem]) -> Iterator[Preference]:
    """Yield pairs from what the model tried for each sentence of `article`: supported against not, same evidence.

    The published sentence counts among the supported ones where it is in the model's words. `items` are the story's:
    they say when each piece of evidence was published and under which licence.
    """
    known = {item.id: item for item in items}
    for sentence in article.sentences:
        good, bad = _sorted(sentence, article)
        if not good or not bad or not sentence.evidence:
            continue
        used = [known[piece.item] for piece in sentence.evidence if piece.item in known]
        message = asked([(piece.text, _source(piece.item, piece.source, known)) for piece in sentence.evidence])
        for chosen in good:
            for rejected, reason in bad.items():
                yield Preference.make(
                    NAME,
                    (message,),
                    chosen,
                    rejected,
                    reason=reason,
                    story=article.story,
                    date=_earliest(items) or article.written_at,
                    licence="; ".join(dict.fromkeys(item.rights for item in used if item.rights)),
                    origin=f"archive:{article.id}",
                )


def _sorted(sentence: Sentence, article: Article) -> tuple[list[str], dict[str, str]]:
    """Return the supported texts, the published one first, and the others with what failed."""
    good: dict[str, None] = {}
    if sentence.origin is Origin.MODEL and sentence.verdict.supported and article.status is Status.PUBLISHED:
        good[sentence.text] = None
    good |= {attempt.text: None for attempt in sentence.attempts if attempt.verdict.supported}
    bad = {
        attempt.text: "; ".join(attempt.verdict.reasons)
        for attempt in sentence.attempts
        if not attempt.verdict.supported and attempt.text not in good and attempt.text.strip()
    }
    return list(good), bad


def _source(item: str, outlet: str, known: Mapping[str, WireItem]) -> SourceText:
    return SourceText(text="", outlet=outlet, date=known[item].published_at if item in known else None)


def _earliest(items: Sequence[WireItem]) -> datetime | None:
    return min((item.published_at for item in items if item.published_at), default=None)


def from_reviews(
    rows: Iterable[tuple[str, Mapping[str, object]]], bad: Callable[[BadRow], None]
) -> Iterator[Preference]:
    """Yield the editors' choices in `rows`, pairs of a place and a mapping with the keys that the module names.

    A row that lacks a part goes to `bad`; a row without a decision or a change is no pair, and none is missing.
    """
    for where, row in rows:
        chosen, rejected = _text(row, "chosen", "after"), _text(row, "rejected", "before")
        if _text(row, "decision").lower() in _NO_PAIR or (chosen and chosen == rejected):
            continue
        messages, task = _asked(row)
        if not (chosen and rejected and messages):
            lacking = "chosen or after" if not chosen else "rejected or before" if not rejected else "prompt or sources"
            bad(BadRow(where=where, reason=f"no {lacking} to make a pair of"))
            continue
        yield Preference.make(
            task,
            messages,
            chosen,
            rejected,
            reason=_text(row, "reason") or "an editor's choice",
            story=_text(row, "story"),
            date=published(row.get("date")),
            licence=_text(row, "licence", "license"),
            origin=_text(row, "origin") or where,
        )


def _text(row: Mapping[str, object], *keys: str) -> str:
    found = (row.get(key) for key in keys)
    return next((plain(value) for value in found if isinstance(value, str) and value.strip()), "")


def _asked(row: Mapping[str, object]) -> tuple[tuple[Message, ...], str]:
    """Return the prompt of a review and its task; () where there is none."""
    task = _text(row, "task")
    prompt = row.get("prompt")
    if isinstance(prompt, str) and prompt.strip():
        return (Message(role=Role.USER, content=prompt.strip()),), task
    if isinstance(prompt, Sequence) and not isinstance(prompt, str | bytes):
        return tuple(_messages(prompt)), task
    task = task if task in TASKS else NAME
    sources = [source for source in read_sources(row.get("sources")) if source.text]
    if not sources:
        return (), task
    if task == NAME:
        return (asked([(source.text, source) for source in sources]),), task
    asking = Asking(instruction(task))
    for at, source in enumerate(sources):
        asking.add(block(source), weight=-at)
    return (asking.message(),), task


def _messages(turns: Sequence[object]) -> Iterator[Message]:
    for turn in turns:
        if isinstance(turn, Mapping) and turn.get("role") in set(Role) and isinstance(turn.get("content"), str):
            yield Message(role=Role(str(turn["role"])), content=str(turn["content"]))
