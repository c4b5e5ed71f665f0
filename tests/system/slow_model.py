"""A model server that repeats the source, slowly: so that a test can stop a newsroom in the middle of its writing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.models.servers import model_server

NAME = "slow-echo"


class SlowModel:
    """Counts what it is asked, and says when a number of requests has been reached."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked = 0
        self._reached = threading.Event()
        self._wanted = 0
        self._guard = threading.Lock()
        self.url = ""

    @property
    def env(self) -> dict[str, str]:
        """Variables that make `newswright` use it."""
        return {
            "NEWSWRIGHT_MODEL__ENGINE": "openai",
            "NEWSWRIGHT_MODEL__NAME": NAME,
            "NEWSWRIGHT_MODEL__BASE_URL": f"{self.url}/v1",
        }

    def expect(self, more: int) -> threading.Event:
        """Return an event that is set when `more` further requests have come."""
        with self._guard:
            self._wanted, self._reached = self.asked + more, threading.Event()
            return self._reached

    def answer(self, body: dict[str, Any]) -> tuple[int, bytes]:
        with self._guard:
            self.asked += 1
            if self.asked == self._wanted:
                self._reached.set()
        time.sleep(self.seconds)
        lines = [line for line in body["prompt"].splitlines() if line.startswith(("Wire:", "Report:"))]
        text = " " + lines[-1].partition(": ")[2]
        return 200, json.dumps({"choices": [{"text": text, "finish_reason": "stop"}]}).encode()


@contextmanager
def slow_model(seconds: float) -> Iterator[SlowModel]:
    """Serve a model that takes `seconds` for each answer, of which it gives many at once."""
    model = SlowModel(seconds)
    with model_server(model.answer) as seen:
        model.url = seen.url
        yield model
