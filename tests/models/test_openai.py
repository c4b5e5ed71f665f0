from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from newswright.errors import ModelError, ModelRefused, ModelUnreachable, SettingsError
from newswright.models import Request, open_model
from newswright.models.openai import OpenAIModel, question
from newswright.models.options import ModelOptions
from tests.models.servers import model_server

KEY = "sk-very-secret-123"


def completion(body: dict[str, Any]) -> tuple[int, bytes]:
    choice = {"text": f" rain fell on {body['prompt'][-5:]}. ", "finish_reason": "stop"}
    return 200, json.dumps({"choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 4}}).encode()


def chat(body: dict[str, Any]) -> tuple[int, bytes]:
    choice = {"message": {"role": "assistant", "content": " Rain fell."}, "finish_reason": "length"}
    return 200, json.dumps({"choices": [choice]}).encode()


def options(url: str, **changes: Any) -> ModelOptions:
    return ModelOptions.model_validate({"engine": "openai", "name": "big-8b", "base_url": f"{url}/v1", **changes})


def one(**changes: Any) -> Request:
    return Request.model_validate({"shared": "Reword.\n", "own": "Wire: It rained.\nReporter:", **changes})


def test_completions_get_the_whole_prompt_with_the_opening() -> None:
    with model_server(completion) as server, open_model(options(server.url)) as model:
        reply = model.complete([one(opening="On Monday,", seed=5, temperature=0.5)])[0]
    assert reply.text == "On Monday, rain fell on nday,."
    assert (reply.finish, reply.prompt_tokens, reply.reply_tokens) == ("stop", 7, 4)
    assert server.paths == ["/v1/completions"]
    assert server.bodies[0] == {
        "model": "big-8b",
        "prompt": "Reword.\nWire: It rained.\nReporter: On Monday,",
        "max_tokens": 96,
        "temperature": 0.5,
        "seed": 5,
        "stop": ["\n"],
    }
    assert "authorization" not in server.headers[0]


def test_token_ids_go_to_completions_as_they_are_and_chat_takes_none() -> None:
    request = Request(ids=(1, 2, 3))
    assert question(request, "m", chat=False)["prompt"] == [1, 2, 3]
    with pytest.raises(ModelRefused, match="no token ids"):
        question(request, "m", chat=True)


def test_chat_splits_instruction_and_source_and_takes_the_reply_as_it_stands() -> None:
    with model_server(chat) as server, open_model(options(server.url, api="chat")) as model:
        reply = model.complete([one(opening="On Monday,")])[0]
    assert (reply.text, reply.finish, reply.prompt_tokens) == ("Rain fell.", "length", 0)
    assert server.paths == ["/v1/chat/completions"]
    assert server.bodies[0]["messages"] == [
        {"role": "system", "content": "Reword."},
        {"role": "user", "content": "Wire: It rained.\nReporter:\nBegin with: On Monday,"},
    ]


def test_order_is_kept_and_no_more_than_parallel_run_at_once() -> None:
    running, most, guard = 0, 0, threading.Lock()

    def slow(body: dict[str, Any]) -> tuple[int, bytes]:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.03 if body["seed"] % 2 else 0.0)
        with guard:
            running -= 1
        return 200, json.dumps({"choices": [{"text": str(body["seed"]), "finish_reason": "stop"}]}).encode()

    with model_server(slow) as server, open_model(options(server.url, parallel=3)) as model:
        replies = model.complete([one(seed=seed) for seed in range(12)])
    assert [reply.text for reply in replies] == [str(seed) for seed in range(12)]
    assert 1 < most <= 3


def test_the_key_goes_into_the_header_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setenv("MY_KEY", KEY + "\n")
    shown = []
    with model_server(completion) as server, OpenAIModel(options(server.url, key_env="MY_KEY", attempts=2)) as model:
        for status in (400, 401, 403, 404, 422, 302):
            server.statuses = [status]
            with pytest.raises(ModelRefused) as caught:
                model.complete([one()])
            shown.append(str(caught.value))
        server.statuses = [500] * 4
        with pytest.raises(ModelUnreachable) as gone:
            model.complete([one()])
        shown += [str(gone.value), repr(model), repr(vars(model)), repr(vars(vars(model)["_exchange"]))]
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert KEY not in "".join(shown[:-1]) + caplog.text
    assert "MY_KEY: it is set" in shown[1]
    assert "“big-8b”" in shown[3]
    assert "a message with Bearer [key]" in shown[0]


def test_a_missing_key_is_named() -> None:
    with model_server(completion) as server, open_model(options(server.url)) as model:
        server.statuses = [401]
        with pytest.raises(ModelRefused, match="OPENAI_API_KEY: it is not set"):
            model.complete([one()])
    assert len(server.bodies) == 1, "a rejected key is not tried again"


@pytest.mark.parametrize("key", ["a\nb", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as caught:
        open_model(options("http://127.0.0.1:9"))
    assert key not in str(caught.value)


def test_a_busy_server_is_asked_again() -> None:
    with model_server(completion) as server, open_model(options(server.url)) as model:
        server.statuses = [429, 503]
        assert model.complete([one()])[0].text.startswith("rain fell")
    assert len(server.bodies) == 3


def test_a_server_that_is_not_there() -> None:
    with model_server(completion) as server:
        closed = server.url
    with open_model(options(closed)) as model, pytest.raises(ModelUnreachable, match="ConnectError"):
        model.complete([one()])


def test_a_slow_server_is_asked_once() -> None:
    with model_server(completion) as server, open_model(options(server.url, timeout_s=0.1)) as model:
        server.delay = 0.4
        with pytest.raises(ModelUnreachable, match=r"within 0\.1 seconds"):
            model.complete([one()])
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>", "not JSON"),
        (b'{"choices": []}', "without a choice"),
        (b"[1]", "without a choice"),
        (b'{"choices": [{"text": 5}]}', "without a choice"),
        (b'{"choices": [{"text": "a"}], "usage": {"prompt_tokens": "x"}}', "without a choice"),
        (b"null", "without a choice"),
    ],
)
def test_answers_of_another_shape_are_refused(content: bytes, message: str) -> None:
    with (
        model_server(lambda body: (200, content)) as server,
        open_model(options(server.url)) as model,
        pytest.raises(ModelRefused, match=message),
    ):
        model.complete([one()])


def test_settings_that_lack_or_misuse_the_address() -> None:
    with pytest.raises(SettingsError, match="base_url"):
        open_model(ModelOptions(engine="openai"))
    with pytest.raises(SettingsError, match="user name or password") as caught:
        open_model(options("http://me:pa55@localhost"))
    assert "pa55" not in str(caught.value)


def test_a_closed_model_says_so() -> None:
    model = OpenAIModel(options("http://127.0.0.1:9"))
    model.close()
    model.close()
    with pytest.raises(ModelError, match="is closed"):
        model.complete([one()])
