from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newswright.publish.markdown import escape
from tests.publish.conftest import HOSTILE, Desk
from tests.publish.page import Page

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@given(st.text(st.sampled_from("ab1. )(#-+=*_`[]<>!&;|~:/\\@$^{}\"'w\n\t"), max_size=40) | st.text(max_size=40))
@example("1. one")
@example("--- ")
@example("# head #")
@example("&amp; &#60;script&#62;")
@example("http://a.example www.a.example <http://a.example>")
@example("![x](javascript:alert(1))")
@example("    code")
@example(HOSTILE)
def test_escaped_text_reads_as_itself(text: str) -> None:
    page = Page(READER.render(escape(text)))
    assert {tag for tag, _ in page.tags} <= {"p"}
    said = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    assert page.words("p") == said


@given(st.text(st.sampled_from("ab1. )(#-+=*_`[]<>!&;|~:/\\"), max_size=40))
def test_escaped_headlines_read_as_themselves(text: str) -> None:
    page = Page(READER.render(f"# {escape('x ' + text)}"))
    assert {tag for tag, _ in page.tags} == {"h1"}
    assert page.words("h1") == re.sub(r"\s+", " ", "x " + text).strip()


def test_article_has_footnotes_sources_and_disclosure(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    text = next(tmp_path.glob("articles/fire-*.md")).read_text(encoding="utf-8")
    assert text.startswith("# Rope works burns\n\n*These articles were written by a language model")
    assert "Fire has destroyed a rope works.[^1]" in text
    assert "1. Sample Gazette, “Fire guts rope works”, 19 March 2026, 06:30 UTC. <https://gazette.example/1>" in text
    assert "[^4]: Sample Harbour Radio: “No one was hurt.” <https://radio.example/2?a=1&b=2>" in text
    used = re.findall(r"(?<!^)\[\^(\d+)\]", text, re.MULTILINE)
    defined = re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    assert sorted(set(used)) == defined == ["1", "2", "3", "4"]


def test_hostile_text_stays_text(hostile: Desk, tmp_path: Path) -> None:
    hostile.publish(tmp_path)
    (path,) = tmp_path.glob("articles/*.md")
    page = Page(READER.render(path.read_text(encoding="utf-8")))
    assert {tag for tag, _ in page.tags} <= {"h1", "h2", "p", "em", "ol", "li"}
    assert page.words("h1") == HOSTILE


def test_dateline_stands_before_the_lede_and_subheads_over_their_sentences(kept: Desk, tmp_path: Path) -> None:
    kept.publish(tmp_path)
    text = next(tmp_path.glob("articles/*.md")).read_text(encoding="utf-8")
    assert "\n\n## What happened\n\nTARN QUAY, Corn. — A cracked ramp has halted the ferry" in text
    assert "\n\n## What is said\n\n“We will not sail" in text
    assert text.count("TARN QUAY") == 1
    assert "1 in the model's words, 5 in a source's (between quotation marks; as they are where" in text
    page = Page(READER.render(text))
    assert page.words("h2") == "What happenedWhat is saidWhat is not knownSources"
