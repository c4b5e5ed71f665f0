"""Datelines: the place and the agency, and where the report begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.datelines import Dateline, dateline

FOUND = [
    ("LEEDS, England (AP) — A fire broke out.", "LEEDS, England", "AP", "A fire broke out."),
    ("WASHINGTON (Reuters) - The Senate voted.", "WASHINGTON", "Reuters", "The Senate voted."),
    ("Washington (CNN)The Senate voted.", "Washington", "CNN", "The Senate voted."),
    ("Tokyo (AFP) – Japan's ruling party met.", "Tokyo", "AFP", "Japan's ruling party met."),
    ("GENEVA, March 3 (Xinhua) -- The agency said so.", "GENEVA", "Xinhua", "The agency said so."),
    ("BERLIN, 3 March (dpa) – Trains stood still.", "BERLIN", "dpa", "Trains stood still."),
    ("MEXICO CITY, Nov. 12 (UPI) — Rain fell.", "MEXICO CITY", "UPI", "Rain fell."),
    ("PARIS — Talks ended.", "PARIS", "", "Talks ended."),
    ("NEW YORK – Shares rose.", "NEW YORK", "", "Shares rose."),
    ("ST. LOUIS (AP) — Police said so.", "ST. LOUIS", "AP", "Police said so."),
    ("PORT-AU-PRINCE, Haiti (AP) — Gangs attacked.", "PORT-AU-PRINCE, Haiti", "AP", "Gangs attacked."),
    ("XI'AN, China (AP) - Rain fell.", "XI'AN, China", "AP", "Rain fell."),
    ("BRASÍLIA, Brazil (AP) — The court ruled.", "BRASÍLIA, Brazil", "AP", "The court ruled."),
    ("SÃO PAULO — Rain fell.", "SÃO PAULO", "", "Rain fell."),
    ("LOS ANGELES (AP) Fires burned.", "LOS ANGELES", "AP", "Fires burned."),
    ("(Reuters) - Shares fell.", "", "Reuters", "Shares fell."),
    ("CAIRO — “We are here,” she said.", "CAIRO", "", "“We are here,” she said."),
    ("WEXLEY — 34 people were led out.", "WEXLEY", "", "34 people were led out."),
    ("  WEXLEY (AP) — Rain fell.", "WEXLEY", "AP", "Rain fell."),
]
NONE = [
    "",
    "A fire broke out — nobody was hurt.",
    "The NATO alliance (founded in 1949) — said so.",
    "NATO-led forces left.",
    "NASA — the space agency — said so.",
    "NASA - the space agency - said so.",
    "U.N. chief Ana Reyes said so.",
    "BREAKING — The mayor resigned.",
    "EXCLUSIVE - The mayor resigned.",
    "LONDON: The pound fell.",
    "COVID-19 — a virus — spread.",
    "AT&T - The firm cut jobs.",
    "“PARIS — it is over,” she said.",
]


@pytest.mark.parametrize(("text", "place", "agency", "report"), FOUND)
def test_found(text: str, place: str, agency: str, report: str) -> None:
    found = dateline(text)
    assert found == Dateline(place, agency, len(text) - len(report))


@pytest.mark.parametrize("text", NONE)
def test_none(text: str) -> None:
    assert dateline(text) is None


@given(st.text(max_size=100))
def test_a_dateline_lies_at_the_beginning(text: str) -> None:
    found = dateline(text)
    assert found is None or (text[: found.end].lstrip(" \t\n\r\v\f").startswith(found.place) and found.end <= len(text))


@given(st.sampled_from(FOUND))
def test_a_report_has_one_dateline(case: tuple[str, str, str, str]) -> None:
    assert dateline(case[3]) is None
