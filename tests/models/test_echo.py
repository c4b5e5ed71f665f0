from __future__ import annotations

import pytest

from newswright.errors import ModelRefused
from newswright.models import Request, open_model
from newswright.models.echo import EchoModel
from newswright.models.options import ModelOptions


def test_repeats_the_last_wire_line_after_the_opening() -> None:
    request = Request(
        shared="x", own="Wire: Old.\nReporter: Done.\n\nWire: Rain fell.\nReporter:", opening="On Monday,"
    )
    with open_model(ModelOptions(engine="echo")) as model:
        reply = model.complete([request])[0]
        assert model.name == "echo"
    assert (reply.text, reply.finish, reply.prompt_tokens, reply.reply_tokens) == (
        "On Monday, Rain fell.",
        "stop",
        9,
        2,
    )


def test_token_ids_are_refused() -> None:
    with EchoModel() as model, pytest.raises(ModelRefused, match="no vocabulary"):
        model.complete([Request(ids=(1,))])


def test_without_a_wire_line_the_last_line() -> None:
    assert EchoModel().complete([Request(shared="", own="First\nLast")])[0].text == "Last"
    assert EchoModel().complete([Request(shared="", own="")])[0].text == ""


def test_given_answers_come_first_and_length_is_kept() -> None:
    model = EchoModel({"Wire: a": "one two three"})
    reply = model.complete([Request(shared="", own="Wire: a", max_tokens=2)])[0]
    assert (reply.text, reply.finish, reply.reply_tokens) == ("one two", "length", 2)
