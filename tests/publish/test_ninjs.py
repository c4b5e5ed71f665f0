from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newswright.publish import PublishOptions
from tests.publish.conftest import HOSTILE, Desk
from tests.publish.page import Page

SCHEMA = Path(__file__).parents[3] / "shared/data/ninjs/ninjs-schema_3.1.json"


def published(desk: Desk, folder: Path) -> dict[str, dict[str, Any]]:
    desk.publish(folder)
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("articles/*.ninjs.json")}


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
@pytest.mark.parametrize("base_url", ["", "https://news.example/today"])
def test_items_are_valid_ninjs(kind: str, base_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not SCHEMA.is_file():
        pytest.skip(f"IPTC's schema is not at {SCHEMA}")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    desk: Desk = request.getfixturevalue(kind)
    desk.options = PublishOptions(base_url=base_url)
    items = published(desk, tmp_path)
    assert items
    for item in items.values():
        jsonschema.Draft202012Validator(schema).validate(item)
        assert item["standard"]["schema"] == schema["$id"]


def test_item_says_what_it_is_and_what_it_rests_on(desk: Desk, tmp_path: Path) -> None:
    fire = next(item for name, item in published(desk, tmp_path).items() if name.startswith("fire-"))
    assert fire["digitalSourceType"]["uri"].endswith("/digitalsourcetype/trainedAlgorithmicMedia")
    assert [(source["name"], source["uri"]) for source in fire["infoSources"]] == [
        ("Sample Gazette", "https://gazette.example/1"),
        ("Sample Harbour Radio", "https://radio.example/2?a=1&b=2"),
    ]
    assert fire["headlines"][0]["value"] == "Rope works burns"
    assert "Licensed to sample customers" in fire["usageTerms"]
    plain, html = fire["bodies"]
    assert plain["value"].split("\n\n")[0] == "Fire has destroyed a rope works."
    assert plain["wordCount"] == len(plain["value"].split())
    assert [span["class"] for span in Page(html["value"]).all("span")] == ["model", "source", "model", "model"]


def test_item_has_the_dateline_the_subheads_and_how_words_are_set(kept: Desk, tmp_path: Path) -> None:
    (item,) = published(kept, tmp_path).values()
    plain, html = item["bodies"]
    assert item["located"] == "TARN QUAY, Corn."
    assert plain["value"].startswith("What happened\n\nTARN QUAY, Corn. — A cracked ramp")
    assert item["descriptions"][0]["value"].startswith("A cracked ramp")  # the lede alone
    page = Page(html["value"])
    assert page.words("h2") == "What happenedWhat is saidWhat is not known"
    assert page.words("p").startswith("TARN QUAY, Corn. — A cracked ramp")
    spans = page.all("span")
    assert [span["class"] for span in spans] == ["dateline", "model", *["source"] * 5]
    assert [span.get("data-form") for span in spans[1:]] == [None, "short", "speech", "whole", "short", "part"]


def test_an_article_without_a_dateline_names_no_place(desk: Desk, tmp_path: Path) -> None:
    for item in published(desk, tmp_path).values():
        assert "located" not in item
        assert "<h2>" not in item["bodies"][1]["value"]
        assert "dateline" not in item["bodies"][1]["value"]


def test_uri_lasts_and_is_the_address_where_there_is_one(desk: Desk, tmp_path: Path) -> None:
    first, again = published(desk, tmp_path / "a"), published(desk, tmp_path / "b")
    assert [item["uri"] for item in first.values()] == [item["uri"] for item in again.values()]
    assert len({item["uri"] for item in first.values()}) == 2
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item["uri"]) for item in first.values())
    desk.options = PublishOptions(base_url="https://news.example/")
    for name, item in published(desk, tmp_path / "c").items():
        assert item["uri"] == f"https://news.example/articles/{name.removesuffix('.ninjs.json')}.html"


def test_hostile_text_stays_text(hostile: Desk, tmp_path: Path) -> None:
    (item,) = published(hostile, tmp_path).values()
    page = Page(item["bodies"][1]["value"])
    assert {tag for tag, _ in page.tags} == {"h2", "p", "span"}
    assert HOSTILE in page.words("p")
    assert all("uri" not in source for source in item["infoSources"])
