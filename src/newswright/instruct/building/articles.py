"""Articles to teach with: rows of any set, and the newsroom's own archive, brought to one form.

Field names are found by themselves (`tables/fields.toml`) or mapped by the user. What is read here is text and stays
text: markup and entities go, furniture such as "The post ... appeared first on ..." goes, words stay. Rows come from
`rows.py`; what is made of an article is `build.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from newswright.instruct.building.article_fields import Fields, listed
from newswright.instruct.building.pubdate import published
from newswright.instruct.files.rows import BadRow
from newswright.records import Article, Record, Status, Story, WireItem, digest
from newswright.text.boilerplate import truncated, without_boilerplate
from newswright.text.plain import plain, plain_line

CUT_MARK = " […]"
"""What a text that was cut off ends in, so that it shows: an article with it becomes no lesson."""

_LEFTOVER = re.compile(r"^[\]}|\s,]*\][\]}|\s,]*|__[A-Z]{3,}__")
"""What a wiki's markup leaves: "]] India's ..." and "__NOTOC__"; no prose begins or reads so."""
_TEMPLATE = re.compile(r"\{\{\w*\||\}\}")
_UNOPENED = re.compile(r"\s*\]+(?=[\s,.]|$)")
"""A bracket of theirs inside a paragraph, where none opens."""
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_INITIALS = re.compile(r"\W*\w(?:\.\w)+")
_SHORTENED = frozenset("inc corp ltd co jr sr st vs mr mrs ms dr etc no".split())
"""Words that a full stop belongs to."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


class SourceText(Record):
    """A report that an article was written from."""

    headline: str = ""
    text: str
    """Its text; "" where the set has an address only."""
    outlet: str = ""
    url: str = ""
    date: AwareDatetime | None = None


class ArchiveArticle(Record):
    """An article as an archive has it, in plain text."""

    id: str
    """The row's own id; where it has none, `r` and twelve hex digits over headline and text."""
    headline: str
    teaser: str = ""
    paragraphs: tuple[str, ...]
    summary: str = ""
    date: AwareDatetime | None = None
    """When it was published (UTC)."""
    url: str = ""
    licence: str = ""
    language: str = ""
    story: str
    """The story it tells; where the row says none, its id."""
    outlet: str = ""
    sources: tuple[SourceText, ...] = ()
    origin: str = ""
    """Where it was read: a file and its line, or the archive."""

    @property
    def text(self) -> str:
        """Its paragraphs, a blank line between them."""
        return "\n\n".join(self.paragraphs)

    @property
    def reports(self) -> tuple[SourceText, ...]:
        """Its sources that have a text."""
        return tuple(source for source in self.sources if source.text)


class ArticleOptions(BaseModel):
    """How rows become articles."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    fields: dict[str, str] = {}
    """Own field -> the set's field, where the names of `tables/fields.toml` do not find it: `{"headline": "kop"}`."""
    licence: str = ""
    """The licence of rows that name none."""
    language: str = "en"
    """The language of rows that name none."""
    outlet: str = ""
    """The outlet of rows that name none."""


def read_articles(
    rows: Iterable[tuple[str, Mapping[str, object]]], options: ArticleOptions, bad: Callable[[BadRow], None]
) -> Iterator[ArchiveArticle]:
    """Yield the articles in `rows`, pairs of a place (`set.jsonl:7`) and a mapping, in order.

    A row without a headline or a text is handed to `bad` with the reason. A row whose date cannot be read is kept,
    without a date, and `bad` is told that too: its reason begins with "kept".
    """
    for where, row in rows:
        fields = Fields(row, options.fields)
        headline, paragraphs = headline_of(fields.text("headline")), _paragraphs(fields.value("body"))
        if not headline or not paragraphs:
            lacking = "headline" if not headline else "text"
            bad(BadRow(where=where, reason=f"no {lacking}; its fields are {listed(row)}"))
            continue
        when = published(fields.value("date"))
        if when is None and fields.text("date"):
            bad(BadRow(where=where, reason=f"kept without a date: “{fields.text('date')[:60]}” cannot be read as one"))
        yield _article(fields, (headline, paragraphs), when, options, where)


def _article(
    fields: Fields,
    words: tuple[str, tuple[str, ...]],
    when: datetime | None,
    options: ArticleOptions,
    where: str,
) -> ArchiveArticle:
    headline, paragraphs = words
    key = plain_line(fields.text("id")) or "r" + digest(headline, *paragraphs)
    return ArchiveArticle(
        id=key,
        headline=headline,
        teaser=_cleaned(fields.text("teaser")),
        paragraphs=paragraphs,
        summary=_cleaned(fields.text("summary")),
        date=when,
        url=plain_line(fields.text("url")),
        licence=plain_line(fields.text("licence")) or options.licence,
        language=(plain_line(fields.text("language")) or options.language)[:2].lower(),
        story=plain_line(fields.text("story")) or key,
        outlet=plain_line(fields.text("outlet")) or options.outlet,
        sources=tuple(read_sources(fields.value("sources"))),
        origin=where,
    )


# -- the newsroom's own archive --


def from_story(story: Story, items: Sequence[WireItem], article: Article | None) -> ArchiveArticle | None:
    """Return a published article with its story's `items` as sources; None where there is no published one.

    Each sentence is a paragraph, as agencies write. Its licence names what the items' suppliers said, all of it.
    """
    if article is None or article.status is not Status.PUBLISHED or not article.sentences:
        return None
    return ArchiveArticle(
        id=article.id,
        headline=headline_of(article.headline),
        paragraphs=tuple(sentence.text for sentence in article.sentences),
        date=story.started_at or article.written_at,
        licence="; ".join(dict.fromkeys(item.rights for item in items if item.rights)),
        language=article.language or story.language,
        story=story.id,
        sources=tuple(source_of(item) for item in items),
        origin=f"archive:{article.id}",
    )


def from_item(item: WireItem, story: str = "") -> ArchiveArticle | None:
    """Return an item that came with its body as an article of its own; None where it has no body or no title.

    `story` is the id of the story it belongs to, so that both stay on one side of a split.
    """
    headline, paragraphs = headline_of(item.title), _paragraphs(item.body)
    if not headline or not paragraphs:
        return None
    return ArchiveArticle(
        id=item.id,
        headline=headline,
        teaser=_cleaned(item.description),
        paragraphs=paragraphs,
        date=item.published_at,
        url=item.url,
        licence=item.rights,
        language=item.language,
        story=story or item.id,
        outlet=item.source,
        origin=f"archive:{item.id}",
    )


def source_of(item: WireItem) -> SourceText:
    """Return a wire item as a source: its body where it has one, else its description, else its title."""
    text = "\n\n".join(_paragraphs(item.body) or _paragraphs(item.description))
    return SourceText(
        headline=headline_of(item.title) if text else "",
        text=text or item.title,
        outlet=item.source,
        url=item.url,
        date=item.published_at,
    )


# -- text --


def headline_of(raw: str) -> str:
    """Return a headline on one line, without markup, and without the full stop that some sets put behind it."""
    line = plain_line(raw)
    if not line.endswith(".") or line.endswith("..."):
        return line
    last = line[:-1].rpartition(" ")[2]
    belongs = bool(_INITIALS.fullmatch(last)) or last.lower() in _SHORTENED
    return line if belongs else line[:-1]


def _cleaned(raw: str) -> str:
    text = plain(raw)
    return " ".join(without_boilerplate(text).split()) + (CUT_MARK if text and truncated(text) else "") if text else ""


def _paragraphs(raw: object) -> tuple[str, ...]:
    """Return a body's paragraphs in plain text: from a list, from a text with blank lines, or with one per line."""
    if isinstance(raw, str):
        texts = plain(_parted(raw)).split("\n\n")
    elif isinstance(raw, Sequence) and not isinstance(raw, bytes):
        texts = [part for each in raw if isinstance(each, str) for part in plain(each).split("\n\n")]
    else:
        return ()
    texts = [text for text in texts if text.strip()]
    cut = bool(texts) and truncated(texts[-1])
    kept = [_unlittered(" ".join(without_boilerplate(text).split())) for text in texts]
    kept = [text for text in kept if any(character.isalnum() for character in text)]
    if cut and kept:
        kept[-1] = kept[-1].removesuffix("[…]").rstrip() + CUT_MARK
    return tuple(kept)


def _unlittered(text: str) -> str:
    if not any(mark in text for mark in ("]", "__", "{{")):
        return text
    text = _TEMPLATE.sub("", text)
    litter = len(text.split()) < 4 and "[" not in text and "]" in text  # "] and ]]" is all that an image left
    text = _LEFTOVER.sub("", text)
    return "" if litter else text if "[" in text else _UNOPENED.sub("", text).strip()


def _parted(raw: str) -> str:
    """Put a blank line between the lines of a text that has none, where most lines end as a sentence does."""
    lines = [line for line in raw.splitlines() if line.strip()]
    if len(lines) < 2 or re.search(r"\n\s*\n", raw):
        return raw
    whole = sum(bool(_SENTENCE_END.search(line.rstrip())) for line in lines)
    return "\n\n".join(lines) if whole * 2 > len(lines) else raw


def read_sources(raw: object) -> Iterator[SourceText]:
    """Yield the sources in a row's value: a list of texts, of addresses, or of mappings with a text each."""
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return
    for each in raw:
        if isinstance(each, str) and _ADDRESS.fullmatch(each.strip()):
            yield SourceText(text="", url=each.strip())
        elif isinstance(each, str) and (paragraphs := _paragraphs(each)):
            yield SourceText(text="\n\n".join(paragraphs))
        elif isinstance(each, Mapping):
            yield _source(each)


def _source(row: Mapping[str, Any]) -> SourceText:
    fields = Fields(row, {})
    return SourceText(
        headline=headline_of(fields.text("headline")),
        text="\n\n".join(_paragraphs(fields.value("body")) or _paragraphs(fields.value("teaser"))),
        outlet=plain_line(fields.text("outlet")),
        url=plain_line(fields.text("url")),
        date=published(fields.value("date")),
    )
