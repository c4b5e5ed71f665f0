"""How an article was made, worked out before any template."""

from __future__ import annotations

import pytest

from newswright.publish.howmade import LEFT, HowMade, how_made
from newswright.records import Article, Attempt, Check, Label, Making, Outcome, Verdict
from tests.publish.conftest import Desk


def made_of(article: Article) -> HowMade:
    made = how_made(article)
    assert made
    return made


def test_facts_leave_out_what_is_not_known(kept: Desk) -> None:
    article = kept.articles[0]
    assert dict(made_of(article).facts) == {
        "Model": "sample-135m",
        "Adapter": "writer.gguf",
        "Asked": "lessons in plain",
        "Written": "Sentence by sentence",
        "Format": "explainer",
        "Length": "120 words",
        "Angle": "travellers",
        "Seed": "7",
    }
    plain = article.model_copy(update={"making": Making(), "model": ""})
    assert list(dict(made_of(plain).facts)) == ["Written", "Format", "Length", "Seed"]


def test_every_version_is_there_with_why_it_lost(kept: Desk) -> None:
    made = made_of(kept.articles[0])
    assert [part.number for part in made.offered] == list(range(7))
    assert made.versions == 10
    lede = made.offered[1].versions
    assert [(v.used, v.verdict, v.why) for v in lede] == [
        (False, "not found", "wording: “sunk”"),
        (True, "supported", ""),
        (False, "supported", ""),
    ]
    assert lede[0].how.startswith("asked to tell it plainly; temperature")
    assert [part.own for part in made.offered] == [True, True, False, False, False, False, False]


def test_a_version_of_before_the_reason_was_kept_is_told_by_its_verdict(kept: Desk) -> None:
    failed = Verdict(label=Label.CONTRADICTED, checks=(Check(name="numbers", outcome=Outcome.FAILED, detail="34"),))
    line = kept.articles[0].sentences[0].model_copy(update={"attempts": (Attempt(text="So.", verdict=failed),)})
    version = made_of(kept.articles[0].model_copy(update={"sentences": (line,)})).offered[1].versions[0]
    assert (version.why, version.how, version.verdict) == ("numbers: 34", "", "contradicted")


@pytest.mark.parametrize("count", [0, LEFT - 2, LEFT - 1, LEFT, 200])
def test_what_was_left_out_is_shown_to_a_limit_and_counted(kept: Desk, count: int) -> None:
    making = kept.articles[0].making
    assert making
    many = making.model_copy(update={"left_out": making.left_out[:1] * count})
    made = made_of(kept.articles[0].model_copy(update={"making": many}))
    assert len(made.left) <= LEFT
    assert len(made.left) + made.more == count + 1
    assert made.left[0].why == "neither passes the checks"  # what was chosen comes first


def test_passages_left_out_are_not_shown_where_terms_forbid_it(kept: Desk) -> None:
    made = how_made(kept.articles[0], passages=False)
    assert made
    assert {one.text for one in made.left} == {""}
    assert made.left[1].why == "beyond the length"


def test_an_address_that_is_not_safe_is_no_link(hostile: Desk) -> None:
    assert [one.url for one in made_of(hostile.articles[0]).left] == [""]


def test_an_article_of_before_it_was_kept_says_nothing(desk: Desk) -> None:
    assert how_made(desk.articles[1]) is None
