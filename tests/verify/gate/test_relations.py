"""Relations: the same words in another order are another story."""

import pytest

from newswright.records import Outcome
from newswright.verify.gate.relations import check_relations

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
            "34 people were moved from nearby flats when a fire tore through the old rope works on Tuesday.",
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


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        (
            "Agnes Torrington, acting for the estate of the bookbinder, said the sum was large.",
            "Edmund Farley, acting for the estate of the bookbinder Agnes Torrington, said the sum was large.",
        ),
        (
            "On Thursday, all 26 stalls stayed shut for forty years.",
            "All 26 stalls stayed shut on Thursday in the first stoppage there for forty years.",
        ),
        (
            "Building began on Wednesday.",
            "The wing took in its first patients on Wednesday, two years after building began.",
        ),
        (
            "After coming off the bench, Penn headed the winner in the 88th minute, nine minutes.",
            "Penn headed the winner in the 88th minute, nine minutes after coming off the bench.",
        ),
        (
            "As a give-way junction, traffic lights are out at the crossing.",
            "Traffic lights are out at the crossing, and drivers are asked to treat it as a give-way junction.",
        ),
        ("Kelp has turned into a battery.", "Kelp has been turned into a battery."),
        ("An attempt will be made by the evening tide.", "An attempt will be made on the evening tide."),
        ("They sit at the towns library.", "They sit at the town library."),
        (
            "Pupils will sit mock examinations instead of theirs.",
            "Pupils will sit mock examinations at the library instead.",
        ),
    ],
)
def test_what_the_embedded_model_really_wrote(sentence: str, evidence: str) -> None:
    assert check_relations(sentence, [evidence]).outcome is Outcome.FAILED


def test_the_speaker_may_come_first() -> None:
    evidence = ["The lifeboat launched at 5.52pm and reached the boat in eleven minutes, coxswain Wyn Kettering said."]
    sentence = "Wyn Kettering said the lifeboat launched at 5.52pm and reached the boat in eleven minutes."
    assert check_relations(sentence, evidence).outcome is Outcome.PASSED
    quoted = ["“The light is good,” said ward sister Colette Marrable."]
    assert check_relations("Ward sister Colette Marrable said: “The light is good.”", quoted).outcome is Outcome.PASSED


def test_another_does_not_become_the_speaker() -> None:
    evidence = ["Mayor Jo Hart, who met Kim Dale, said taxes rise."]
    assert check_relations("Kim Dale said taxes rise.", evidence).outcome is Outcome.FAILED
    chain = ["Rovers beat Town, Hart said."]
    assert check_relations("Town said Rovers beat.", chain).outcome is Outcome.FAILED


def test_the_speaker_does_not_become_what_is_said() -> None:
    evidence = ["Network manager Alan Rudgeway said the cable dated from 1962 and was due to be replaced."]
    sentence = "Alan Rudgeway said network manager was due to be replaced."
    assert check_relations(sentence, evidence).outcome is Outcome.FAILED


def test_a_passive_keeps_who_did_what() -> None:
    evidence = ["Volunteers counted 286 grey seals on the bank on Sunday."]
    assert check_relations("On Sunday, 286 grey seals were counted on the bank.", evidence).outcome is Outcome.PASSED
