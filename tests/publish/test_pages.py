from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from newswright.publish import PublishOptions
from newswright.publish.jsonld import GENERATED
from newswright.publish.view import OWN, SET
from tests.publish.conftest import HOSTILE, Desk
from tests.publish.page import Page


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def linked_data(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.words("script"))
    return found


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
def test_pages_are_well_formed_and_load_nothing(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue(kind).publish(tmp_path)
    assert len(pages(tmp_path)) >= 2
    for path in pages(tmp_path):
        page = Page.read(path)
        assert len(page.ids) == len(set(page.ids))
        assert page.loads == []
        for link in page.links:
            target = link["href"]
            if target.startswith("#"):
                assert target[1:] in page.ids
            elif target.startswith(("http://", "https://")):
                assert set(link["rel"].split()) >= {"noopener", "nofollow"}
            else:
                assert (path.parent / target).is_file(), target


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
def test_policy_allows_the_style_and_nothing_else(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue(kind).publish(tmp_path)
    for path in pages(tmp_path):
        page = Page.read(path)
        policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
        style = base64.b64encode(hashlib.sha256(page.words("style").encode()).digest()).decode()
        assert "default-src 'none'" in policy
        assert f"style-src 'sha256-{style}'" in policy
        assert "script-src" not in policy
        assert "url(" not in page.words("style")
        assert "@import" not in page.words("style")


def test_hostile_text_stays_text(hostile: Desk, tmp_path: Path) -> None:
    hostile.publish(tmp_path)
    assert {path.relative_to(tmp_path).parent.as_posix() for path in pages(tmp_path)} == {".", "articles"}
    for path in pages(tmp_path):
        page = Page.read(path)
        assert page.all("img") == []
        assert all(script == {"type": "application/ld+json"} for script in page.all("script"))
        assert not any(name.startswith("on") for _, given in page.tags for name in given)
        assert all(not link["href"].startswith(("javascript:", "data:")) for link in page.links)
        assert HOSTILE in page.words("body")
    article = Page.read(next(path for path in pages(tmp_path) if path.parent.name == "articles"))
    assert HOSTILE in article.words("mark")
    assert linked_data(article)["headline"] == HOSTILE


def test_front_page_shows_articles_refusals_and_figures(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    page = Page.read(tmp_path / "index.html")
    body = re.sub(r"\s+", " ", page.words("body"))
    assert page.words("h1") == "The Tarn Quay Packet"
    assert page.words("h2").startswith("Rope works burns")  # two outlets lead before one
    assert "Thursday 19 March 2026" in body
    assert desk.options.disclosure in body
    assert "4 checked sentences, 1 in a source’s words" in body
    assert "Police in Shingle Row one passage; three are needed Reported by Sample Harbour Radio" in body
    assert "Spiked: 2 items" in body
    assert "Sample Offers: 6 of 2 points: a code to use" in body
    assert "4 sentences in the model’s own words1 sentence in a source’s own words" in body
    assert "Storage offer" not in body


def test_article_page_walks_each_sentence_back(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/fire-*.html")))
    lines = [given for given in page.all("details") if "line" in given.get("class", "").split()]
    assert [given["class"] for given in lines] == ["line own", "line quoted", "line own", "line own"]
    summaries, marks = page.words("summary"), page.words("mark")
    for sentence in desk.articles[1].sentences:
        assert sentence.text in summaries
        assert sentence.evidence[0].text in marks
    body = page.words("body")
    assert desk.options.disclosure in body
    assert "1 number found in the passage: 34" in body
    assert "https://radio.example/2?a=1&b=2" in [link["href"] for link in page.links]
    assert page.words("p").count("Residents moved out") == 2  # the item's title stands over its passage, in two panels


def test_article_page_says_in_linked_data_that_it_is_generated(desk: Desk, tmp_path: Path) -> None:
    desk.options = PublishOptions(title="Packet", base_url="https://news.example/today/")
    desk.publish(tmp_path)
    path = next(tmp_path.glob("articles/fire-*.html"))
    data = linked_data(Page.read(path))
    assert data["@type"] == "NewsArticle"
    assert data["digitalSourceType"] == GENERATED
    assert data["isBasedOn"] == ["https://gazette.example/1", "https://radio.example/2?a=1&b=2"]
    assert [cited["headline"] for cited in data["citation"]] == ["Fire guts rope works", "Residents moved out"]
    assert data["url"] == f"https://news.example/today/articles/{path.name}"
    assert f'<link rel="canonical" href="{data["url"]}">' in path.read_text(encoding="utf-8")


def test_article_page_has_the_dateline_and_the_subheads(kept: Desk, tmp_path: Path) -> None:
    kept.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/*.html")))
    prose = re.sub(r"\s+", " ", page.words("article"))
    assert "What happened TARN QUAY, Corn. — A cracked ramp has halted the ferry" in prose
    assert "What happenedWhat is saidWhat is not known" in page.words("h2")
    data = linked_data(page)
    assert data["dateline"] == "TARN QUAY, Corn."
    assert "\n\nWhat is said\n\n“We will not sail" in data["articleBody"]
    assert data["description"].startswith("A cracked ramp")


def test_an_article_without_a_dateline_has_none(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/fire-*.html")))
    assert "dateline" not in linked_data(page)
    assert "place-line" not in [given.get("class") for given in page.all("span")]
    assert "subhead" not in [given.get("class") for given in page.all("h2")]


def test_key_and_panels_say_how_words_are_set(kept: Desk, tmp_path: Path) -> None:
    kept.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/*.html")))
    assert "between quotation marks; as they are where somebody speaks in them" in page.words("small")
    told = page.words("span")
    assert all(words in told for words in (OWN, *SET.values()))


def test_article_page_tells_how_it_was_made(kept: Desk, tmp_path: Path) -> None:
    kept.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/*.html")))
    assert "How this article was made" in page.words("h2")
    (part,) = [each for each in page.all("section") if each.get("class") == "making"]
    assert "data-nosnippet" in part  # what was not used is nobody's summary
    assert [given["class"] for given in page.all("li") if "class" in given][:5] == [
        "lost", "used", "lost", "used", "spare",
    ]  # fmt: skip
    said = re.sub(r"\s+", " ", page.words("body"))
    assert "A cracked ramp has sunk the ferry. Not used: wording: “sunk” Not found; asked to tell it plainly" in said
    assert "A ramp has halted the ferry. Not used: another was better" in said
    assert "Ferry service halted at Tarn Quay Sample Gazette: neither passes the checks" in said
    assert "Caller 39 spoke of delays. Sample Harbour Radio: beyond the length" in said
    assert "46 passages of the sources" in said
    assert "and 6 passages more" in said
    made = said.partition("What was left out")[2]
    assert "Caller 40" not in made
    assert "sunk" not in json.dumps(linked_data(page))  # no part of the article


def test_how_it_was_made_can_be_left_out(kept: Desk, tmp_path: Path) -> None:
    kept.options = PublishOptions(making=False)
    kept.publish(tmp_path)
    text = next(tmp_path.glob("articles/*.html")).read_text(encoding="utf-8")
    assert "How this article was made" not in text
    assert "sunk" not in text


def test_how_it_was_made_keeps_passages_back_where_terms_ask_for_it(kept: Desk, tmp_path: Path) -> None:
    kept.options = PublishOptions(whole_sources=False)
    kept.publish(tmp_path)
    text = next(tmp_path.glob("articles/*.html")).read_text(encoding="utf-8")
    assert "Caller 1 spoke of delays." not in text
    assert "beyond the length" in text


def test_an_article_of_before_it_was_kept_has_no_such_part(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    for path in tmp_path.glob("articles/*.html"):
        assert "How this article was made" not in path.read_text(encoding="utf-8")


def test_sources_are_cut_to_the_passage_where_terms_ask_for_it(desk: Desk, tmp_path: Path) -> None:
    desk.options = PublishOptions(whole_sources=False)
    desk.publish(tmp_path)
    page = Page.read(next(tmp_path.glob("articles/tide-*.html")))
    assert page.words("blockquote").strip() == "The tide mill ground flour on Thursday."


def test_control_characters_do_not_reach_a_page(desk: Desk, tmp_path: Path) -> None:
    odd = desk.articles[0].model_copy(update={"headline": "Bell\x07 and null\x00"})
    desk.articles[0] = odd
    desk.publish(tmp_path)
    for path in pages(tmp_path):
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", path.read_text(encoding="utf-8"))


def test_an_edition_without_articles_is_a_page(tmp_path: Path) -> None:
    Desk([], {}, {}).publish(tmp_path)
    assert "No article is published" in Page.read(tmp_path / "index.html").words("main")


def _colours(css: str) -> list[dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    found = [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", block)) for block in (light, dark)]
    return [found[0], found[0] | found[1]]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_meet_wcag_aa(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    css = Page.read(tmp_path / "index.html").words("style")
    for colours in _colours(css):
        for ground in ("paper", "panel"):
            for ink in ("ink", "faint", "own", "quoted", "bad", "good"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground, colours)
        assert contrast(colours["marked"], colours["mark"]) >= 4.5
