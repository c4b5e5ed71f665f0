"""The JSON form of an article, for programs: `newswright articles --json` and the edition's `articles.json`.

Version `records.FORM`; docs/article-form.md describes it and `article-form.schema.json` checks it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from newswright.records import Article, Attempt, Check, Evidence, Sentence

SCHEMA = "article-form.schema.json"
"""The JSON Schema (draft 2020-12) of one article, a data file of this package."""


def article_form(article: Article) -> dict[str, Any]:
    """Return `article` as plain JSON values. Times are ISO 8601 with an offset; spans count characters, not bytes."""
    title = article.title
    return {
        "form": article.form,
        "id": article.id,
        "story": article.story,
        "slug": article.slug,
        "headline": article.headline,
        "headline_origin": title.origin.value if title else None,
        "headline_verdict": title.verdict.label.value if title else None,
        "headline_checks": _checks(title.verdict.checks) if title else [],
        "headline_evidence": _evidence(title.evidence) if title else [],
        "headline_attempts": _attempts(title.attempts) if title else [],
        "language": article.language,
        "status": article.status.value,
        "reason": article.reason,
        "model": article.model,
        "written_at": article.written_at.isoformat() if article.written_at else None,
        "sources": list(article.sources),
        "dateline": article.dateline,
        "sentences": [_sentence(sentence) for sentence in article.sentences],
        "making": _making(article),
    }


def form_schema() -> dict[str, Any]:
    """Return the JSON Schema of the form."""
    text = resources.files("newswright.publish").joinpath(SCHEMA).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "origin": sentence.origin.value,
        "verdict": sentence.verdict.label.value,
        "checks": _checks(sentence.verdict.checks),
        "evidence": _evidence(sentence.evidence),
        "role": sentence.role,
        "form": sentence.form,
        "head": sentence.head,
        "attempts": _attempts(sentence.attempts),
    }


def _attempts(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    return [
        {
            "text": attempt.text,
            "verdict": attempt.verdict.label.value,
            "lost": attempt.lost,
            "used": attempt.used,
            "ask": attempt.ask,
            "seed": attempt.seed,
            "temperature": attempt.temperature,
            "tokens": {"prompt": attempt.prompt_tokens, "reply": attempt.reply_tokens},
        }
        for attempt in attempts
    ]


def _making(article: Article) -> dict[str, Any] | None:
    made = article.making
    if made is None:
        return None
    return {
        "format": made.format,
        "length": made.length,
        "angle": made.angle,
        "mode": made.mode,
        "asked": made.asking,
        "seed": made.seed,
        "model": article.model,
        "adapter": made.adapter,
    }


def _checks(checks: Iterable[Check]) -> list[dict[str, str]]:
    return [{"name": check.name, "outcome": check.outcome.value, "detail": check.detail} for check in checks]


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {
            "item": piece.item,
            "url": piece.url,
            "source": piece.source,
            "text": piece.text,
            "start": piece.start,
            "end": piece.end,
        }
        for piece in evidence
    ]
