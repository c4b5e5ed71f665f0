from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from newswright.errors import ModelError, ModelRefused, ModelUnreachable, RequestRefused, SettingsError
from newswright.models import Request, Streams
from newswright.models.answers import Faulty
from newswright.models.answers import pieces as pieces_of
from newswright.models.exchange import LONGEST_PAUSE, wanted_pause
from newswright.models.openai import OpenAIModel
from newswright.models.options import ModelOptions
from tests.models.faulty import FaultyServer, faulty_server

SENTENCE = "It rained on Monday, and nobody was hurt."


def model(*servers: FaultyServer, **changes: Any) -> OpenAIModel:
    first, *others = (server.url for server in servers)
    options = {"engine": "openai", "name": "m", "base_url": first, "servers": tuple(others), **changes}
    return OpenAIModel(ModelOptions.model_validate(options))


def one(**changes: Any) -> Request:
    return Request.model_validate({"own": f"Wire: {SENTENCE}\nReporter:", **changes})


def text(engine: OpenAIModel, **changes: Any) -> str:
    return engine.complete([one(**changes)])[0].text


# -- one server --


@pytest.mark.parametrize("fault", ["cut off", "garbage", "500", "429", "no choices"])
def test_a_fault_that_passes_is_asked_again(fault: str) -> None:
    with faulty_server(fault, fault) as server, model(server) as engine:
        assert text(engine, seed=5) == SENTENCE
    assert [body["seed"] for body in server.bodies] == [5, 5, 5]


@pytest.mark.parametrize("fault", ["empty", "repeat", "unfinished"])
def test_a_poor_reply_is_asked_for_once_more(fault: str) -> None:
    with faulty_server(fault) as server, model(server) as engine:
        assert text(engine, seed=5) == SENTENCE
    assert [body["seed"] for body in server.bodies] == [5, 5]


@pytest.mark.parametrize(
    ("fault", "kind", "what"),
    [
        ("cut off", ModelUnreachable, "RemoteProtocolError"),
        ("garbage", ModelRefused, "not JSON"),
        ("no choices", ModelRefused, "without a choice"),
        ("huge", ModelRefused, "more than 16 MB"),
        ("500", ModelUnreachable, "answers 500: .*not now"),
        ("die", ModelUnreachable, "cannot be reached"),
    ],
)
def test_a_fault_that_stays_names_the_server_and_what_it_did(fault: str, kind: type[ModelError], what: str) -> None:
    with (
        faulty_server(always=fault) as server,
        model(server, attempts=3) as engine,
        pytest.raises(kind, match=what) as caught,
    ):
        text(engine)
    assert type(caught.value) is kind
    assert server.url in caught.value.what
    assert len(server.bodies) == (1 if fault == "die" else 3)


@pytest.mark.parametrize(
    ("fault", "reply"), [("empty", ""), ("unfinished", "Rain fell"), ("repeat", "the rain fell and the rain fell and")]
)
def test_a_poor_reply_is_taken_as_it_is_in_the_end(fault: str, reply: str) -> None:
    with faulty_server(always=fault) as server, model(server) as engine:
        (found,) = engine.complete([one()])
    assert found.text.startswith(reply)
    assert found.finish == ("stop" if fault == "empty" else "length")
    assert len(server.bodies) == 2


def test_a_body_that_comes_drop_by_drop_has_its_time_too() -> None:
    with faulty_server(always="drip") as server, model(server, timeout_s=0.3) as engine:
        begun = time.monotonic()
        with pytest.raises(ModelUnreachable, match=r"within 0\.3 seconds"):
            text(engine)
    assert time.monotonic() - begun < 1.5
    assert server.did == {"drip": 1}


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next() -> None:
    with faulty_server("late") as server, model(server, timeout_s=0.5) as engine:
        server.seconds = 0.8
        with pytest.raises(ModelUnreachable, match=r"within 0\.5 seconds"):
            text(engine)
        assert text(engine, own="Wire: Snow fell.\n") == "Snow fell."
        time.sleep(0.5)
        assert text(engine, own="Wire: Hail fell.\n") == "Hail fell."
    assert len(server.bodies) == 3


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    with faulty_server("429") as server, model(server) as engine:
        server.retry_after = "1"
        begun = time.monotonic()
        assert text(engine) == SENTENCE
    assert 1.0 <= time.monotonic() - begun < 3.0


def test_closing_ends_a_wait() -> None:
    with faulty_server(always="503") as server:
        server.retry_after = "20"
        engine = model(server)
        work = engine._pool.submit(engine._answer, one())
        while not server.bodies:
            time.sleep(0.01)
        begun = time.monotonic()
        engine.close()
        with pytest.raises(ModelError, match="was closed during a request"):
            work.result()
    assert time.monotonic() - begun < 2


def test_how_long_a_server_may_ask_to_wait() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    until = format_datetime(now + timedelta(seconds=7), usegmt=True)
    asked = {"": 0, "5": 5, "0.5": 0.5, "-3": 0, "nan": 0, "soon": 0, "86400": LONGEST_PAUSE, "inf": LONGEST_PAUSE}
    assert {header: wanted_pause(header, now) for header in asked} == asked
    assert wanted_pause(until, now) == 7
    assert wanted_pause(until, now + timedelta(hours=1)) == 0


def test_a_request_that_no_server_takes_is_told_from_a_server_that_takes_none() -> None:
    with faulty_server(always="400") as server, model(server) as engine, pytest.raises(RequestRefused):
        text(engine)
    with faulty_server(always="401") as server, model(server) as engine, pytest.raises(ModelRefused) as caught:
        text(engine)
    assert not isinstance(caught.value, RequestRefused)


# -- several servers --


@pytest.mark.parametrize("fault", ["die", "hang", "cut off", "garbage", "500", "empty", "repeat", "unfinished", "400"])
def test_the_next_server_takes_over(fault: str) -> None:
    with faulty_server(always=fault) as first, faulty_server() as second:
        with model(first, second, timeout_s=0.3 if fault == "hang" else 5.0) as engine:
            assert text(engine) == SENTENCE
        first.dead.set()
    assert len(second.bodies) == 1
    assert second.bodies[0] == first.bodies[0]


@pytest.mark.parametrize(
    ("faults", "reply"), [(("repeat", "empty"), "the rain fell"), (("empty", "unfinished"), "Rain")]
)
def test_of_two_poor_replies_one_with_a_text_is_taken(faults: tuple[str, str], reply: str) -> None:
    with faulty_server(always=faults[0]) as first, faulty_server(always=faults[1]) as second:
        with model(first, second) as engine:
            assert text(engine).startswith(reply)
        assert (len(first.bodies), len(second.bodies)) == (1, 1)


def test_a_poor_reply_is_taken_where_the_other_server_is_dead() -> None:
    with (
        faulty_server(always="unfinished") as first,
        faulty_server(always="die") as second,
        model(first, second) as engine,
    ):
        assert text(engine) == "Rain fell"


def test_a_server_that_failed_rests_and_is_tried_again() -> None:
    with faulty_server("hang") as first, faulty_server() as second:
        with model(first, second, timeout_s=0.3, rest_s=0.6) as engine:
            assert [text(engine) for _ in range(3)] == [SENTENCE] * 3
            assert (len(first.bodies), len(second.bodies)) == (1, 3)
            time.sleep(0.7)
            assert text(engine) == SENTENCE
            assert (len(first.bodies), len(second.bodies)) == (2, 3)
        first.dead.set()


def test_servers_that_are_well_share_the_work() -> None:
    with faulty_server(always="late") as first, faulty_server(always="late") as second:
        first.seconds = second.seconds = 0.05
        with model(first, second, parallel=4) as engine:
            engine.complete([one(seed=seed) for seed in range(12)])
    assert len(first.bodies) + len(second.bodies) == 12
    assert min(len(first.bodies), len(second.bodies)) >= 3


def test_a_server_that_dies_amid_the_work_loses_nothing() -> None:
    with faulty_server() as first, faulty_server() as second:
        first.dies_at = 8
        with model(first, second, parallel=4) as engine:
            replies = engine.complete([one(own=f"Wire: Rain fell {number} times.\n") for number in range(40)])
    assert [reply.text for reply in replies] == [f"Rain fell {number} times." for number in range(40)]
    assert first.dead.is_set()


def test_where_none_is_left_each_is_named_with_what_it_did() -> None:
    with (
        faulty_server(always="500") as first,
        faulty_server(always="garbage") as second,
        model(first, second) as engine,
        pytest.raises(ModelUnreachable) as caught,
    ):
        text(engine)
    assert f"{first.url} answers 500" in caught.value.what
    assert f"{second.url} answers with something that is not JSON" in caught.value.what


def test_servers_at_rest_are_asked_where_no_other_is_left() -> None:
    with faulty_server(*["500"] * 4) as first, faulty_server(*["500"] * 4) as second, model(first, second) as engine:
        with pytest.raises(ModelUnreachable, match="None of 2 model servers answers"):
            text(engine)
        assert text(engine) == SENTENCE


def test_an_address_of_a_further_server_has_the_rules_of_the_first() -> None:
    address = "http://127.0.0.1:9/v1"
    assert ModelOptions(servers=(address + "/",)).servers == (address,)
    for wrong in ("127.0.0.1:9", "", "ftp://x"):
        with pytest.raises(ValueError, match="address"):
            ModelOptions(servers=(wrong,))
    with pytest.raises(SettingsError, match=r"user name or password.*\n.*`servers`") as caught:
        OpenAIModel(ModelOptions(engine="openai", base_url=address, servers=("http://me:pa55@localhost/v1",)))
    assert "pa55" not in str(caught.value)


# -- streams --


@pytest.mark.parametrize("api", ["completions", "chat"])
def test_a_stream_comes_in_pieces_that_are_the_reply(api: str) -> None:
    own = "Wire: It rained\u2028on Ærø, “hard”.\n"
    with faulty_server() as server, model(server, api=api) as engine:
        assert isinstance(engine, Streams)
        found = list(engine.stream(one(own=own.replace("\u2028", " "), opening="On Monday,")))
        (reply,) = engine.complete([one(own=own.replace("\u2028", " "), opening="On Monday,")])
    assert len(found) > 4
    assert "".join(found).strip() == reply.text
    assert server.bodies[0] == server.bodies[1] | {"stream": True}


def test_a_stream_that_breaks_off_says_so_and_complete_has_the_whole() -> None:
    with faulty_server("cut off") as server, model(server) as engine:
        heard: list[str] = []
        with pytest.raises(ModelRefused, match="breaks off"):
            heard.extend(engine.stream(one()))
        assert text(engine) == SENTENCE


@pytest.mark.parametrize("fault", ["die", "500", "hang"])
def test_a_stream_that_never_began_is_taken_over(fault: str) -> None:
    with faulty_server(always=fault) as first, faulty_server() as second:
        with model(first, second, timeout_s=0.3) as engine:
            assert "".join(engine.stream(one())).strip() == SENTENCE
        first.dead.set()


def test_a_stream_that_is_left_gives_its_server_back() -> None:
    with faulty_server() as server, model(server, parallel=1) as engine:
        pieces = engine.stream(one())
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert text(engine) == SENTENCE
    with pytest.raises(ModelError, match="is closed"):
        next(engine.stream(one()))


def test_who_reads_a_stream_can_ask_for_something_beside_it() -> None:
    with faulty_server() as server, model(server, parallel=1) as engine:
        pieces = engine.stream(one())
        begun = next(pieces)
        assert text(engine) == SENTENCE
        assert (begun + "".join(pieces)).strip() == SENTENCE


def test_a_stream_without_an_end_is_ended() -> None:
    with pytest.raises(Faulty, match="streams more than 16 MB"):
        list(pieces_of(itertools.repeat(b": wait\n" * 2**15), chat=False))


def test_closing_ends_a_stream() -> None:
    with faulty_server() as server:
        engine = model(server)
        pieces = engine.stream(one())
        next(pieces)
        engine.close()
        with pytest.raises(ModelError):
            list(pieces)


def test_only_a_chat_server_converses() -> None:
    with faulty_server() as server, model(server) as plain, model(server, api="chat") as chat:
        assert (plain.converses, chat.converses) == (False, True)
