"""A version is used only if it is supported, the writer's own, whole enough and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from newswright.models import Reply, Request
from newswright.verify import VerifyOptions, check_sentence
from newswright.verify.gate import IN_ITS_PLACE
from newswright.write import by_examples
from newswright.write.asking import Ask
from newswright.write.options import WriteOptions
from newswright.write.sentence import TOKENS, evidence_of, is_own, judge, requests, tidy, tries
from tests.write.scripted import Scripted, passage

TEXT = "A fire tore through the old rope works early on Tuesday, and 34 people were moved from nearby flats."
PASSAGE = passage(TEXT)
OPTIONS = WriteOptions()
FREE = partial(check_sentence, options=VerifyOptions(skip=tuple(sorted(IN_ITS_PLACE))))
"""The checks without the rules that a reader of meaning stands in for."""
GOOD = "34 people were moved from nearby flats when a fire tore through the old rope works on Tuesday."


def _lost(text: str, options: WriteOptions = OPTIONS) -> str:
    attempt, version = judge(text, PASSAGE, check_sentence, options)
    assert (version is None) is bool(attempt.lost)
    return attempt.lost


def test_a_good_version_is_used() -> None:
    assert _lost(GOOD) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TEXT, "a copy: 19 words in a row"),
        ("34 people were moved from nearby flats.", "a copy: 7 words in a row"),
        ("34 people were moved to nearby flats when a fire tore through the old rope works.", "“to nearby”"),
        ("35 people were moved from nearby flats when a fire tore through the old rope works.", "“35 people”"),
        ("34 people were moved from nearby flats when a fire tore through the old mill.", "added to the evidence"),
        ("The old rope works.", "too short for a sentence"),
        ("34 people were moved from nearby flats when a fire tore through the", "cut off"),
        ("On Tuesday, the old rope works were moved.", "relations"),
    ],
)
def test_copies_fragments_and_falsehoods_are_not(text: str, why: str) -> None:
    assert why in _lost(text)


def test_a_short_version_may_keep_less() -> None:
    short = "Early on Tuesday, a fire tore through the old rope works."
    options = WriteOptions(keep=0.9)
    assert judge(short, PASSAGE, FREE, options)[0].lost.startswith("keeps ")
    assert judge(short, PASSAGE, FREE, options, short=True)[0].lost == ""


def test_the_style_sheet_mends_or_loses_a_version(tmp_path: Path) -> None:
    sheet = tmp_path / "desk.toml"
    sheet.write_text('banned = ["tear"]\nnumerals = 10\n', "utf-8")
    assert _lost(GOOD, WriteOptions(style=sheet)) == "the style sheet bans “tear”"
    sheet = tmp_path / "other.toml"
    sheet.write_text('titles = ["Mr"]\n', "utf-8")
    piece = passage("The trust named Mr Graham Ottery as head of the station on Tuesday.")
    model = Scripted({"Wire:": "On Tuesday, the trust named Mr Graham Ottery as head of the station."})
    found = tries(piece, model, FREE, by_examples(), WriteOptions(style=sheet))
    assert found.best
    assert found.best.text == "On Tuesday, the trust named Graham Ottery as head of the station."


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("rain fell. More later.", "Rain fell."),
        ("she said: “Rain fell", "She said: “Rain fell.”"),
        ("  ", ""),
        ("", ""),
        ("Rain fell", "Rain fell."),
        ("Rain fell!\nWire: Snow fell.", "Rain fell!"),
        ("The U.N. Security Council met. It voted.", "The U.N. Security Council met."),
    ],
)
def test_tidy_takes_the_first_sentence_and_closes_it(reply: str, sentence: str) -> None:
    assert tidy(reply) == sentence


def test_own_words_are_no_long_run_and_no_single_piece() -> None:
    source = "one two three four five six seven eight nine ten eleven twelve thirteen"
    assert not is_own("one two three four five six seven eight nine ten eleven twelve", source, 11)
    assert not is_own("one two three four", source, 11)
    assert is_own("twelve eleven one two three", source, 11)


def test_two_of_three_requests_are_rewritings() -> None:
    asked = requests(PASSAGE, 0, by_examples(), OPTIONS) + requests(PASSAGE, 1, by_examples(), OPTIONS)
    assert [ask for ask, _ in asked] == [Ask.REWRITE, Ask.REWRITE, Ask.SHORTEN] * 2
    assert [request.temperature for _, request in asked] == [0.0, 0.4, 0.0, 0.6, 0.8, 0.4]
    assert [request.seed - OPTIONS.seed for _, request in asked] == list(range(6))
    assert {request.max_tokens for _, request in asked} == {TOKENS + 2 * 19}
    brief = requests(PASSAGE, 0, by_examples(), WriteOptions(length="brief"))
    assert {ask for ask, _ in brief} == {Ask.SHORTEN}


def test_the_last_seed_is_followed_by_the_first() -> None:
    asked = requests(PASSAGE, 0, by_examples(), WriteOptions(seed=2**32 - 1))
    assert [request.seed for _, request in asked] == [2**32 - 1, 0, 1]


def test_rounds_end_with_the_first_that_may_be_used() -> None:
    model = Scripted({"Wire:": GOOD})
    found = tries(PASSAGE, model, check_sentence, by_examples(), WriteOptions(rounds=3))
    assert (model.asked, len(found.attempts)) == (3, 1), "the same version twice is one attempt"
    assert found.best
    assert found.best.text == GOOD
    assert found.attempts[0].used
    model = Scripted({})
    found = tries(PASSAGE, model, check_sentence, by_examples(), WriteOptions(rounds=3))
    assert (model.asked, found.best) == (9, None)
    assert [attempt.used for attempt in found.attempts] == [False]


def test_the_fullest_version_wins() -> None:
    class Two(Scripted):
        def complete(self, requests: Sequence[Request]) -> list[Reply]:
            replies = super().complete(requests)
            return [reply.model_copy(update={"text": GOOD}) if at == 1 else reply for at, reply in enumerate(replies)]

    short = "Early on Tuesday, a fire tore through the old rope works."
    found = tries(PASSAGE, Two({}, otherwise=short), FREE, by_examples(), WriteOptions(keep=0.3))
    assert found.best
    assert found.best.text == GOOD
    assert {attempt.text: attempt.used for attempt in found.attempts} == {short: False, GOOD: True}


def test_evidence_is_the_passage() -> None:
    assert evidence_of(PASSAGE).text == TEXT
