"""The documentation as the tests see it: pages, and what stands in their code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
WRITTEN = [page for page in PAGES if not page.read_text(encoding="utf-8").startswith("<!-- Made by")]
"""The pages that are not made whole from the code."""


@dataclass(frozen=True)
class Block:
    """A block of code in a page."""

    page: Path
    line: int
    language: str
    """"" for an indented one."""
    text: str
    note: str
    """The comment in the line before, such as `not run: needs a key`."""

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks(page: Path, *languages: str) -> list[Block]:
    """Return the code blocks of `page` in one of `languages`, in order."""
    found = []
    note = ""
    for token in tokens(page):
        if token.type in {"fence", "code_block"} and token.info.strip() in languages:
            line = token.map[0] + 1 if token.map else 0
            found.append(Block(page, line, token.info.strip(), token.content, note))
        note = token.content.strip() if token.type == "html_block" else ""
    return found


def inline(page: Path) -> Iterator[Token]:
    """Yield what stands inside the paragraphs, headings and cells of `page`: links, images, code."""
    for token in tokens(page):
        yield from token.children or []


def anchors(page: Path) -> set[str]:
    """Return the fragments that `page` can be entered at, as code hosts make them of headings."""
    parsed = tokens(page)
    titles = [after.content for token, after in pairwise(parsed) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def table_rows(page: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Yield the rows of every table of `page` whose head has all of `columns`, as column -> cell."""
    head: list[str] = []
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            head = []
        elif not head:
            head = cells
        elif set(columns) <= set(head) and not set(line) <= set("|- "):
            yield dict(zip(head, cells, strict=True))
