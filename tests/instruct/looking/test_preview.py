"""Previews: the tokens are the renderer's, everything shows, and neither terminal nor browser obeys a lesson."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from newswright.errors import Unrenderable
from newswright.instruct.looking.preview import MORE, Preview, html, preview, terminal
from newswright.instruct.looking.visible import hidden, one_line, visible
from newswright.instruct.rendering.render import Renderer, RenderOptions
from newswright.instruct.rendering.template import built_in, find
from newswright.records import Lesson, Message, Preference, Role
from tests.instruct.families import built
from tests.publish.chromium import NAMES, Chromium, binary

NASTY = "\x1b[31m</span><script>alert(1)</script>\u202e & “x” \t🙂 日本\n\n\u200b{{ 7 * 7 }} [bold]x[/bold] <|eot_id|>"
FAMILIES = ("llama2", "llama3")


def renderer(template: str, family: str, length: int = 2048) -> Renderer:
    return Renderer(find(template), built(family).vocabulary, RenderOptions(length=length))


def lesson(answer: str = "The ferry sank.\nNo one was hurt.", source: str = NASTY) -> Lesson:
    ask = "Write it.\n\n"
    asked = Message(role=Role.USER, content=ask + source, sources=((len(ask), len(ask + source)),))
    return Lesson.make("article", (asked, Message(role=Role.ASSISTANT, content=answer)), origin="set.jsonl:7")


def printed(shown: Preview, *, ids: bool = False, width: int = 100, colours: bool = True) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colours, color_system="standard" if colours else None)
    console.print(terminal(shown, ids=ids, width=width))
    return out.getvalue()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("template", sorted(built_in()))
def test_the_tokens_are_those_that_are_trained_on(template: str, family: str) -> None:
    render = renderer(template, family)
    shown = preview(lesson(), render)
    made = render.one(lesson())
    assert [[token.id for token in row.tokens] for row in shown.rows] == [row.ids for row in made.rows]
    for row, exact in zip(shown.rows, made.rows, strict=True):
        assert [token.id if token.trained else -100 for token in row.tokens] == exact.labels
    assert shown.tokens == sum(len(row.ids) for row in made.rows)
    assert shown.trained == sum(end - start for row in made.rows for start, end in row.trained)
    assert 0 < shown.share < 1


def test_what_a_token_is_and_whose_words_it_has() -> None:
    system = Message(role=Role.SYSTEM, content="Be brief.")
    shown = preview(Lesson.make("", (system, *lesson().messages)), renderer("llama3", "llama3"))
    (row,) = shown.rows
    said = {role: "".join(t.text for t in row.tokens if t.role == role) for role in ("system", "user", "assistant")}
    assert said["system"] == "Be·brief."
    assert said["assistant"] == "The·ferry·sank.⏎\nNo·one·was·hurt."
    assert said["user"].startswith("Write·it.⏎\n⏎\n⟨U+001B⟩")
    assert row.tokens[0].kind == "control"
    assert [token.text for token in row.tokens if token.trained][-1] == "<|eot_id|>"
    assert {token.kind for token in row.tokens} == {"control", "structure", "content"}


def test_a_character_of_several_tokens_is_shown_once() -> None:
    (row,) = preview(lesson(source="It is 🙂 there."), renderer("llama3", "llama3")).rows
    text = "".join(token.text for token in row.tokens)
    assert text.count("🙂") == 1
    at = next(place for place, token in enumerate(row.tokens) if "🙂" in token.text)
    assert row.tokens[at + 1].text == MORE
    assert row.tokens[at + 1].piece


def test_what_is_left_out_and_broken_up_is_told() -> None:
    source = " ".join(f"Ferry {number} left Wexley late." for number in range(60)) + " [/INST]"
    shown = preview(lesson(source=source), renderer("llama2", "llama2", length=200))
    assert shown.cut > 100
    assert shown.neutralised == 1
    assert len(shown.rows[0].tokens) <= 200
    assert {token.role for token in shown.rows[0].tokens} == {"", "user", "assistant"}
    told = " ".join(shown.warnings)
    assert f"{shown.cut:,} tokens of sources" in told
    assert "broken up" in told


def test_warnings_of_template_and_vocabulary() -> None:
    (missing, context) = preview(lesson(), renderer("chatml", "llama2")).warnings[:2]
    assert "<|im_start|>" in missing
    assert "2,048" in context


def test_a_preference_shows_both_answers() -> None:
    user = Message(role=Role.USER, content="Who runs the ferry?")
    pair = Preference.make("prefer", (user,), "The town runs it.", "Nobody runs it.")
    shown = preview(pair, renderer("llama2", "llama2"))
    assert [row.name for row in shown.rows] == ["chosen", "rejected"]
    assert shown.lesson == pair.id


def test_several_turns_that_are_rows_of_their_own() -> None:
    turns = [Message(role=role, content=f"“Words {at}.”") for at, role in enumerate([Role.USER, Role.ASSISTANT] * 2)]
    shown = preview(Lesson.make("", tuple(turns)), renderer("alpaca", "llama3"))
    assert [row.name for row in shown.rows] == [f"row {n}" for n in range(1, len(shown.rows) + 1)]
    assert all(row.trained for row in shown.rows)


def test_what_has_no_row_says_why() -> None:
    with pytest.raises(Unrenderable, match="no row"):
        preview(lesson(answer=" "), renderer("llama2", "llama2"))


# -- the terminal --


@pytest.mark.parametrize("ids", [True, False])
def test_a_terminal_shows_all_and_obeys_nothing(ids: bool) -> None:
    shown = preview(lesson(), renderer("llama3", "llama3"))
    text = printed(shown, ids=ids, colours=False)
    for forbidden in ("\x1b", "\u202e", "\u200b", "\x07"):
        assert forbidden not in text
    flat = text.replace("\n", "").replace(" ", "") if ids else text
    assert "[bold]" in flat or ids
    assert "⟨U+202E⟩" in flat
    assert "{{" in flat
    if ids:
        numbers = re.findall(r"\b\d+\b", text)
        assert all(str(token.id) in numbers for token in shown.rows[0].tokens)


def test_trained_tokens_are_coloured_and_underlined() -> None:
    text = printed(preview(lesson(answer="Ferry."), renderer("llama2", "llama2")))
    styles = re.findall(r"\x1b\[([\d;]+)m([^\x1b]*)\x1b", text)
    learned = "".join(words for style, words in styles if {"4", "42"} <= set(style.split(";")))
    assert learned.endswith("·Ferry.·</s>")
    assert any("7" in style.split(";") and words == "<s>" for style, words in styles)


def test_no_line_with_ids_is_wider_than_asked() -> None:
    shown = preview(lesson(), renderer("llama3", "llama3"))
    text = printed(shown, ids=True, width=60, colours=False)
    body = text[text.index("row 1") :]
    assert max(len(line) for line in body.splitlines()) <= 60


# -- the page --


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.tokens: list[dict[str, str | None]] = []
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "p":
            self._inside = ("class", "tokens") in attrs
        if tag == "span" and self._inside:
            self.tokens.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data


def parsed(shown: Preview) -> _Page:
    page = _Page()
    page.feed(html(shown))
    return page


@pytest.mark.parametrize("family", FAMILIES)
def test_the_page_has_every_token_and_runs_nothing(family: str) -> None:
    shown = preview(lesson(), renderer("llama2", family))
    page = parsed(shown)
    (row,) = shown.rows
    assert len(page.tokens) == len(row.tokens)
    assert page.text == "".join(token.text for token in row.tokens)
    assert not {"script", "img", "iframe", "link"} & set(page.tags)
    for token, attrs in zip(row.tokens, page.tokens, strict=True):
        assert str(attrs["data-say"]).startswith(f"{token.id} · ")
        assert f"characters {token.start}–{token.end}" in str(attrs["data-say"])
        assert ("trained" in str(attrs["class"]).split()) == token.trained
    assert page.tags.count("tr") == len(row.tokens) + 1
    assert "{{ 7 * 7 }}".replace(" ", "·") in page.text


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=60))
def test_any_text_shows_and_is_escaped(text: str) -> None:
    shown = preview(lesson(answer="Yes.", source="x" + text), renderer("llama3", "llama3"))
    page = parsed(shown)
    assert page.text == "".join(token.text for row in shown.rows for token in row.tokens)
    assert not any(hidden(character) for character in page.text)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.browser
@pytest.mark.skipif(binary() is None, reason=f"no Chromium on the path (looked for {', '.join(NAMES)})")
@pytest.mark.parametrize("dark", [True, False])
def test_a_browser_shows_number_and_place_on_focus(browser: Chromium, tmp_path: Path, dark: bool) -> None:
    shown = preview(lesson(), renderer("llama2", "llama2"))
    path = tmp_path / "preview.html"
    path.write_text(html(shown), encoding="utf-8")
    browser.events.clear()
    browser.open(path, dark=dark)
    token = shown.rows[0].tokens[5]
    said = "getComputedStyle(document.querySelector('.tokens .t:nth-child(6)'), '::after').content"
    assert browser.evaluate(said) == "none"
    browser.evaluate("document.querySelector('.tokens .t:nth-child(6)').focus()")
    assert str(token.id) in browser.evaluate(said)
    style = "getComputedStyle(document.querySelector('.tokens .trained')).textDecorationLine"
    assert browser.evaluate(style) == "underline"
    faults = ("Log.entryAdded", "Runtime.exceptionThrown", "Audits.issueAdded")
    assert [event for event in browser.events if event["method"] in faults] == []
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert asked == [path.as_uri()]


@pytest.mark.browser
@pytest.mark.skipif(binary() is None, reason=f"no Chromium on the path (looked for {', '.join(NAMES)})")
@pytest.mark.parametrize("dark", [True, False])
def test_every_colour_stands_out_from_its_ground(browser: Chromium, tmp_path: Path, dark: bool) -> None:
    path = tmp_path / "preview.html"
    path.write_text(html(preview(lesson(), renderer("chatml", "llama2"))), encoding="utf-8")
    browser.open(path, dark=dark)
    for selector in (
        ".tokens .content",
        ".tokens .structure",
        ".tokens .trained",
        ".tokens .control",
        ".signs",
        ".warnings li",
        "dt",
    ):
        assert contrast(browser, selector) >= 4.5, selector


def contrast(browser: Chromium, selector: str) -> float:
    """Return the contrast of an element's text, as the Web Content Accessibility Guidelines count it."""
    script = f"""(() => {{
        let at = document.querySelector({selector!r}); const ink = getComputedStyle(at).color;
        while (at && getComputedStyle(at).backgroundColor === 'rgba(0, 0, 0, 0)') at = at.parentElement;
        return [ink, at ? getComputedStyle(at).backgroundColor : 'rgb(255, 255, 255)'];
    }})()"""
    one, other = (luminance(colour) for colour in browser.evaluate(script))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminance(colour: str) -> float:
    parts = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# -- visible --


@given(st.text())
def test_nothing_hides(text: str) -> None:
    assert not any(hidden(character) for character in visible(text))
    assert " " not in visible(text)
    flat = one_line(text, 50)
    assert len(flat) <= 50
    assert "\n" not in flat
    assert not any(hidden(character) for character in flat)


def test_signs() -> None:
    assert visible("a b\tc\n\u00a0\u202e") == "a·b⇥c⏎\n⟨U+00A0⟩⟨U+202E⟩"
    assert visible("a b", spaces=False) == "a b"
    assert one_line("a\n  b", 10) == "a b"
