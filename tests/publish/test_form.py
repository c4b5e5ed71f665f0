from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newswright.publish import article_form, form_schema
from newswright.records import FORM
from tests.publish.conftest import Desk


@pytest.fixture
def schema() -> dict[str, Any]:
    schema = form_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


NEWER = {"headline_attempts", "dateline", "making"}
"""Keys that articles of before the writer kept them lack."""
NEWER_OF_SENTENCES = {"role", "form", "head", "attempts"}


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
def test_forms_are_valid_and_the_schema_names_every_key(
    kind: str, request: pytest.FixtureRequest, schema: dict[str, Any]
) -> None:
    for article in request.getfixturevalue(kind).articles:
        form = article_form(article)
        jsonschema.validate(form, schema, format_checker=jsonschema.FormatChecker())
        assert list(form) == list(schema["properties"])
        assert set(form) - set(schema["required"]) == NEWER
        assert form["making"] is None or list(form["making"]) == list(schema["$defs"]["making"]["properties"])
        for sentence in form["sentences"]:
            assert list(sentence) == list(schema["$defs"]["sentence"]["properties"])
            for name, key in (("check", "checks"), ("evidence", "evidence"), ("attempt", "attempts")):
                assert all(list(part) == list(schema["$defs"][name]["properties"]) for part in sentence[key])


def test_schema_is_of_the_version_that_articles_carry(schema: dict[str, Any]) -> None:
    assert schema["properties"]["form"]["const"] == FORM


@pytest.mark.parametrize(
    ("key", "value"), [("form", 2), ("status", "draft"), ("headline_origin", "editor"), ("sentences", [{"text": "x"}])]
)
def test_schema_finds_what_is_wrong(desk: Desk, schema: dict[str, Any], key: str, value: object) -> None:
    form = article_form(desk.articles[0]) | {key: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(form, schema)


def test_a_refusal_has_its_reason_and_no_sentence(desk: Desk, schema: dict[str, Any]) -> None:
    form = article_form(desk.articles[2])
    assert (form["status"], form["reason"], form["sentences"]) == ("refused", "one passage; three are needed", [])
    assert form["headline_origin"] is None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(form | {"reason": ""}, schema)


def test_evidence_can_be_found_in_the_item(desk: Desk) -> None:
    for article in desk.articles:
        for sentence in article_form(article)["sentences"]:
            for piece in sentence["evidence"]:
                assert desk.items[piece["item"]].text[piece["start"] : piece["end"]] == piece["text"]


def test_the_edition_has_the_same_form(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    listed = json.loads((tmp_path / "articles.json").read_text(encoding="utf-8"))
    assert listed == [article_form(article) for article in desk.articles]


@pytest.mark.parametrize("kind", ["desk", "kept"])
def test_an_older_form_is_valid_too(kind: str, request: pytest.FixtureRequest, schema: dict[str, Any]) -> None:
    for article in request.getfixturevalue(kind).articles:
        form = {key: value for key, value in article_form(article).items() if key not in NEWER}
        form["sentences"] = [
            {key: value for key, value in sentence.items() if key not in NEWER_OF_SENTENCES}
            for sentence in form["sentences"]
        ]
        jsonschema.validate(form, schema)


def test_what_the_writer_keeps_is_there(kept: Desk) -> None:
    form = article_form(kept.articles[0])
    assert form["dateline"] == "TARN QUAY, Corn."
    assert form["making"] == {
        "format": "explainer",
        "length": "120",
        "angle": "travellers",
        "mode": "sentences",
        "asked": "lessons in plain",
        "seed": 7,
        "model": "sample-135m",
        "adapter": "writer.gguf",
    }
    lede, short = form["sentences"][:2]
    assert (lede["role"], lede["form"], lede["head"]) == ("report", "", "What happened")
    assert (short["form"], short["head"]) == ("short", "")
    assert lede["attempts"][1] == {
        "text": "A cracked ramp has halted the ferry.",
        "verdict": "supported",
        "lost": "",
        "used": True,
        "ask": "shorten",
        "seed": 9,
        "temperature": 0.5,
        "tokens": {"prompt": 60, "reply": 12},
    }
    assert [attempt["verdict"] for attempt in lede["attempts"]] == ["not found", "supported", "supported"]
    assert [attempt["used"] for attempt in form["headline_attempts"]] == [False, True]


def test_an_article_of_before_it_was_kept_has_no_making(desk: Desk) -> None:
    form = article_form(desk.articles[0])
    assert (form["making"], form["dateline"], form["sentences"][0]["attempts"]) == (None, "", [])


@pytest.mark.parametrize(
    ("key", "value"), [("form", "sung"), ("head", None), ("attempts", [{"text": "x"}]), ("role", 1)]
)
def test_schema_finds_what_is_wrong_in_a_sentence(kept: Desk, schema: dict[str, Any], key: str, value: object) -> None:
    form = article_form(kept.articles[0])
    form["sentences"][0][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(form, schema)
