from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.building.spoil import KINDS, NAMES, SENTENCES, Pool, spoil
from newswright.text.sentences import sentences
from tests.instruct.fiction import PARAGRAPHS, museum

LINES = [span.text for text in PARAGRAPHS for span in sentences(text)]


def pool() -> Pool:
    made = Pool()
    made.add([span.text for text in museum().paragraphs for span in sentences(text)])
    return made


def spoiled(sentence: str, kind: str, seed: int = 0, known: str = "") -> str:
    found = spoil(sentence, random.Random(seed), pool(), known, (kind,))
    assert found is None or found.kind == kind
    return found.text if found else ""


@pytest.mark.parametrize(
    ("sentence", "kind", "outcome"),
    [
        ("The hall will close in May.", "negation", "The hall will not close in May."),
        ("The hall has closed.", "negation", "The hall has not closed."),
        ("The hall has three doors.", "negation", ""),
        ("The hall was not sold.", "negation", "The hall was sold."),
        ("The hall wasn’t sold.", "negation", "The hall was sold."),
        ("The hall cannot be sold.", "negation", "The hall can be sold."),
        ("Nobody was hurt.", "negation", ""),
        ("Was the hall sold?", "negation", ""),
        ("“It was not sold,” he said.", "negation", ""),
        ("The hall may close in May.", "hedge", "The hall will close in May."),
        ("The hall is expected to close in May.", "hedge", "The hall will close in May."),
        ("He allegedly sold an alleged relic.", "hedge", None),
        ("An alleged thief was seen.", "hedge", "A thief was seen."),
        ("He was a possible owner.", "hedge", "He was an owner."),
        ("About 200 people came.", "hedge", "200 people came."),
        ("It closed in May.", "hedge", ""),
        (
            "The council said that the hall would close in May.",
            "attribution",
            "The hall would close in May.",
        ),
        ("The hall would close in May, according to the council.", "attribution", "The hall would close in May."),
        ("The hall would close in May, Ada Holm said.", "attribution", "The hall would close in May."),
        ("According to the council, the hall would close in May.", "attribution", "The hall would close in May."),
        ("Ada Holm said that she would close it in May.", "attribution", ""),
        ("Ada Holm said: “The hall would close in May.”", "attribution", ""),
        ("The hall closed.", "number", ""),
        ("The hall closed.", "date", ""),
        ("The hall closed.", "name", ""),
    ],
)
def test_what_is_done(sentence: str, kind: str, outcome: str | None) -> None:
    if outcome is None:
        assert spoiled(sentence, kind) in {"He sold an alleged relic.", "He allegedly sold a relic."}
    else:
        assert spoiled(sentence, kind) == outcome


@pytest.mark.parametrize("seed", range(8))
def test_a_figure_stays_written_the_same_way(seed: int) -> None:
    money = spoiled("It cost £3.4 million.", "number", seed)
    assert money.startswith("It cost £")
    assert money.endswith(" million.")
    assert money != "It cost £3.4 million."
    seats = spoiled("The hall has 1,200 seats.", "number", seed).split()[3]
    assert seats.replace(",", "").isdigit()
    assert seats.endswith("00")
    assert spoiled("The hall has three doors.", "number", seed).split()[3] in {
        "two", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_a_date_stays_written_the_same_way(seed: int) -> None:
    day = spoiled("It closed on Tuesday.", "date", seed)
    assert day.startswith("It closed on ")
    assert day.endswith("day.")
    assert "Tuesday" not in day
    assert spoiled("It closed yesterday.", "date", seed) == "It closed today."
    assert spoiled("It closed in March 2026.", "date", seed)[-5:-1] == "2026"
    moved = spoiled("It closed on 3 March 2026.", "date", seed)
    assert moved == "" or moved.endswith(("March 2026.", "February 2026."))


def test_a_name_is_swapped_for_one_of_its_kind_from_before() -> None:
    assert spoiled("The fair in Ostermere closed.", "name") in {
        f"The fair in {place} closed." for place in ("Wexley", "Vellbury", "Dale", "Orm")
    }
    assert spoiled("Ada Holm said so.", "name") in {"Hana Brill said so.", "Mira Lind said so."}
    assert spoil("Ada Holm said so.", random.Random(0), Pool(), "", ("name",)) is None


def test_nothing_known_is_put_in() -> None:
    known = "Wexley Vellbury Dale Orm Hana Brill"
    assert spoiled("The fair in Ostermere closed.", "name", known=known) == ""
    assert spoiled("Ada Holm said so.", "name", known=known) == "Mira Lind said so."


def test_a_sentence_of_another_article_is_put_in() -> None:
    found = spoiled("The fair closed.", "inserted")
    assert found.startswith("The fair closed. ")
    assert len(found) > len("The fair closed. ")


@given(st.sampled_from(LINES), st.integers(), st.sets(st.sampled_from(KINDS), min_size=1))
def test_the_same_seed_gives_the_same(sentence: str, seed: int, kinds: set[str]) -> None:
    one = spoil(sentence, random.Random(seed), pool(), "", tuple(kinds))
    two = spoil(sentence, random.Random(seed), pool(), "", tuple(kinds))
    assert one == two
    assert one is None or (one.text != sentence and one.kind in kinds)


@given(st.text(max_size=100), st.integers())
def test_any_text_may_be_given(sentence: str, seed: int) -> None:
    found = spoil(sentence, random.Random(seed), pool())
    assert found is None or found.text != sentence


def test_a_pool_is_bounded() -> None:
    full = Pool()
    for number in range(NAMES + 200):
        full.add([f"The hall in Town{chr(97 + number % 26)}{chr(97 + number // 26)} closed in May.", "It was late."])
    rng = random.Random(0)
    assert {len(full.sentence(rng, "")) > 0 for _ in range(SENTENCES)} == {True}
    assert full.name(("Ostermere", "place"), rng, "") != ""
    assert "Townaa" not in {full.name(("Ostermere", "place"), rng, "") for _ in range(3000)}
