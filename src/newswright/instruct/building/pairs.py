"""Preferences from the newsroom: what verification passed against what it failed, and what editors chose.

What the model tried is asked for as it was then, by `rewrite` or `shorten`, so that a model learns from it at the
prompt it will get. A review is a row of JSON Lines; these are its keys, of which a pair needs the first two:

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
from itertools import product
from typing import NamedTuple

from newswright.instruct.building.articles import SourceText, read_sources
from newswright.instruct.building.pubdate import published
from newswright.instruct.building.tasks import TASKS
from newswright.instruct.building.tasks.material import Asking, block, instruction
from newswright.instruct.building.tasks.passage import asked as asked_alone
from newswright.instruct.building.tasks.rewrite import REWRITE
from newswright.instruct.building.tasks.sentence import asked
from newswright.instruct.building.tasks.shorten import SHORTEN
from newswright.instruct.files.rows import BadRow
from newswright.records import Article, Attempt, Evidence, Message, Preference, Role, WireItem
from newswright.text.plain import plain

NAME = "sentence"
PASSAGE_TASKS = frozenset({REWRITE.name, SHORTEN.name})
"""Tasks that ask about one passage alone, as the writer does."""
_NO_PAIR = frozenset({"undecided", "tie", "reject", "rejected", "skip", "skipped"})


def from_attempts(article: Article, items: Sequence[WireItem]) -> Iterator[Preference]:
    """Yield pairs from what the model tried for each sentence of `article`, of attempts that were asked alike.

    What passed the checks and could be used is chosen, the used one first, over what did not pass or was a copy.
    `items` are the story's: they say when each piece of evidence was published and under which licence.
    """
    known = {item.id: item for item in items}
    for sentence in article.sentences:
        for ask in dict.fromkeys(attempt.ask for attempt in sentence.attempts):
            good, bad = _sorted([attempt for attempt in sentence.attempts if attempt.ask == ask])
            prompt = _prompt(ask, sentence.evidence, known)
            if prompt is None:
                continue
            used = [known[piece.item] for piece in prompt.evidence if piece.item in known]
            kept = {
                "story": article.story,
                "date": _earliest(items) or article.written_at,
                "licence": "; ".join(dict.fromkeys(item.rights for item in used if item.rights)),
                "origin": f"archive:{article.id}",
            }
            for chosen, (rejected, reason) in product(good, bad.items()):
                yield Preference.make(prompt.task, (prompt.message,), chosen, rejected, reason=reason, **kept)


class _Prompt(NamedTuple):
    """How attempts were asked for, and the evidence that the model saw."""

    task: str
    message: Message
    evidence: Sequence[Evidence]


def _prompt(ask: str, evidence: Sequence[Evidence], known: Mapping[str, WireItem]) -> _Prompt | None:
    """Return the prompt of attempts asked for by `ask`, "" in records of before it was kept; None where it is unknown.

    The writer asks about one passage, the first piece of evidence; the others were found to say the same afterwards.
    """
    if not evidence:
        return None
    if ask in PASSAGE_TASKS:
        return _Prompt(ask, asked_alone(ask, evidence[0].text), evidence[:1])
    if ask:
        return None
    return _Prompt(
        NAME, asked([(piece.text, _source(piece.item, piece.source, known)) for piece in evidence]), evidence
    )


def _sorted(attempts: Sequence[Attempt]) -> tuple[list[str], dict[str, str]]:
    """Return the texts that could be used, the used one first, and those that failed or are copies, with the reason."""
    fit = [attempt for attempt in attempts if attempt.verdict.supported and not attempt.lost]
    good = dict.fromkeys(attempt.text for attempt in sorted(fit, key=lambda attempt: not attempt.used))
    bad = {
        attempt.text: attempt.lost if attempt.verdict.supported else "; ".join(attempt.verdict.reasons)
        for attempt in attempts
        if (not attempt.verdict.supported or attempt.copied) and attempt.text not in good and attempt.text.strip()
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
    if task in PASSAGE_TASKS:
        return (asked_alone(task, "\n\n".join(source.text for source in sources)),), task
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
