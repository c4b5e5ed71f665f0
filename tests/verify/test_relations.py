"""Relations: the same words in another order are another story."""

import pytest

from newswright.records import Outcome
from newswright.verify.relations import check_relations

FERRY = "A ferry that spent sixteen hours on a sandbank off Ostermere floated free at 6.35am on Wednesday."
FIRE = (
    "A fire tore through the old rope works on Mill Lane early on Tuesday, and 34 people were moved from nearby flats."
)
CUP = "Ostermere Rovers reached the final of the Wexley Cup with a 2-1 win over Stanmoor Town."
LINE = "The £2.4 million line should carry 1,200 passengers a day when it opens in autumn 2028, the council said."


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        (
            "34 people were moved from nearby flats when a fire tore through the old rope works on Mill Lane on Tuesday.",
            FIRE,
        ),
        ("A fire tore through the old rope works on Mill Lane.", FIRE),
        ("With a 2-1 win over Stanmoor Town, Ostermere Rovers reached the final of the Wexley Cup.", CUP),
        ("When it opens in autumn 2028, the line should carry 1,200 passengers a day, the council said.", LINE),
        ("On Wednesday, a ferry that spent sixteen hours on a sandbank floated free.", FERRY),
    ],
)
def test_kept(sentence: str, evidence: str) -> None:
    check = check_relations(sentence, [evidence])
    assert check.outcome is Outcome.PASSED, check.detail


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Stanmoor Town reached the final of the Wexley Cup with a 2-1 win over Ostermere Rovers.", CUP),
        ("Town beat Rovers.", "Rovers beat Town."),
        ("US troops expel Iraq.", "Iraq votes to expel US troops."),
        ("34 people were moved to nearby flats.", FIRE),
        ("Mill Lane was moved from nearby flats.", FIRE),
        ("Ostermere floated free at 6.35am.", FERRY),
        ("Two people hit a lorry.", "Two people died when a bus, carrying 40 pupils, hit a lorry."),
        ("A man attacking officers shot police.", "Police shot a man attacking officers."),
        ("It should carry 1,200 passengers a day.", "The line opens soon, and should carry 1,200 passengers a day."),
    ],
)
def test_turned(sentence: str, evidence: str) -> None:
    assert check_relations(sentence, [evidence]).outcome is Outcome.FAILED


def test_one_text_must_explain_the_sentence() -> None:
    halves = ["Rovers beat Town.", "Town lost to City."]
    assert check_relations("Rovers beat City.", halves).outcome is Outcome.FAILED
