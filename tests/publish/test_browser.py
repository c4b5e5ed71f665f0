"""The pages in a real Chromium, opened as files: what a reader sees, presses and prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.chromium import NAMES, Chromium, binary
from tests.publish.conftest import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(binary() is None, reason=f"no Chromium on the path (looked for {', '.join(NAMES)})"),
]
TAB, ENTER = ("Tab", 9), ("Enter", 13, "\r")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def fire(desk: Desk, tmp_path: Path) -> Path:
    desk.publish(tmp_path)
    return next(tmp_path.glob("articles/fire-*.html"))


def test_closed_sentences_run_on_as_prose(browser: Chromium, fire: Path) -> None:
    browser.open(fire)
    lines = "[...document.querySelectorAll('.par:nth-child(2) summary span')].map(each => [...each.getClientRects()]"
    tops = browser.evaluate(f"{lines}[0].top)")
    ends = browser.evaluate(f"{lines}.at(-1).top)")
    assert len(tops) == 2
    assert tops[1] == ends[0], "the second sentence starts on the line where the first one ends"
    assert browser.evaluate("document.querySelector('#s1').checkVisibility({contentVisibilityAuto: true})") is False


def test_a_sentence_opens_by_keyboard_and_shows_its_passage(browser: Chromium, fire: Path) -> None:
    browser.open(fire)
    for _ in range(3):  # the skip link, the way home, the first sentence
        browser.press(*TAB)
    assert browser.evaluate("document.activeElement.innerText") == "Fire has destroyed a rope works."
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press(*ENTER)
    assert browser.evaluate("document.querySelector('.line').open") is True
    assert browser.evaluate("document.querySelector('#s1').checkVisibility()") is True
    assert "A fire destroyed the rope works on Tarn Quay." in browser.evaluate(
        "document.querySelector('#s1 mark').innerText"
    )
    browser.press(*ENTER)
    assert browser.evaluate("document.querySelector('.line').open") is False


def test_an_address_opens_its_sentence(browser: Chromium, fire: Path) -> None:
    browser.open(fire)
    browser.evaluate("location.hash = 's3'")
    assert browser.evaluate("document.querySelector('#s3').checkVisibility()") is True


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_overflows(
    browser: Chromium, request: pytest.FixtureRequest, tmp_path: Path, kind: str, width: int, dark: bool
) -> None:
    request.getfixturevalue(kind).publish(tmp_path)
    for path in tmp_path.rglob("*.html"):
        browser.open(path, width=width, dark=dark)
        browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path.name, width)
    ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(23, 22, 20)" if dark else "rgb(251, 248, 241)")


@pytest.mark.parametrize("kind", ["desk", "kept", "hostile"])
def test_pages_ask_for_nothing_and_break_no_policy(
    browser: Chromium, request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    request.getfixturevalue(kind).publish(tmp_path)
    browser.events.clear()
    paths = list(tmp_path.rglob("*.html"))
    for path in paths:
        browser.open(path)
        browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert sorted(asked) == sorted(path.as_uri() for path in paths)
    said = (
        "Log.entryAdded",
        "Audits.issueAdded",
        "Runtime.exceptionThrown",
        "Runtime.consoleAPICalled",
        "Page.javascriptDialogOpening",
    )
    assert [e for e in browser.events if e["method"] in said] == []


def test_the_policy_stops_a_script_that_got_in(browser: Chromium, fire: Path) -> None:
    text = fire.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'taken'</script></main>")
    fire.write_text(text, encoding="utf-8")
    browser.open(fire)
    assert browser.evaluate("document.title") == "Rope works burns · The Tarn Quay Packet"


def test_print_leaves_out_what_paper_cannot_do(browser: Chromium, fire: Path) -> None:
    browser.open(fire)
    browser.call("Emulation.setEmulatedMedia", media="print", features=[])
    shown = browser.evaluate(
        "['.key', '.skip', '.disclosure'].map(name => document.querySelector(name).checkVisibility())"
    )
    browser.call("Emulation.setEmulatedMedia", media="", features=[])
    assert shown == [False, False, True]


@pytest.fixture
def ferry(kept: Desk, tmp_path: Path) -> Path:
    kept.publish(tmp_path)
    return next(tmp_path.glob("articles/*.html"))


def test_the_dateline_runs_into_the_lede(browser: Chromium, ferry: Path) -> None:
    browser.open(ferry)
    tops = "['.place-line', '.par .line summary span'].map(n => document.querySelector(n).getClientRects()[0].bottom)"
    place, lede = browser.evaluate(tops)
    assert abs(place - lede) < 6, "on one line"
    head = browser.evaluate("document.querySelector('.subhead').getBoundingClientRect().bottom")
    assert head < place


def test_how_it_was_made_is_folded_and_opens_by_keyboard(browser: Chromium, ferry: Path) -> None:
    browser.open(ferry)
    seen = "document.querySelector('.versions').checkVisibility({contentVisibilityAuto: true})"
    assert browser.evaluate(seen) is False
    browser.evaluate("document.querySelector('.making summary').focus()")
    browser.press(*ENTER)
    assert browser.evaluate(seen) is True
    browser.evaluate("document.querySelector('.offered a[href=\"#s2\"]').click()")
    assert browser.evaluate("document.querySelector('#s2').checkVisibility()") is True


@pytest.mark.parametrize("width", [390, 1280])
def test_how_it_was_made_stands_below_the_article(browser: Chromium, ferry: Path, width: int) -> None:
    browser.open(ferry, width=width)
    boxes = "['main article', 'main aside', '.making'].map(n => document.querySelector(n).getBoundingClientRect())"
    article, aside, making = browser.evaluate(f"{boxes}.map(box => [box.left, box.top, box.bottom])")
    assert making[0] == article[0]
    assert making[1] >= (article if width == 1280 else aside)[2]
    assert (aside[1] == article[1]) is (width == 1280)
