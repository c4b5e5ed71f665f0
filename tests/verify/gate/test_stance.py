"""Stance: a denial stays one, a hedge stays one, an opinion stays somebody's."""

import pytest

from newswright.records import Outcome
from newswright.verify.gate.stance import check_stance


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The vessel floated free.", "Nobody was hurt and the vessel floated free."),
        ("Nobody was hurt.", "Nobody was hurt and the vessel floated free."),
        ("The school may close, the mayor said.", "The school might close, the mayor said."),
        ("According to police, two men were held.", "Police said two men were held."),
        ("The village stayed dry.", "The village stayed dry, but the mill did not."),
        ("Since 9 May, convoys have crossed.", "Convoys have crossed since 9 May."),
        ("Exports fell 2% in May.", "Exports fell 2% in May, which nobody foresaw."),
        ("60 firefighters were at the scene.", "No injuries were reported among the 60 firefighters at the scene."),
    ],
)
def test_kept(sentence: str, evidence: str) -> None:
    check = check_stance(sentence, [evidence])
    assert check.outcome is Outcome.PASSED, check.detail


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Passengers were hurt.", "Passengers were not hurt."),
        ("Passengers were not hurt.", "Passengers were hurt."),
        ("The school closes.", "The school may close."),
        ("The school may close.", "The school closes."),
        ("Two men stole the boat.", "Two men allegedly stole the boat."),
        ("The vote was a disgrace.", "The vote was a disgrace, the mayor said."),
        ("The line will carry 40 trams.", "The line would carry 40 trams."),
        ("The carbon costs a third as much.", "The carbon could cost a third as much."),
        ("Homes have no power.", "About 2,300 homes have power."),
        ("Ministers May Close the School.", "Ministers close the school."),
        ("The rate rises in May.", "The rate may rise in May."),
        ("The bridge is safe.", "The bridge is safe, engineers note."),
        ("Nobody sank.", "Nobody was hurt and the boat sank."),
    ],
)
def test_lost(sentence: str, evidence: str) -> None:
    assert check_stance(sentence, [evidence]).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        (
            "Twelve engines were sent after the first call.",
            "Twelve engines were sent after the first call, the service said.",
        ),
        ("The school was closed to pupils.", "The school is closed to pupils."),
        ("An inquiry has opened into why it has left.", "An inquiry has opened into why it left."),
    ],
)
def test_what_the_embedded_model_really_wrote(sentence: str, evidence: str) -> None:
    assert check_stance(sentence, [evidence]).outcome is Outcome.FAILED


def test_a_past_form_may_turn_passive() -> None:
    assert check_stance("286 seals were counted.", ["Volunteers counted 286 seals."]).outcome is Outcome.PASSED
