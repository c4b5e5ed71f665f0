"""Files as texts and sources: plain text, Markdown, HTML and ninjs, told apart by what is in them.

What a file says about itself (headline, outlet, day) is kept: the day is what "Tuesday" in it is counted from. Markup
never reaches a check.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newswright.errors import TextUnreadable
from newswright.text.plain import plain
from newswright.verify.examine import Text
from newswright.verify.sources import Source

LARGEST = 20_000_000
"""Bytes of a file that are read: no article has so many."""
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|p|div|h1)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |\d+\. |> |```)|\*\*|\]\(|__", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True)
class Document:
    """A file's text and what it says about itself."""

    body: str
    headline: str = ""
    outlet: str = ""
    url: str = ""
    date: datetime | None = None

    def text(self) -> Text:
        """Return it as a text to be examined."""
        return Text(self.body, self.headline)

    def source(self, name: str) -> Source:
        """Return it as a source called `name`; its headline is part of what it says."""
        whole = f"{self.headline}\n\n{self.body}" if self.headline else self.body
        return Source(name, whole, self.outlet or name, self.url, self.date)


def read_document(path: Path) -> Document:
    """Read a file.

    Raises:
        TextUnreadable: there is no such file, it is no text, or it is larger than `LARGEST`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise TextUnreadable(
                f"{path} is larger than {LARGEST // 1_000_000} MB", cure="Give it in parts, or as plain text."
            )
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TextUnreadable(
            f"{path} cannot be read: {error.strerror}", cure="Name a file that you may read."
        ) from None
    except UnicodeDecodeError as error:
        raise TextUnreadable(
            f"{path} is no text in UTF-8 (byte {error.start})", cure="Save it as UTF-8: text, Markdown, HTML or ninjs."
        ) from None
    return parse(content, str(path))


def parse(content: str, name: str = "the text") -> Document:
    """Read the content of a file; `name` is for errors."""
    opening = content.lstrip()[:1]
    if opening in {"{", "["}:
        try:
            return _ninjs(json.loads(content), name)
        except ValueError:
            pass  # a text may begin with a brace
    if _HTML.search(content[:4000]):
        return _html(content)
    if _MARKDOWN.search(content):
        return _markdown(content)
    return Document(content.replace("\r\n", "\n").strip())


def _ninjs(item: Any, name: str) -> Document:
    if not isinstance(item, dict):
        raise TextUnreadable(f"{name} is JSON, but no ninjs item", cure="Give one item: an object with a body.")
    heads = item.get("headlines") or []
    headline = item.get("headline") or item.get("title") or (heads[0].get("value", "") if heads else "")
    bodies = item.get("bodies") or []
    body = next((one.get("value", "") for one in bodies if isinstance(one, dict) and one.get("value")), "")
    body = body or item.get("body_text") or item.get("body_xhtml") or item.get("text") or item.get("description") or ""
    if not isinstance(body, str) or not body.strip():
        raise TextUnreadable(f"{name} is JSON without a body", cure="It needs bodies, body_text or body_xhtml (ninjs).")
    source: Any = item.get("source") or next(iter(item.get("infosources") or item.get("infoSources") or []), {})
    outlet = source if isinstance(source, str) else source.get("name", "") if isinstance(source, dict) else ""
    day = (
        item.get("versioncreated") or item.get("versionCreated") or item.get("firstcreated") or item.get("published_at")
    )
    url = item.get("uri") or item.get("url") or ""
    return Document(plain(body), plain(str(headline)), str(outlet), str(url), _day(day))


def _day(value: object) -> datetime | None:
    found = _DAY.search(str(value or ""))
    if not found:
        return None
    try:
        day = datetime.fromisoformat(found.group().replace(" ", "T"))
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _html(content: str) -> Document:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, for HTML alone

    found: Any = bare_extraction(content, with_metadata=True, include_comments=False, favor_recall=True)
    if found is None or not found.text:
        return Document(plain(content))
    headline = found.title or ""
    body = "\n\n".join(line.strip() for line in found.text.splitlines() if line.strip())
    body = body.removeprefix(headline).strip() if headline else body
    return Document(body, headline, found.sitename or "", found.url or "", _day(found.date))


def _markdown(content: str) -> Document:
    from markdown_it import MarkdownIt  # noqa: PLC0415

    blocks: list[str] = []
    headline = ""
    tokens = MarkdownIt("commonmark").parse(_front_matter(content))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        text = "".join(
            " " if child.type in {"softbreak", "hardbreak"} else child.content
            for child in token.children or []
            if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
        ).strip()
        if before is not None and before.type == "heading_open" and not headline and not blocks:
            headline = text
        elif text:
            blocks.append(text)
    return Document("\n\n".join(blocks), headline)


def _front_matter(content: str) -> str:
    if content.startswith("---\n") and "\n---\n" in content[4:]:
        return content[4:].split("\n---\n", 1)[1]
    return content
