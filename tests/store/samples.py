"""Fictional records for the archive's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newswright.records import (
    Article,
    Check,
    Evidence,
    Label,
    Origin,
    Outcome,
    Sentence,
    Status,
    Story,
    Verdict,
    WireItem,
)

DAWN = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def an_item(number: int, *, hours: float | None = 0.0, snapshot: str = "", body: str = "") -> WireItem:
    return WireItem.make(
        url=f"https://courier.example/reports/{number}",
        source="Harbour Courier",
        outlet="courier.example",
        title=f"Ferry {number} leaves Port Ellery late",
        description="The crossing was held for fog, the harbour master said.",
        published_at=None if hours is None else DAWN + timedelta(hours=hours),
        snapshot=snapshot,
        body=body,
    )


def a_story(name: str, *, hours: float | None = 0.0, items: tuple[str, ...] = ("i0",)) -> Story:
    return Story(
        id=name,
        slug="ferry-held-for-fog",
        items=items,
        outlets=("courier.example",),
        language="en",
        started_at=None if hours is None else DAWN + timedelta(hours=hours),
    )


def an_article(name: str, story: str, *, hours: float | None = 0.0, headline: str = "Ferry held for fog") -> Article:
    words = "The ferry left Port Ellery two hours late, the harbour master said."
    evidence = Evidence(
        item="i0", url="https://courier.example/0", source="Harbour Courier", text="late", start=3, end=7
    )
    verdict = Verdict(label=Label.SUPPORTED, checks=(Check(name="numbers", outcome=Outcome.PASSED, detail="two"),))
    return Article(
        id=name,
        story=story,
        slug="ferry-held-for-fog",
        headline=headline,
        language="en",
        status=Status.PUBLISHED,
        sentences=(Sentence(text=words, origin=Origin.MODEL, verdict=verdict, evidence=(evidence,)),),
        sources=("i0",),
        model="echo",
        written_at=None if hours is None else DAWN + timedelta(hours=hours),
    )
