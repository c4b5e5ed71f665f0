"""A whole article drafted at once: lines become checked sentences with what they cite; what does not hold is mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import pytest

from newswright.models import ModelOptions, Reply, Request, open_model
from newswright.records import Article, Evidence, Origin, Status, Story, Verdict, WireItem
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions, brief, write
from tests.models.faulty import faulty_server

FIRST = WireItem.make(
    url="https://gazette.example/1",
    source="Sample Gazette",
    outlet="gazette.example",
    title="Rope works burn on Tarn Quay",
    description="A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp. "
    "“We could not save it,” said station manager Graham Ottery.",
    published_at=datetime(2026, 3, 17, 6, tzinfo=UTC),
    language="en",
)
SECOND = WireItem.make(
    url="https://radio.example/1",
    source="Valley Radio",
    outlet="radio.example",
    title="Flats cleared beside burning rope works",
    description="The council moved 37 people from flats beside the burning rope works to a school in Hexcombe.",
    published_at=datetime(2026, 3, 17, 8, tzinfo=UTC),
    language="en",
)
STORY = Story(
    id="s1",
    slug="rope-works",
    items=(FIRST.id, SECOND.id),
    outlets=("gazette.example", "radio.example"),
    language="en",
)
OPTIONS = WriteOptions(mode="article")
FACTS = VerifyOptions(skip=("wording", "relations", "stance"))


class Drafter:
    """A model with one draft, and one answer for whatever it is asked again; it streams where `pieces` says so."""

    name, parallel = "drafter", 1

    def __init__(self, draft: str, again: str = "") -> None:
        self.draft, self.again = draft, again
        self.asked: list[Request] = []

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        self.asked += requests
        return [self._reply(request) for request in requests]

    def _reply(self, request: Request) -> Reply:
        if "Write about" in request.own:
            text = self.draft
        elif "The sentence again" in request.own:
            text = self.again
        else:
            text = "Nothing of use"
        return Reply(text=text, finish="stop", prompt_tokens=9, reply_tokens=7)

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Streamer(Drafter):
    """The same, three characters at a time."""

    def stream(self, request: Request) -> Iterator[str]:
        text = self._reply(request).text
        yield from (text[at : at + 3] for at in range(0, len(text), 3))


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    return check_sentence(sentence, evidence, FACTS)


def written(model: Drafter, options: WriteOptions = OPTIONS) -> Article:
    return write(STORY, brief(STORY, [FIRST, SECOND], options), model, check, options)


DRAFT = """Fire destroys rope works on Tarn Quay
The rope works on Tarn Quay was destroyed by fire on Tuesday, and 37 people had to leave their flats. [1][3]
Station manager Graham Ottery said: “We could not save it.” [{ottery}]
"""


def numbered(draft: str) -> str:
    chosen = brief(STORY, [FIRST, SECOND], OPTIONS).passages
    places = {
        "works": next(n for n, p in enumerate(chosen, 1) if "spark" in p.text),
        "ottery": next(n for n, p in enumerate(chosen, 1) if "Ottery" in p.text),
        "flats": next(n for n, p in enumerate(chosen, 1) if "37" in p.text),
    }
    return draft.replace("[1][3]", f"[{places['works']}][{places['flats']}]").format(**places)


def test_a_sentence_may_rest_on_two_passages_and_the_headline_comes_with_the_draft() -> None:
    copy = written(Drafter(numbered(DRAFT)))
    assert copy.status is Status.PUBLISHED
    assert copy.headline == "Fire destroys rope works on Tarn Quay"
    first, second = copy.sentences
    assert {piece.source for piece in first.evidence} == {"Sample Gazette", "Valley Radio"}
    assert first.together
    assert first.origin is second.origin is Origin.MODEL
    assert "“We could not save it" in second.text
    assert copy.making is not None
    assert copy.making.mode == "article"


def test_a_stream_gives_the_same_article() -> None:
    whole, piecewise = written(Drafter(numbered(DRAFT))), written(Streamer(numbered(DRAFT)))
    assert [s.text for s in piecewise.sentences] == [s.text for s in whole.sentences]
    assert piecewise.headline == whole.headline


def test_a_line_that_does_not_hold_is_asked_for_again_with_the_reason() -> None:
    draft = numbered(DRAFT).replace("37 people", "73 people")
    mended = "Fire destroyed the Tarn Quay rope works on Tuesday and 37 people left nearby flats."
    model = Drafter(draft, mended)
    copy = written(model)
    assert mended.rstrip(".") in copy.sentences[0].text
    assert [attempt.used for attempt in copy.sentences[0].attempts] == [False, True]
    asked = next(request for request in model.asked if "The sentence again" in request.own)
    assert "73 people" in asked.own


def test_a_line_that_cannot_be_mended_gives_way_to_its_passage() -> None:
    copy = written(Drafter(numbered(DRAFT).replace("37 people", "73 people"), "73 people died."))
    assert copy.sentences[0].origin is Origin.SOURCE
    assert "73" not in " ".join(sentence.text for sentence in copy.sentences)


def test_an_invented_citation_or_quotation_is_not_printed() -> None:
    draft = "A headline of four words\nThe mayor resigned over the fire. [99]\nOttery said: “The mayor must go.” [1]\n"
    copy = written(Drafter(draft, "“The mayor must go,” Ottery said."))
    text = copy.model_dump_json(include={"sentences": {"__all__": {"text"}}})
    assert "mayor" not in text


def test_a_draft_of_nothing_is_a_refusal_with_its_reason() -> None:
    copy = written(Drafter(""))
    assert copy.status is Status.REFUSED
    assert "passed the checks" in copy.reason


@pytest.mark.parametrize("fault", ["well", "cut off", "500", "garbage"])
def test_a_server_that_converses_is_asked_for_the_article_at_once_and_again_where_its_stream_fails(fault: str) -> None:
    with faulty_server(fault) as server:
        server.script = lambda body: numbered(DRAFT) if "Write about" in body["messages"][-1]["content"] else "Nothing"
        options = ModelOptions(engine="openai", name="big", base_url=server.url, api="chat")
        with open_model(options) as model:
            chosen = WriteOptions()
            copy = write(STORY, brief(STORY, [FIRST, SECOND], chosen), model, check, chosen)
    drafts = [body for body in server.bodies if "Write about" in body["messages"][-1]["content"]]
    assert [body.get("stream", False) for body in drafts] == ([True] if fault == "well" else [True, False])
    assert drafts[0]["messages"][0]["content"].startswith("You are a reporter at a news agency.")
    assert "[2] " in drafts[0]["messages"][1]["content"]
    assert copy.making is not None
    assert copy.making.mode == "article"
    assert [s.text for s in copy.sentences] == [s.text for s in written(Drafter(numbered(DRAFT))).sentences]
    assert copy.headline == "Fire destroys rope works on Tarn Quay"


def test_a_server_that_completes_is_asked_sentence_by_sentence() -> None:
    with faulty_server() as server, open_model(ModelOptions(engine="openai", base_url=server.url)) as model:
        chosen = WriteOptions()
        copy = write(STORY, brief(STORY, [FIRST, SECOND], chosen), model, check, chosen)
    assert copy.making is not None
    assert copy.making.mode == "sentences"
    assert not any("Write about" in body["prompt"] for body in server.bodies)
