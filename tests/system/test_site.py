"""The sample's edition in a real Chromium: opened from the disk, without a network, as a first reader opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.publish.chromium import NAMES, Chromium, binary
from tests.system.command import CommandLine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(binary() is None, reason=f"no Chromium on the path (looked for {', '.join(NAMES)})"),
]
ENTER = ("Enter", 13, "\r")


@pytest.fixture(scope="module")
def site(sample_copy: Path) -> Path:
    return sample_copy / "site"


@pytest.fixture(scope="module")
def articles(sample_copy: Path) -> list[dict[str, Any]]:
    found = CommandLine(sample_copy).json("articles")
    return [article for article in found if article["status"] == "published"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        running.call(
            "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0
        )
        yield running


def text(browser: Chromium, selector: str) -> str:
    """Return the words of the first element that matches."""
    return " ".join(str(browser.evaluate(f"document.querySelector({selector!r}).textContent")).split())


def test_the_front_page_leads_to_every_article(browser: Chromium, site: Path, articles: list[dict[str, Any]]) -> None:
    browser.open(site / "index.html")
    links = browser.evaluate(
        "[...document.querySelectorAll('a[href^=\"articles/\"]')].map(link => [link.href, link.innerText])"
    )
    assert len({address for address, _ in links}) == len(articles) > 10
    assert {article["headline"] for article in articles} <= {words for _, words in links}
    assert all(Path(address.removeprefix("file://")).is_file() for address, _ in links)


def test_the_front_page_counts_what_there_is(browser: Chromium, site: Path, sample_copy: Path) -> None:
    browser.open(site / "index.html")
    colophon = text(browser, ".colophon dl")
    line = CommandLine(sample_copy)
    for name, verb in (("Items on the wire", "items"), ("Spiked", "spikes"), ("Stories", "stories")):
        assert f"{name} {len(line.json(verb))}" in colophon.replace(name, f"{name} ").replace("  ", " ")


def test_a_sentence_opens_and_shows_what_it_rests_on(
    browser: Chromium, site: Path, articles: list[dict[str, Any]]
) -> None:
    for article in articles[:3]:
        (page,) = site.glob(f"articles/*{article['id']}.html")
        browser.open(page)
        for number, sentence in enumerate(article["sentences"], 1):
            panel = f"document.querySelector('#s{number}')"
            assert not browser.evaluate(f"{panel}.checkVisibility({{contentVisibilityAuto: true}})")
            browser.evaluate(f"{panel}.closest('details').querySelector('summary').focus()")
            assert browser.evaluate("document.activeElement.innerText") == sentence["text"]
            browser.press(*ENTER)
            assert browser.evaluate(f"{panel}.checkVisibility({{contentVisibilityAuto: true}})")
            assert text(browser, f"#s{number} .label").lower() == sentence["verdict"]
            assert text(browser, f"#s{number} mark") == sentence["evidence"][0]["text"]
            assert sentence["evidence"][0]["source"] in text(browser, f"#s{number} figcaption")
            rows = browser.evaluate(f"[...{panel}.querySelectorAll('tbody tr')].map(row => row.className)")
            assert rows == [check["outcome"] for check in sentence["checks"]]


def test_nothing_is_asked_of_any_network(browser: Chromium, site: Path) -> None:
    browser.events.clear()
    pages = [site / "index.html", *sorted(site.glob("articles/*.html"))[:4]]
    for page in pages:
        browser.open(page)
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert asked == [page.as_uri() for page in pages]
    faults = ("Log.entryAdded", "Runtime.exceptionThrown", "Audits.issueAdded")
    assert [e for e in browser.events if e["method"] in faults] == []
