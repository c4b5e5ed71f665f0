"""A made-up archive of articles, for the tests that need a whole set. Every name in it is invented."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

PLACES = ("Ostermere", "Harrow Bay", "Tarn Quay", "Lower Wend", "Brackwater", "Selby Moor", "Oldhaven", "Fenwick Cross")
THINGS = ("ferry", "tram line", "fish market", "rope works", "swing bridge", "lighthouse", "town hall", "observatory")
PEOPLE = ("Wyn Kettering", "Agnes Torrington", "Leif Marrable", "Ines Dunmore", "Tobias Quell", "Hanna Osgood")


def row(number: int, *, sources: bool = False) -> dict[str, object]:
    """Return article `number`; every one tells of something else."""
    place, thing = PLACES[number % 8], THINGS[(number * 3 + number // 8) % 8]
    person, other = PEOPLE[number % 6], PEOPLE[(number + 1 + number // 6) % 6]
    cost, votes, day = 3 + number * 7, 11 + number % 9, date(2024, 1, 3) + timedelta(days=number * 5)
    paragraphs = [
        f"{place} council voted {votes} to 9 on Tuesday to rebuild its {thing} at a cost of {cost} million crowns.",
        f"{person}, who leads the works committee, said the {thing} would be shut for {number % 7 + 2} months.",
        f"“We have waited {number + 4} years for this,” said {other}, a shopkeeper near the {thing}.",
        f"The money comes from a loan that {place} took out in {1990 + number % 30}. "
        f"A first plan had put the price at {cost * 2} million crowns, the committee said.",
        f"Work is due to begin on {day + timedelta(days=40):%d %B}, once {100 + number * 3} permits are in.",
    ]
    made: dict[str, object] = {
        "id": f"a{number}",
        "headline": f"{place} votes to rebuild its {thing} for {cost} million crowns",
        "paragraphs": paragraphs,
        "date": day.isoformat(),
        "url": f"https://news.example/{number}",
    }
    if sources:
        made["sources"] = [
            {"headline": f"{thing} vote in {place}", "text": " ".join(paragraphs[:2]), "outlet": "Coast Radio"},
            {"headline": f"{place} to borrow", "text": " ".join(paragraphs[2:]), "outlet": "Moor Gazette"},
        ]
    return made


def archive(path: Path, count: int = 30, *, sources: bool = False) -> Path:
    """Write `count` articles to `path` and return it."""
    lines = (json.dumps(row(number, sources=sources), ensure_ascii=False) for number in range(count))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
