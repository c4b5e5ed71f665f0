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


@pytest.mark.parametrize("kind", ["desk", "hostile"])
def test_forms_are_valid_and_the_schema_names_every_key(
    kind: str, request: pytest.FixtureRequest, schema: dict[str, Any]
) -> None:
    for article in request.getfixturevalue(kind).articles:
        form = article_form(article)
        jsonschema.validate(form, schema, format_checker=jsonschema.FormatChecker())
        assert list(form) == list(schema["properties"]) == schema["required"]
        for sentence in form["sentences"]:
            assert list(sentence) == list(schema["$defs"]["sentence"]["properties"])
            for name in ("check", "evidence"):
                key = "checks" if name == "check" else name
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
