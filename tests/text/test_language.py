from __future__ import annotations

import logging
import socket
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.text import language as module
from newswright.text.language import SURE, code, language

TEXTS = {
    "en": "The ferry to the island ran aground outside the harbour on Tuesday with 83 people aboard.",
    "de": "Die Fähre zur Insel ist am Dienstag vor dem Hafen mit 83 Menschen an Bord auf Grund gelaufen.",
    "es": "El transbordador de la isla encalló el martes frente al puerto con 83 personas a bordo.",
    "fr": "Le bac de l’île s’est échoué mardi devant le port avec 83 personnes à son bord.",
    "sv": "Färjan till ön gick på grund utanför hamnen i tisdags med 83 människor ombord.",
    "ru": "Паром на остров сел на мель у входа в гавань во вторник, на борту было 83 человека.",
}


@pytest.mark.parametrize("expected", TEXTS)
def test_languages(expected: str) -> None:
    found, confidence = language(TEXTS[expected])
    assert found == expected
    assert SURE <= confidence <= 1


@pytest.mark.parametrize("text", ["", "Rovers win", "2-1 (1-0)", "....... 1234567890 ....... !!!!!!!!!!!!!!"])
def test_too_little_to_tell(text: str) -> None:
    assert language(text) == ("", 0.0)


def test_it_works_offline_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    module._detector.cache_clear()
    with caplog.at_level(logging.DEBUG):
        assert language(TEXTS["de"] * 20)[0] == "de"
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    found, confidence = language(text)
    assert (found == "") == (confidence == 0.0)


@pytest.mark.parametrize(
    ("declared", "plain"), [("EN", "en"), ("en-GB", "en"), ("pt_BR", "pt"), ("se", "sv"), ("nb", "no"), ("", "")]
)
def test_codes_are_spelt_one_way(declared: str, plain: str) -> None:
    assert code(declared) == plain
