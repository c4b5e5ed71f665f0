"""Plain text out of what a wire sends: entities, markup and invisible characters go, the words and paragraphs stay.

What a browser would take for markup is markup here, also where it was escaped: wires escape their markup once or twice
and never write about it. Furniture such as "Read more" is text; `text.boilerplate` marks it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

ROUNDS = 4
"""Passes over a text. Wires escape at most twice; that takes three, and one more sees that nothing is left to do."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNREAD = re.compile(r"<(script|style|template)\b[^<>]*>.*?(?:</\1\b[^<>]*>|\Z)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTES = r"(?:[^<>\"']|\"[^\"]{0,300}\"|'[^']{0,300}'){0,400}"
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre"
    rf"|section|table|tr|ul)\b{_ATTRIBUTES}>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(rf"<(?:/?[A-Za-z]{_ATTRIBUTES}>|[A-Za-z/!?][^<>]*>)")
_CUT_TAG = re.compile(r"<[A-Za-z][A-Za-z0-9]*\s+[A-Za-z-]+\s*=[^<>]*\Z")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028]")
_PARAGRAPH_END = re.compile(r"\n\s*\n")

# Default-ignorable characters that are no format characters (Cf): joiners, fillers and variation selectors, which show
# nothing and can hide a message or split a word (Unicode 16, DerivedCoreProperties.txt).
_IGNORABLE = r"\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff"
# Format characters but for those that show: the Arabic, Syriac and Kaithi number signs.
_FORMAT = (
    r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_CONTROL = r"\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_INVISIBLE = re.compile(f"[{_CONTROL}{_FORMAT}{_IGNORABLE}]")

MARKS = 30
"""Combining marks that a letter keeps: Unicode's stream-safe limit (UAX 15). No language needs more, and the standard
library's normalisation takes quadratic time over them: 80 s for 300,000."""
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS + 1},}}")


def plain(raw: str) -> str:
    """Return the text of `raw`: its paragraphs joined by a blank line, single spaces within each.

    Entities are decoded (only those closed by a semicolon, so that "AT&T" and "R&D" stay), tags, comments, scripts and
    styles dropped, what remains brought to NFC, and control, zero-width and direction-changing characters dropped. A
    comparison (`a < b`) and a heart (`<3`) stay. `plain(plain(raw)) == plain(raw)` for every string.
    """
    text = raw
    for _ in range(ROUNDS):
        before, text = text, _pass(text)
        if text == before:
            return text
    # Built to go on for ever: without an ampersand there is no entity, and nothing new can come about.
    return _tidy(text.replace("&", " "))


def plain_line(raw: str) -> str:
    """Return `plain(raw)` on one line: for titles and names."""
    return " ".join(plain(raw).split())


def _pass(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    text = unicodedata.normalize("NFC", _MARKS.sub(_thinned, _INVISIBLE.sub("", text)))
    if "<" in text:
        text = _unmarked(text)
    return _tidy(text)


def _decoded(match: re.Match[str]) -> str:
    entity = match.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _thinned(match: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in match.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS:
            kept.append(character)
    return "".join(kept)


def _unmarked(text: str) -> str:
    text = _CDATA.sub("", text)
    text = _UNREAD.sub(" ", _COMMENT.sub("", text))
    text = _BLOCK.sub("\n\n", _BREAK.sub("\n", text))
    text = _TAG.sub("", _CELL.sub(" ", text))
    # What still opens like a tag is the rest of one, or prose without a space: no reader may take it for markup.
    return _OPENING.sub("< ", _CUT_TAG.sub("", text))


def _tidy(text: str) -> str:
    text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH_END.split(text))
    return "\n\n".join(part for part in paragraphs if part)
