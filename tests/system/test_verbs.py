"""Each verb by itself, as a process: what it prints, what it stores, and that programs get JSON and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.conftest import KEY, Service, page, row
from tests.system.command import CommandLine, Ended

FERRY = [
    row(
        1,
        title="Ferry returns to Ostermere after storm",
        description="The ferry between Wexley and Ostermere sailed again on Tuesday after a storm kept it in port for"
        " three days. About 400 passengers had waited on the quay, the harbour office said. The crossing takes 50"
        " minutes and costs 12 pounds.",
    ),
    row(
        2,
        title="Storm-bound ferry sails again from Wexley",
        description="A storm kept the ferry between Wexley and Ostermere in port for three days before it sailed again"
        " on Tuesday. The harbour office counted about 400 passengers on the quay. Two sailings were added for the"
        " evening.",
        source="Wexley Courier",
        url="https://courier.example/ferry",
        published_at="2026-03-17T09:00:00+00:00",
    ),
]
"""Two outlets on one event, in the service's form."""


def saved(folder: Path, rows: list[dict[str, Any]] | None = None, name: str = "response.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"pagination": {}, "data": FERRY if rows is None else rows}), encoding="utf-8")
    return path


def shown(ended: Ended) -> dict[str, str]:
    """Return the names and values that a command printed below each other."""
    pairs = (line.split(maxsplit=1) for line in ended.out.splitlines() if line.strip())
    return {name: value.strip() for name, value in pairs}


def test_init_makes_a_newsroom(line: CommandLine) -> None:
    ended = line.ok("init", "harbour-desk")
    assert "harbour-desk is a newsroom" in ended.out
    assert 'title = "Harbour Desk"' in (line.here / "harbour-desk/newsroom.toml").read_text("utf-8")
    assert line.ok("items", "--newsroom", "harbour-desk", "--json").json == []


def test_init_keeps_the_title_to_the_letter(line: CommandLine) -> None:
    title = 'The "Quay" \\ Packet – Söndag'
    line.ok("init", "desk", "--title", title)
    line.ok("publish", "-n", "desk")
    assert "The &#34;Quay&#34; \\ Packet – Söndag" in (line.here / "desk/site/index.html").read_text("utf-8")


def test_init_leaves_a_newsroom_as_it_is(room: CommandLine) -> None:
    ended = room("init", ".")
    assert ended.code == 11
    assert "is a newsroom already" in ended.err


def test_ingest_file_says_what_is_new_known_and_bad(room: CommandLine) -> None:
    path = saved(room.here, [*FERRY, {"title": "", "description": None}])
    assert shown(room.ok("ingest", "file", path)) == {
        "New": "2",
        "Known": "0",
        "Bad": "rows  1 (newswright items --bad lists them)",
    }
    assert shown(room.ok("ingest", "file", path))["Known"] == "2"
    (bad,) = room.ok("items", "--bad", "--json").json
    assert (bad["where"], bad["snapshot"]) == ("data[2]", room.json("items")[0]["snapshot"])
    assert "data[2]" in room.ok("items", "--bad").out


def test_ingest_several_files_keeps_what_came_before_a_broken_one(room: CommandLine) -> None:
    broken = room.here / "broken.json"
    broken.write_text('{"data": [', encoding="utf-8")
    assert room("ingest", "file", saved(room.here), broken).code == 25
    assert len(room.json("items")) == 2


def test_ingest_sample(room: CommandLine) -> None:
    assert shown(room.ok("ingest", "sample")) == {"New": "48", "Known": "0"}
    assert shown(room.ok("ingest", "sample", "demo-newsroom")) == {"New": "0", "Known": "48"}


@pytest.fixture
def wire(room: CommandLine, service: Service) -> CommandLine:
    """A newsroom whose wire is a service on loopback."""
    env = {
        "MEDIASTACK_KEY": KEY,
        "NEWSWRIGHT_INGEST__MEDIASTACK__BASE_URL": service.url,
        "NEWSWRIGHT_INGEST__MEDIASTACK__MIN_INTERVAL_S": "0",
        "NEWSWRIGHT_INGEST__MEDIASTACK__BACKOFF_S": "0",
    }
    return CommandLine(room.here, env)


def test_ingest_mediastack_asks_page_by_page(wire: CommandLine, service: Service) -> None:
    service.answers += [page(0, 100, total=130), page(100, 30, total=130)]
    ended = wire.ok("ingest", "mediastack", "--keywords", "ferry -cruise", "--countries", "gb,-us", "--max", "300")
    assert shown(ended) == {"New": "130", "Known": "0", "Requests": "2"}
    first, second = service.asked
    assert first["access_key"] == second["access_key"] == KEY
    assert (first["keywords"], first["countries"], first["limit"]) == ("ferry -cruise", "gb,-us", "100")
    assert (first["offset"], second["offset"]) == ("0", "100")
    assert len(wire.json("items")) == 130


def test_ingest_mediastack_stops_at_what_it_knows(wire: CommandLine, service: Service) -> None:
    service.answers += [page(0, 100, total=500) for _ in range(2)]
    wire.ok("ingest", "mediastack")
    again = shown(wire.ok("ingest", "mediastack", "--max", "500"))
    assert again == {"New": "0", "Known": "100", "Requests": "1"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A newsroom with one story that two outlets tell, taken step by step to the edition."""
    line = CommandLine(tmp_path_factory.mktemp("desk"))
    line.ok("init", ".")
    line.ok("ingest", "file", saved(line.here))
    counts = line.ok("curate", "--json").json
    assert (counts["items"], counts["spikes"], counts["stories"]) == (2, {}, 1)
    written = line.ok("write")
    assert "published" in written.out
    line.ok("verify")
    line.ok("publish")
    return line


def test_step_by_step_comes_to_the_same_as_run(desk: CommandLine) -> None:
    articles = desk.json("articles")
    assert [article["status"] for article in articles] == ["published"]
    desk.ok("run")
    assert desk.json("articles") == articles


def test_items_lists_and_shows(desk: CommandLine) -> None:
    first, second = desk.json("items")
    assert (first["source"], second["source"]) == ("Ostermere Gazette", "Wexley Courier")
    every, one, as_json = desk.ok_each(("items",), ("items", first["id"][:8]), ("items", first["id"], "--json"))
    assert all(item["title"] in every.out for item in (first, second))
    assert first["text"][-40:] in " ".join(one.out.split())
    assert as_json.json == [first]


def test_stories_lists_and_shows(desk: CommandLine) -> None:
    (story,) = desk.json("stories")
    assert story["outlets"] == ["gazette.example", "courier.example"]
    name = story["id"]
    every, one, as_json = desk.ok_each(("stories",), ("stories", name), ("stories", name, "--json"))
    assert name in every.out
    assert "Wexley Courier" in one.out
    assert as_json.json == [story]


def test_articles_lists_and_shows(desk: CommandLine) -> None:
    (article,) = desk.json("articles")
    name = article["id"]
    every, one, *as_json = desk.ok_each(
        ("articles",),
        ("articles", "show", name),
        ("articles", "show", name, "--json"),
        ("articles", "show", article["story"][:6], "--json"),
        ("articles", "-n", desk.here, "show", name, "--json"),
        ("articles", "show", "-n", desk.here, name, "--json"),
    )
    assert name in every.out
    whole = " ".join(one.out.replace("│", " ").split())
    assert all(sentence["text"] in whole for sentence in article["sentences"])
    assert "https://courier.example/ferry" in whole
    assert all(ended.json == article for ended in as_json)


def test_spikes_gives_rule_and_reason(sample: CommandLine) -> None:
    spikes = sample.json("spikes")
    assert {"spam", "recrawl", "near-copy"} <= {spike["rule"] for spike in spikes}
    assert all(spike["detail"] for spike in spikes)
    told = sample.ok("spikes").out
    assert all(spike["item"] in told for spike in spikes)


def test_verify_says_that_all_holds(desk: CommandLine) -> None:
    (check,) = desk.json("verify")
    assert check["faults"] == []
    assert check["sentences"] == len(desk.json("articles")[0]["sentences"])
    assert "holds" in desk.ok("verify", check["article"]).out


def test_write_again_writes_again(desk: CommandLine) -> None:
    (before,) = desk.json("articles")
    desk.ok("write")
    assert desk.json("articles") == [before]
    desk.ok("write", before["story"], "--again")
    (after,) = desk.json("articles")
    assert {**after, "written_at": ""} == {**before, "written_at": ""}


def test_publish_says_what_it_wrote(desk: CommandLine) -> None:
    told = shown(desk.ok("publish"))
    assert told["Published"] == "1 articles, 0 refused, 5 files"
    assert (desk.here / told["Open"]).is_file()


def test_run_prints_its_report_as_json(desk: CommandLine) -> None:
    report = desk.json("run")
    assert (report["items"], report["published"], report["refused"], report["model"]) == (2, 1, 0, "echo")
    assert all((desk.here / file).is_file() for file in report["edition"]["files"])


def test_models_lists_what_is_here(line: CommandLine) -> None:
    models = {model["name"]: model for model in line.json("models")}
    assert models["smollm2-135m-instruct"]["path"] is None, "the cache folder of the tests is empty"
    assert models["smollm2-135m-instruct"]["licence"] == "Apache-2.0"
    assert "echo" in line.ok("models").out


def test_an_empty_newsroom_lists_nothing(room: CommandLine) -> None:
    verbs = ("items", "stories", "spikes", "articles", "verify")
    for told, as_json in zip(
        room.ok_each(*((v,) for v in verbs)), room.ok_each(*((v, "--json") for v in verbs)), strict=True
    ):
        assert as_json.json == []
        assert told.out.strip().endswith(": none")


def test_write_and_publish_in_an_empty_newsroom(room: CommandLine) -> None:
    room.ok("curate")
    room.ok("write")
    assert shown(room.ok("publish"))["Published"] == "0 articles, 0 refused, 2 files"


def test_a_stranger_s_text_moves_no_terminal(room: CommandLine) -> None:
    rows = [
        row(
            1,
            title="Quay \x1b[2J\x9b31m[red]closes[/red] for [bold]repairs",
            description="\x1b]0;taken\x07 It is shut.",
        )
    ]
    room.ok("ingest", "file", saved(room.here, rows))
    room.ok("run")
    for ended in room.ok_each(("items",), ("items", "--json"), ("articles",), ("stories",)):
        assert not {"\x1b", "\x9b", "\x07"} & set(ended.said)
    assert "[red]closes[/red] for [bold]repairs" in room.ok("items").out


def test_a_terminal_without_unicode_gets_the_rest(desk: CommandLine) -> None:
    (article,) = desk.json("articles")
    ended = desk.ok("articles", "show", article["id"], PYTHONIOENCODING="ascii")
    assert "harbour office" in ended.out
    assert desk.ok("articles", "--json", PYTHONIOENCODING="ascii").json == [article], "JSON is UTF-8 everywhere"


def test_the_newsroom_can_stand_in_the_environment(desk: CommandLine, line: CommandLine) -> None:
    assert len(line.ok("items", "--json", NEWSWRIGHT_NEWSROOM=str(desk.here)).json) == 2
