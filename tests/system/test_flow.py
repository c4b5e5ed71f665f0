"""The whole flow on the sample wire, with the stand-in model: what a first reader sees, held against itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newswright.publish.form import form_schema
from tests.publish.page import Page
from tests.system.command import CommandLine, Ended, tree

NINJS = Path(__file__).parents[3] / "shared" / "data" / "ninjs" / "ninjs-schema_3.1.json"


@pytest.fixture(scope="module")
def ran(first_run: tuple[Path, Ended]) -> Ended:
    return first_run[1]


@pytest.fixture(scope="module")
def line(sample_copy: Path) -> CommandLine:
    """Only commands that read."""
    return CommandLine(sample_copy)


@pytest.fixture(scope="module")
def articles(line: CommandLine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = line.json("articles")
    return found


@pytest.fixture(scope="module")
def published(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [article for article in articles if article["status"] == "published"]
    assert len(found) > 10
    return found


@pytest.fixture(scope="module")
def items(line: CommandLine) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in line.json("items")}


def test_articles_have_the_form_that_the_schema_gives(articles: list[dict[str, Any]]) -> None:
    schema = form_schema()
    for article in articles:
        jsonschema.validate(article, schema, jsonschema.Draft202012Validator)


def test_the_edition_carries_the_same_articles(line: CommandLine, articles: list[dict[str, Any]]) -> None:
    assert json.loads((line.here / "site/articles.json").read_text("utf-8")) == articles


def test_every_passage_stands_in_its_item(published: list[dict[str, Any]], items: dict[str, dict[str, Any]]) -> None:
    pieces = [
        piece
        for article in published
        for part in [article["headline_evidence"], *(sentence["evidence"] for sentence in article["sentences"])]
        for piece in part
    ]
    assert len(pieces) > 50
    for piece in pieces:
        item = items[piece["item"]]
        assert item["text"][piece["start"] : piece["end"]] == piece["text"]
        assert (piece["url"], piece["source"]) == (item["url"], item["source"])


def test_every_sentence_has_evidence_and_was_found_supported(published: list[dict[str, Any]]) -> None:
    sentences = [sentence for article in published for sentence in article["sentences"]]
    assert {sentence["verdict"] for sentence in sentences} == {"supported"}
    assert all(sentence["evidence"] and sentence["checks"] for sentence in sentences)
    assert {article["headline_verdict"] for article in published} == {"supported"}


def test_every_item_is_spiked_or_in_one_story(line: CommandLine, items: dict[str, dict[str, Any]]) -> None:
    spiked = [spike["item"] for spike in line.json("spikes")]
    told = [item for story in line.json("stories") for item in story["items"]]
    assert sorted([*spiked, *told]) == sorted(items)


def test_every_story_has_one_article(line: CommandLine, articles: list[dict[str, Any]]) -> None:
    assert [article["story"] for article in articles] == [story["id"] for story in line.json("stories")]


def figures(ended: Ended) -> dict[str, str]:
    """Return the fields that `run` prints at its end."""
    names = "Items|Stories|Sentences|Model|Open"
    return dict(re.findall(rf"^({names}) +(.*?) *$", ended.out, re.MULTILINE))


def test_the_figures_at_the_end_are_right(
    ran: Ended, line: CommandLine, articles: list[dict[str, Any]], items: dict[str, dict[str, Any]]
) -> None:
    shown = figures(ran)
    rules = Counter(spike["rule"] for spike in line.json("spikes"))
    status = Counter(article["status"] for article in articles)
    origins = Counter(sentence["origin"] for article in articles for sentence in article["sentences"])
    total = origins.total()
    listed = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items(), key=lambda pair: -pair[1]))
    assert sorted(shown.pop("Items").rstrip(")").split("(")[1].split(", ")) == sorted(listed.split(", "))
    assert figures(ran)["Items"].startswith(f"{len(items)}, of which {rules.total()} spiked (")
    assert shown.pop("Stories") == f"{len(articles)}: {status['published']} published, {status['refused']} refused"
    assert shown.pop("Sentences") == (
        f"{total}: {origins['model']} in the model's own words ({origins['model'] / total:.0%}),"
        f" {origins['source']} quoted"
    )
    assert shown == {"Model": "echo", "Open": "demo-newsroom/site/index.html"}


def test_the_lead_is_shown_with_its_evidence(ran: Ended, published: list[dict[str, Any]]) -> None:
    lead = max(published, key=lambda a: len({p["source"] for s in a["sentences"] for p in s["evidence"]}))
    told = " ".join(re.sub("[│╭╮╰╯─]", " ", ran.out).split())
    assert lead["headline"] in told
    for sentence in lead["sentences"]:
        assert sentence["text"] in told
        assert all(piece["text"] in told for piece in sentence["evidence"])


def test_the_site_is_whole(line: CommandLine, published: list[dict[str, Any]]) -> None:
    site = line.here / "site"
    front = Page.read(site / "index.html")
    linked = {link["href"] for link in front.links if link.get("href", "").startswith("articles/")}
    stems = {path.name.removesuffix(".html") for path in site.glob("articles/*.html")}
    assert linked == {f"articles/{stem}.html" for stem in stems}
    assert len(stems) == len(published)
    for article in published:
        (page,) = site.glob(f"articles/*{article['id']}.html")
        assert Page.read(page).words("h1") == article["headline"]
        markdown = page.with_suffix(".md").read_text("utf-8")
        assert article["headline"] in markdown
        wire = json.loads(page.with_suffix(".ninjs.json").read_text("utf-8"))
        assert wire["headlines"][0]["value"] == article["headline"]


@pytest.mark.skipif(not NINJS.exists(), reason=f"{NINJS} is not here")
def test_ninjs_has_the_form_that_iptc_gives(line: CommandLine) -> None:
    schema = json.loads(NINJS.read_text("utf-8"))
    wires = list((line.here / "site").glob("articles/*.ninjs.json"))
    assert wires
    for wire in wires:
        jsonschema.validate(json.loads(wire.read_text("utf-8")), schema)


def test_a_second_run_writes_nothing_again(sample: CommandLine, ran: Ended) -> None:
    before, written = tree(sample.here), sample.json("articles")
    again = sample.ok("run")
    assert sample.json("articles") == written, "with the times of the first run"
    shown, first = figures(again), figures(ran)
    assert {**shown, "Open": ""} == {**first, "Open": ""}
    after = tree(sample.here)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name] and not name.startswith("archive.db")}
    # The front page has the minute of the edition in it.
    assert changed <= {"site/index.html"}


def test_a_second_run_asks_the_model_nothing(sample: CommandLine) -> None:
    """An address where nobody answers is no hindrance where nothing is to be written."""
    sample.ok("run")
    env = {"NEWSWRIGHT_MODEL__ENGINE": "openai", "NEWSWRIGHT_MODEL__BASE_URL": "http://127.0.0.1:9/v1"}
    assert sample.ok("run", NEWSWRIGHT_MODEL__NAME="echo", **env).code == 0
