"""What lessons get from the rest of the house: the verify stage's word, the archive's articles, the settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from newswright import teaching
from newswright.errors import TemplateInvalid
from newswright.instruct.options import InstructOptions
from newswright.models import ModelOptions, open_model
from newswright.newsroom import Newsroom
from newswright.verify import VerifyOptions
from tests.instruct.archive import row
from tests.instruct.families import built


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A newsroom with articles written by the stand-in, and one item that came with a body."""
    made = Newsroom.for_sample(tmp_path / "room", "demo-newsroom")
    paragraphs = row(3)["paragraphs"]
    assert isinstance(paragraphs, list)
    item = {
        "title": row(3)["headline"],
        "description": "A vote.",
        "body": "\n\n".join(paragraphs),
        "source": "Moor Gazette",
        "url": "https://moor.example/3",
        "published_at": "2024-03-01T10:00:00+00:00",
        "language": "en",
    }
    (tmp_path / "items.jsonl").write_text(json.dumps(item) + "\n", "utf-8")
    made.ingest_files([tmp_path / "items.jsonl"])
    made.curate()
    with open_model(ModelOptions(engine="echo")) as model:
        made.write(model=model)
    return made


def test_support_is_what_the_verify_stage_says_of_the_facts() -> None:
    supported = teaching.supporting(VerifyOptions())
    source = "The council voted 21 to 14 on Tuesday to build a tram line from the harbour to the old market square."
    assert supported(source, [source])
    assert not supported("The council voted 21 to 15 on Tuesday to build a tram line.", [source])


def test_the_archive_teaches_its_articles_with_their_sources(room: Newsroom) -> None:
    found = list(teaching.articles(room))
    published = [one for one in found if one.sources]
    assert len(published) == room.figures().published
    assert all(one.reports and one.story for one in published)
    assert [one.outlet for one in found if not one.sources] == ["Moor Gazette"]
    assert len({one.id for one in found}) == len(found)


def test_the_archives_choices_are_between_what_passed_and_what_failed(room: Newsroom) -> None:
    for choice in teaching.choices(room):
        assert choice.chosen != choice.rejected
        assert choice.reason


def test_a_chat_model_gets_its_own_template_and_a_base_model_plain() -> None:
    assert teaching.own_template(built("llama2").vocabulary) == "plain"
    assert teaching.own_template(built("embedded").vocabulary) == "chatml"


def test_a_template_of_its_own_that_is_not_built_in_is_asked_for() -> None:
    strange = replace(built("llama2").vocabulary, chat_template="{{ messages[0]['content'] }}!!")
    with pytest.raises(TemplateInvalid, match="not built in") as caught:
        teaching.own_template(strange)
    assert "--template" in caught.value.cure


def test_a_renderer_follows_the_settings() -> None:
    words = built("llama2").vocabulary
    render = teaching.renderer(InstructOptions(template="vicuna", length=99), words)
    assert (render.form.template.name, render.options.length) == ("vicuna", 99)
    assert teaching.renderer(InstructOptions(), words, "alpaca", 64).form.template.name == "alpaca"
