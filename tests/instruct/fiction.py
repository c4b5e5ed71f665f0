"""Articles and sources written for the tests of lessons. All of it is fictional."""

from __future__ import annotations

from datetime import UTC, datetime

from newswright.instruct.building.articles import ArchiveArticle, SourceText

PARAGRAPHS = (
    "The county council in Ostermere approved a new ferry terminal on Tuesday, ending a dispute of nine years. "
    "The terminal is expected to cost about £42 million and will open in March 2027.",
    "“We have waited long enough,” said Mayor Ada Holm after the vote. "
    "She thanked the 1,204 residents who signed the petition.",
    "Opponents said that the terminal would not bring more visitors to the town. "
    "Jon Reed, who runs the Quay Street Hotel, said his guests may stay away during the works. "
    "No building work will begin before the summer, according to the council.",
)


def ferry(**changes: object) -> ArchiveArticle:
    """Return an article of 100 words without sources."""
    base = ArchiveArticle(
        id="ferry",
        headline="Ostermere council approves ferry terminal after nine years",
        paragraphs=PARAGRAPHS,
        date=datetime(2026, 3, 3, tzinfo=UTC),
        url="https://courier.example/ferry",
        licence="CC-BY-4.0",
        language="en",
        story="s-ferry",
        outlet="Ostermere Courier",
        origin="set.jsonl:1",
    )
    return base.model_copy(update=changes)


def museum() -> ArchiveArticle:
    """Return another article, for a pool of names and sentences."""
    return ArchiveArticle(
        id="museum",
        headline="Wexley museum opens its new wing to visitors",
        paragraphs=(
            "The museum in Wexley opened its new wing on Friday. "
            "Director Hana Brill said the wing had cost £3.4 million. "
            "Visitors came from Dale, near Orm, and stayed until the evening in Vellbury. "
            "Mira Lind said the rooms were full.",
        ),
        story="s-museum",
        language="en",
    )


SOURCES = (
    SourceText(
        headline="Petition handed in",
        text="Residents handed in a petition. It was raining.",
        outlet="Wexley Herald",
        date=datetime(2026, 3, 2, tzinfo=UTC),
    ),
    SourceText(
        headline="Yes to ferry terminal",
        text="Councillors in Ostermere approved the new ferry terminal on Tuesday after a dispute of nine years.\n\n"
        "The terminal is expected to cost about £42 million, and its doors will open in March 2027.",
        outlet="Ostermere Courier",
        date=datetime(2026, 3, 3, tzinfo=UTC),
    ),
)

WORKS = SourceText(
    headline="Works on the quay",
    text="According to a paper of the council that was read out after the vote on Tuesday evening, no building work of "
    "any kind on the quay will begin before the summer.",
    outlet="Wexley Herald",
    date=datetime(2026, 3, 3, tzinfo=UTC),
)
"""A report of which the article tells the core only."""
