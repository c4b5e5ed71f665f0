"""Fictional items for the tests of the curate stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newswright.records import WireItem, digest

START = datetime(2026, 3, 17, 6, tzinfo=UTC)


def item(
    title: str,
    description: str,
    *,
    hours: float | None = 0,
    outlet: str = "gazette.example",
    url: str | None = None,
    language: str = "en",
    rights: str = "",
    category: str = "",
) -> WireItem:
    """Return an item published `hours` after the start, undated for None."""
    place = url if url is not None else f"https://{outlet}/{digest(title, description, str(hours))}"
    return WireItem.make(
        url=place,
        source=outlet.partition(".")[0].title(),
        outlet=outlet,
        title=title,
        description=description,
        published_at=None if hours is None else START + timedelta(hours=hours),
        language=language,
        rights=rights,
        category=category,
    )


FIRE = item(
    "Fire guts old sail loft on Heron Quay",
    "A fire destroyed most of the old sail loft on Heron Quay in Hexcombe overnight. Crews led 34 people to safety.",
)
FIRE_TOO = item(
    "Residents moved out as blaze tears through sail loft",
    "Hexcombe town council said 37 people were moved from homes on Heron Quay as fire tore through the old sail loft.",
    hours=2,
    outlet="radio.example",
)
OTHER_FIRE = item(
    "Fire destroys barn near Castle Farrow",
    "A fire destroyed a barn near Castle Farrow overnight. Crews led 12 horses to safety and nobody was hurt.",
    hours=3,
    outlet="radio.example",
)
VOTE = item(
    "Tram line approved by four votes",
    "Councillors in Wexley backed a tram line from the station to the Infirmary by 21 votes to 17 on Tuesday.",
    hours=4,
    outlet="courier.example",
)
