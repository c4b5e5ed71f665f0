"""A model that answers as it is told, and a small wire to write from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from newswright.models import Reply, Request
from newswright.records import Evidence, Passage, Story, WireItem


class Scripted:
    """A model that answers by what the request holds; a real object with the protocol's methods, not a mock."""

    name, parallel = "scripted", 1

    def __init__(self, answers: Mapping[str, str], otherwise: str = "Nonsense from nowhere.") -> None:
        self.answers = answers
        self.otherwise = otherwise
        self.requests: list[Request] = []

    @property
    def asked(self) -> int:
        return len(self.requests)

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        self.requests += requests
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Reply:
        text = next((answer for key, answer in self.answers.items() if key in request.own), self.otherwise)
        return Reply(text=text, finish="stop", prompt_tokens=1, reply_tokens=1)

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def item(source: str, hour: int, description: str, title: str | None = None, language: str = "en") -> WireItem:
    """Return a report of `source` at `hour` o'clock."""
    outlet = source.lower().replace(" ", "-")
    return WireItem.make(
        url=f"https://{outlet}.example/{hour}",
        source=source,
        outlet=f"{outlet}.example",
        title=f"Rope works burn, {source} reports" if title is None else title,
        description=description,
        published_at=datetime(2026, 3, 17, hour, tzinfo=UTC),
        language=language,
    )


def story(*items: WireItem) -> Story:
    """Return the story of `items`."""
    ids = tuple(one.id for one in items)
    outlets = tuple(dict.fromkeys(one.outlet for one in items))
    return Story(id="s1", slug="rope-works", items=ids, outlets=outlets, language="en")


def passage(text: str, source: str = "Sample Gazette", **more: str) -> Passage:
    """Return `text` as a passage of an item of its own."""
    return Passage.model_validate(
        {"item": "i1", "url": "", "source": source, "start": 0, "end": len(text), "text": text, **more}
    )


def evidence(text: str, source: str = "Sample Gazette") -> Evidence:
    """Return `text` as evidence."""
    return Evidence(item="i1", url="", source=source, text=text, start=0, end=len(text))
