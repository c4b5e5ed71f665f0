from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newswright.errors import NotFound
from newswright.records import Article, Status
from newswright.store import Archive
from tests.store.samples import a_story, an_article

ONE, TWO, GONE = "s000000000001", "s000000000002", "s00000000dead"


def test_saving_again_replaces(archive: Archive) -> None:
    archive.save_article(an_article("a000000000001", ONE), basis="b1")
    better = an_article("a000000000001", ONE, headline="Fog holds the ferry")
    archive.save_article(better, basis="b1")
    archive.save_article(better, basis="b1")
    assert archive.articles(current=False) == [better]


def test_current_is_the_newest_of_each_story_that_exists(archive: Archive) -> None:
    older, newer = an_article("a00000000000f", ONE, hours=1), an_article("a000000000001", ONE, hours=2)
    other = an_article("a000000000003", TWO, hours=9)
    orphan = an_article("a000000000004", GONE, hours=10)
    for article in (newer, older, other, orphan):
        archive.save_article(article, basis="b")
    assert archive.articles() == []
    archive.replace_curation([], [a_story(ONE, hours=5), a_story(TWO, hours=4), a_story("s000000000003", hours=6)])
    assert archive.articles() == [newer, other]
    assert archive.articles(current=False) == [orphan, other, newer, older]


def test_a_refusal_without_a_time_is_as_new_as_its_saving(archive: Archive) -> None:
    archive.replace_curation([], [a_story(ONE)])
    archive.save_article(an_article("a000000000001", ONE), basis="b1")
    refusal = Article(
        id="a000000000002",
        story=ONE,
        slug="ferry",
        headline="",
        language="en",
        status=Status.REFUSED,
        reason="one sentence of evidence",
    )
    archive.save_article(refusal, basis="b2")
    assert archive.articles() == [refusal]


def test_of_two_written_at_one_time_the_one_saved_last_is_newest(archive: Archive) -> None:
    archive.replace_curation([], [a_story(ONE)])
    archive.save_article(an_article("a00000000000a", ONE), basis="b1")
    archive.save_article(an_article("a00000000000b", ONE), basis="b2")
    assert [a.id for a in archive.articles()] == ["a00000000000b"]


def test_one_article_by_its_id_its_story_or_a_beginning(archive: Archive) -> None:
    older, newer = an_article("aaaa000000001", ONE, hours=1), an_article("abbb000000001", ONE, hours=2)
    other = an_article("aaaa000000002", TWO)
    for article in (older, newer, other):
        archive.save_article(article, basis="b")
    assert archive.article("aaaa000000001") == older
    assert archive.article("abbb") == newer
    assert archive.article(ONE) == newer
    assert archive.article(TWO[:-1] + "2") == other
    with pytest.raises(NotFound, match="More than one article begins with 'aaaa'"):
        archive.article("aaaa")
    with pytest.raises(NotFound, match="More than one article begins with 's000'"):
        archive.article("s000")
    with pytest.raises(NotFound, match="no article 'a999'"):
        archive.article("a999")


def test_the_beginning_of_a_story_with_several_articles(archive: Archive) -> None:
    archive.save_article(an_article("aaaa000000001", ONE, hours=1), basis="b")
    archive.save_article(an_article("aaaa000000002", ONE, hours=2), basis="b")
    assert archive.article("s0000").id == "aaaa000000002"


def test_written(archive: Archive) -> None:
    archive.save_article(an_article("a000000000001", ONE), basis="b")
    assert archive.written(["a000000000001", "a000000000002"]) == {"a000000000001"}
    assert archive.written([]) == set()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=st.text(st.characters(codec="utf-8")))
def test_an_article_comes_back_as_it_went_in(archive: Archive, headline: str) -> None:
    article = an_article("a000000000001", ONE, headline=headline)
    archive.save_article(article, basis="b")
    assert archive.article(article.id) == article


def test_half_a_surrogate_pair_is_replaced(archive: Archive) -> None:
    archive.save_article(an_article("a000000000001", ONE, headline="fog \ud83d, \\ud83d and \U0001f301"), basis="b")
    assert archive.article("a000000000001").headline == "fog \ufffd, \\ud83d and \U0001f301"
