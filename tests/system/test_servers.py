"""The flow with model servers that fail: what can be written is, nothing is written twice, and the reader is told."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.models.faulty import FaultyServer, faulty_server
from tests.system.command import CommandLine, rows_in

pytestmark = pytest.mark.slow
SAMPLE = "demo-newsroom"
RUN = ("run", "--sample", SAMPLE)
STORIES = 18


def asking(*servers: FaultyServer, **settings: str) -> dict[str, str]:
    """Return variables that make `newswright` ask `servers`; the reader of sentences, which takes time, is left out."""
    first, *others = (server.url for server in servers)
    chosen = {"engine": "openai", "name": "m", "base_url": first, "servers": json.dumps(others), **settings}
    table = {f"NEWSWRIGHT_MODEL__{key.upper()}": value for key, value in chosen.items()}
    return table | {"NEWSWRIGHT_VERIFY__READER__ENGINE": "none"}


def in_sample(line: CommandLine) -> CommandLine:
    return CommandLine(line.here / SAMPLE)


def stored(line: CommandLine) -> dict[str, str]:
    """Return all articles in the archive by their stories, of which none may have two."""
    rows = rows_in(line.here / SAMPLE / "archive.db", "SELECT story, record FROM articles")
    assert max(Counter(story for story, _ in rows).values()) == 1
    return dict(rows)


def articles(line: CommandLine) -> list[dict[str, Any]]:
    """Return what the archive says of its articles, without the times at which they were written."""
    found: list[dict[str, Any]] = in_sample(line).json("articles")
    return [article | {"written_at": ""} for article in found]


def test_a_server_that_dies_amid_a_run_is_taken_over_and_the_articles_are_the_same(line: CommandLine) -> None:
    undisturbed = CommandLine(line.here / "undisturbed")
    undisturbed.here.mkdir()
    with faulty_server() as first, faulty_server() as second:
        undisturbed.ok(*RUN, **asking(second))
        whole = len(second.bodies)
        first.dies_at = whole // 4
        ended = line.ok(*RUN, **asking(first, second))
        assert first.dead.is_set()
    assert len(second.bodies) - whole > whole // 4
    assert "not written" not in ended.said
    assert len(stored(line)) == STORIES
    assert articles(line) == articles(undisturbed)


def test_a_story_that_the_model_refuses_waits_for_the_next_run(line: CommandLine) -> None:
    with faulty_server(always="400") as server:
        server.only = "Crumb & Tiller"
        ended = line.ok(*RUN, **asking(server))
        before, asked = stored(line), len(server.bodies)
        (missing,) = {story["id"] for story in in_sample(line).json("stories")} - before.keys()
        said = " ".join(ended.err.split())
        assert f"Story {missing} is not written, the next run tries again: The model server {server.url}" in said
        assert "refuses the request (status 400)" in said
        assert (line.here / SAMPLE / "site/index.html").is_file()

        assert in_sample(line)("write", missing, **asking(server)).code == 44, "it is all that was wanted"
        assert stored(line) == before

        server.only = "nobody asks this"
        report = line.ok(*RUN, "--json", **asking(server)).json
        assert report["unwritten"] == {}
        after = stored(line)
        assert {story: body for story, body in after.items() if story != missing} == before
        assert len(after) == STORIES
        assert len(server.bodies) - asked < asked // 4

        asked = len(server.bodies)
        line.ok(*RUN, **asking(server))
        assert len(server.bodies) == asked


def test_a_server_that_is_gone_ends_the_run_and_the_next_one_goes_on(line: CommandLine) -> None:
    with faulty_server() as first, faulty_server() as second:
        first.dies_at = 200
        ended = line(*RUN, **asking(first, attempts="1"))
        assert ended.code == 42, ended.said
        assert first.url in ended.err
        assert "Traceback" not in ended.err
        before = stored(line)
        assert 0 < len(before) < STORIES
        line.ok(*RUN, **asking(second))
    after = stored(line)
    assert len(after) == STORIES
    assert {story: after[story] for story in before} == before


def test_what_is_answered_too_late_is_written_once(line: CommandLine) -> None:
    with faulty_server("late") as server:
        server.seconds = 3.0
        late = line.ok(*RUN, "--json", **asking(server, timeout_s="2")).json
        (reason,) = late["unwritten"].values()
        assert "did not answer within 2 seconds" in reason
        before = stored(line)
        assert len(before) == STORIES - 1
        again = line.ok(*RUN, "--json", **asking(server, timeout_s="2")).json
    assert again["unwritten"] == {}
    after = stored(line)
    assert len(after) == STORIES
    assert {story: after[story] for story in before} == before


def test_a_chat_server_drafts_the_whole_article(line: CommandLine) -> None:
    with faulty_server() as server:
        server.script = draft
        line.ok(*RUN, **asking(server, api="chat"))
    published = [article for article in articles(line) if article["status"] == "published"]
    assert len(published) > STORIES // 2
    assert {article["making"]["mode"] for article in published} == {"article"}
    assert any(body.get("stream") for body in server.bodies)


def draft(body: dict[str, Any]) -> str:
    """Return every passage as a line that cites it: words of the sources, which is what the flow is left with."""
    asked = body["messages"][-1]["content"]
    passages = [line for line in asked.splitlines() if line.startswith("[")]
    lines = [f"{passage.partition(': ')[2]} {passage.partition(']')[0]}]" for passage in passages]
    return "\n".join(["What happened in Ostermere", *lines])
