"""Plain text holds no markup, keeps the words, and stays as it is when it is made plain again."""

import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newswright.text.plain import MARKS, plain, plain_line

MARKS_UP = """< > & ; amp; lt; &lt; &gt; &amp; &#60; &#x26; #38; <b> </p> <!-- --> <script> </script> <![CDATA[ ]]>
" ' = a / ! ? \u037e \u0301"""
FRAGMENTS = st.sampled_from([*MARKS_UP.split(), " ", "\n", "\u200b"])
TEXTS = st.one_of(st.text(), st.lists(FRAGMENTS, max_size=25).map("".join))


class Markup(HTMLParser):
    """An independent reader: lists the markup that it sees."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.seen.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.seen.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.seen.append(f"<?{data}>")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("Ferry&amp;#8217;s captain", "Ferry’s captain"),
        ("a thrice &amp;amp;amp; escaped", "a thrice & escaped"),
        ("AT&T, R&D and Q&A", "AT&T, R&D and Q&A"),
        ("x&copy=1 &unknown; &c;", "x&copy=1 &unknown; &c;"),
        ("1&nbsp;000 crowns", "1 000 crowns"),
        ("an end [&#8230;]", "an end […]"),
        ("a < b, p<0.05, I <3 it, 5 > 4", "a < b, p<0.05, I <3 it, 5 > 4"),
        ("p &lt; 0.05 &amp; q &gt; 3", "p < 0.05 & q > 3"),
        ("if a<b then", "if a< b then"),
        ("<b>W</b>exley", "Wexley"),
        ("&lt;p&gt;Escaped&lt;/p&gt;", "Escaped"),
        ("&amp;lt;b&amp;gt;twice&amp;lt;/b&amp;gt;", "twice"),
        ('<a title="more > less" href="x">link</a>', "link"),
        ('cut in a <a href="https://gazette.exam', "cut in a"),
        ("<!-- note -->seen<!-- never closed", "seen"),
        ("before<script>var x = '<p>';</script><style>p {}</style> after", "before after"),
        ("<![CDATA[The <i>Swallow</i>]]>", "The Swallow"),
        ("<td>one</td><td>two</td>", "one two"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("so\u00adft zero\u200bwidth \u202eright\u202c \ufeffmark \x00\x07", "soft zerowidth right mark"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("hid\U000e0041\U000e0042den", "hidden"),
        ("", ""),
    ],
)
def test_plain(raw: str, text: str) -> None:
    assert plain(raw) == text


def test_paragraphs_stay_and_lines_join() -> None:
    raw = "<p>First\nline.</p><p>Second.<br>Same.</p>\r\n\r\nThird.<br/><br/>Fourth.\u2029Fifth."
    assert plain(raw) == "First line.\n\nSecond. Same.\n\nThird.\n\nFourth.\n\nFifth."
    assert plain_line(raw) == "First line. Second. Same. Third. Fourth. Fifth."


def test_marks_beyond_the_limit_go() -> None:
    assert len(plain("e" + "\u0316" * 500)) == 1 + MARKS
    assert plain("–" * 50) == "–" * 50


@given(TEXTS)
@example("&#3&#56;;lt;b>")
@example("&am<b></b>p;lt;b>")
@example("<<b>b>")
@example("&" + "amp;" * 20 + "lt;b>")
def test_twice_is_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain_line(plain_line(text)) == plain_line(text)


@given(TEXTS)
def test_no_markup_is_left(text: str) -> None:
    assert Markup(plain(text) + ">").seen == []


@given(TEXTS)
def test_only_characters_that_can_be_stored_and_seen(text: str) -> None:
    kept = plain(text)
    kept.encode("utf-8")
    assert unicodedata.is_normalized("NFC", kept)
    assert not [c for c in kept if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n"]
    assert "\n" not in kept.replace("\n\n", "")
    assert "  " not in kept
    assert "\n" not in plain_line(text)


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1), min_size=1))
def test_words_stay(words: list[str]) -> None:
    assert plain("  ".join(words)) == unicodedata.normalize("NFC", " ".join(words))


@pytest.mark.parametrize(
    "piece", ["<", '<a "', "<![CDATA[", "<!--", "<script", "&amp;", "\u0301\u0316", "<a x=''", "\n "]
)
def test_time_grows_with_length_only(piece: str) -> None:
    raw = "a" + piece * (100_000 // len(piece))
    start = time.perf_counter()
    plain(raw)
    assert time.perf_counter() - start < 3, "100,000 characters take about 0.05 s; quadratic work takes minutes"
